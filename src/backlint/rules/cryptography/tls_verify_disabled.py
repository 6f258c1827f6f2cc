"""An outgoing connection accepts any certificate.

## Why is this bad?

Whoever sits between the two, in a café's network or in a hijacked name server, shows a certificate of their own, and
reads and changes all that is sent: tokens, passwords, answers.

## Example

```python
import requests

requests.get("https://bank.test/balance", timeout=5, verify=False)
```

## Use instead

```python
import requests

requests.get("https://bank.test/balance", timeout=5, verify="/etc/ssl/internal-ca.pem")
```

## Limits

What a variable holds is known where our own engine has seen it set.
"""

from backlint.concepts import TransportCheck
from backlint.rule import (
    CallInstead,
    DropArgument,
    FactQuery,
    Item,
    Precision,
    RuffQuery,
    Severity,
    Verdict,
    declare_rule,
)
from backlint.weaknesses import CERTIFICATE_VALIDATION


def judge(check: TransportCheck) -> Verdict | None:
    """Report a check that is off; one that the environment may switch off is a question."""
    if not check.production or not check.enabled.may_be(False):
        return None
    if check.enabled.known:
        # What a context is made for is not seen where it is made: a look at a certificate, perhaps.
        context = check.callee.startswith("ssl.")
        return Verdict(why="the check is switched off here", severity=Severity.LOW if context else None)
    if check.enabled.environment:
        return Verdict(why=f"it is off unless {check.enabled.environment} says otherwise", precision=Precision.LOW)
    return Verdict(why="the check is off for one of the values that it may have", precision=Precision.LOW)


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.CRYPTOGRAPHY,
    detects=(
        FactQuery(kind=TransportCheck, judge=judge),
        # What ruff sees is a constant in the call itself, so that its word is as good as ours.
        RuffQuery(codes=("S323", "S501"), severity=Severity.MEDIUM, precision=Precision.HIGH),
    ),
    message="the connection accepts any certificate",
    remedy="leave the check on, and name the file of your own authority where the certificate is an internal one",
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    weaknesses=(CERTIFICATE_VALIDATION,),
    # Whoever has switched it off had a reason, such as a certificate of their own, which then has to be named.
    repairs=(
        DropArgument(title="leave out `verify=False`", name="verify", values=("False",)),
        DropArgument(title="leave out `ssl=False`", name="ssl", values=("False",)),
        DropArgument(title="leave out `verify_ssl=False`", name="verify_ssl", values=("False",)),
        CallInstead(
            title="make a context that checks certificates",
            names=(("ssl._create_unverified_context", "ssl.create_default_context"),),
        ),
    ),
    since="0.1.0",
    references=("https://requests.readthedocs.io/en/latest/user/advanced/#ssl-cert-verification",),
)
