"""A Mailchimp key is in the source.

## Why is this bad?

The key reads the list of customers and their addresses, and writes to them in the company's name.

## Example

```python
MAILCHIMP_KEY = "…-us6"
```

## Use instead

```python
import os

MAILCHIMP_KEY = os.environ["MAILCHIMP_KEY"]
```
"""

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"(?<![A-Za-z0-9_-])([0-9a-f]{32}-us\d{1,2})(?![A-Za-z0-9_-])",
        keywords=tuple(f"-us{digit}" for digit in range(1, 10)),
        min_entropy=3.0,
    ),
    message="a Mailchimp key ({excerpt}) is in the source",
    remedy="revoke the key in Mailchimp, and read a new one from the environment",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
)
