"""A Square token is in the source.

## Why is this bad?

The token charges and refunds, and reads the customers and their payments.

## Example

```python
SQUARE_TOKEN = "EAAA…"
```

## Use instead

```python
import os

SQUARE_TOKEN = os.environ["SQUARE_TOKEN"]
```
"""

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"(?<![A-Za-z0-9_-])(EAAA[lE][A-Za-z0-9_-]{59}|sq0csp-[A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])",
        keywords=("eaaal", "eaaae", "sq0csp-"),
        min_entropy=4.0,
    ),
    message="a Square token ({excerpt}) is in the source",
    remedy="replace the token in Square's dashboard, and read the new one from the environment",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
)
