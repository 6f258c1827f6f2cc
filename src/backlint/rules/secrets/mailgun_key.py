"""A Mailgun key is in the source.

## Why is this bad?

The key sends mail in the company's name and reads what comes in.

## Example

```python
MAILGUN_KEY = "key-…"
```

## Use instead

```python
import os

MAILGUN_KEY = os.environ["MAILGUN_KEY"]
```
"""

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"(?<![A-Za-z0-9_-])(key-[0-9a-f]{32}|[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8})(?![A-Za-z0-9_-])",
        keywords=("mailgun",),
        min_entropy=3.0,
    ),
    message="a Mailgun key ({excerpt}) is in the source",
    remedy="make a new key in Mailgun, delete this one, and read the new one from the environment",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
)
