"""An AWS secret key is in the source.

## Why is this bad?

With the key's number, which is no secret, it acts as the account that it was made for: reads the buckets, starts
machines, and runs up the bill.

## Example

```python
AWS_SECRET_ACCESS_KEY = "…"
```

## Use instead

```python
import os

AWS_SECRET_ACCESS_KEY = os.environ["AWS_SECRET_ACCESS_KEY"]
```

## Limits

The key has no mark of its own: it is found by the name that it is given.
"""

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"(?i:aws[\w.-]{0,20}secret[\w.-]{0,20}|secret_?access_?key)[\\\"']{0,2}\s{0,5}(?:=>|[:=,])\s{0,5}[\\\"']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])",
        keywords=("secret",),
        min_entropy=4.0,
    ),
    message="an AWS secret access key ({excerpt}) is in the source",
    remedy="deactivate the key in IAM, and give the application a role",
    severity=Severity.CRITICAL,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
    references=("https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",),
)
