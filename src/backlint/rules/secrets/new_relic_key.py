"""A New Relic key is in the source.

## Why is this bad?

The key reads what the applications report, requests and their parameters among it.

## Example

```python
NEW_RELIC_KEY = "NRAK-…"
```

## Use instead

```python
import os

NEW_RELIC_KEY = os.environ["NEW_RELIC_KEY"]
```
"""

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"(?<![A-Za-z0-9_-])(NRAK-[A-Z0-9]{27})(?![A-Za-z0-9_-])",
        keywords=("nrak-",),
        min_entropy=3.0,
    ),
    message="a New Relic key ({excerpt}) is in the source",
    remedy="delete the key in New Relic, and read a new one from the environment",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
)
