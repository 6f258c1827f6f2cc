"""Bcrypt with too few rounds.

## Why is this bad?

Each round doubles the work of a guess. At 12 a stolen table yields a few passwords a second for each core; at 4 it
yields hundreds.

## Example

```python
import bcrypt


def hash_password(password: str) -> bytes:
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(rounds=6))
```

## Use instead

```python
import bcrypt


def hash_password(password: str) -> bytes:
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(rounds=12))
```

## Limits

Where the number comes from the environment, its default is judged. Test settings may hash quickly.
"""

from backlint.concepts import PasswordHashing
from backlint.rule import FactQuery, Item, Precision, SetArguments, Severity, Verdict, declare_rule
from backlint.weaknesses import PASSWORD_HASH

ROUNDS = 12
"""The checklist's figure, and the default of bcrypt, flask-bcrypt, passlib and Django."""
LEAST = 10
"""The minimum of the OWASP Password Storage cheat sheet and of ASVS 5.0, appendix C."""


def judge(hashing: PasswordHashing) -> Verdict | None:
    """Report bcrypt below the figure; below the published minimum it is worse."""
    if not hashing.algorithm.lower().startswith("bcrypt") or not hashing.production:
        return None
    reading = hashing.parameters.get("rounds")
    if reading is None or not reading.numbers or min(reading.numbers) >= ROUNDS:
        return None
    rounds = int(min(reading.numbers))
    source = f" unless {reading.environment} says otherwise" if reading.environment else ""
    return Verdict(
        values=(("rounds", str(rounds)),),
        why=f"rounds={rounds}{source}; {ROUNDS} rounds are {2 ** (ROUNDS - rounds)} times the work of a guess",
        severity=Severity.HIGH if rounds < LEAST else Severity.MEDIUM,
        precision=None if reading.complete or reading.environment else Precision.MEDIUM,
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.PASSWORDS,
    detects=FactQuery(kind=PasswordHashing, judge=judge),
    message="{callee} hashes passwords with {rounds} rounds",
    remedy=f"use {ROUNDS} rounds or more, and hash again at the next login of each user",
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    weaknesses=(PASSWORD_HASH,),
    # A hash carries its own number, so that those made before are still known; only the work of each login grows.
    repairs=tuple(
        SetArguments(
            title=f"use {ROUNDS} rounds",
            safe=True,
            arguments=((name, str(ROUNDS)),),
            add=False,
            indexes=(("gensalt", 0), ("generate_password_hash", 1)),
        )
        for name in ("rounds", "bcrypt__rounds", "bcrypt__default_rounds")
    ),
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html",),
)
