"""A SendGrid key is in the source.

## Why is this bad?

The key sends mail in the company's name, which spam filters trust.

## Example

```python
SENDGRID_KEY = "SG.…"
```

## Use instead

```python
import os

SENDGRID_KEY = os.environ["SENDGRID_KEY"]
```
"""

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"(?<![A-Za-z0-9_-])(SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])",
        keywords=("sg.",),
        min_entropy=3.5,
    ),
    message="a SendGrid key ({excerpt}) is in the source",
    remedy="delete the key in SendGrid, and read a new one from the environment",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
)
