"""A DigitalOcean token is in the source.

## Why is this bad?

The token creates, changes and deletes the account's machines, databases and names.

## Example

```python
DIGITALOCEAN_TOKEN = "dop_v1_…"
```

## Use instead

```python
import os

DIGITALOCEAN_TOKEN = os.environ["DIGITALOCEAN_TOKEN"]
```
"""

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"(?<![A-Za-z0-9_-])(do[opr]_v1_[a-f0-9]{64})(?![A-Za-z0-9_-])",
        keywords=("dop_v1_", "doo_v1_", "dor_v1_"),
        min_entropy=3.2,
    ),
    message="a DigitalOcean token ({excerpt}) is in the source",
    remedy="delete the token in the control panel, and read a new one from the environment",
    severity=Severity.CRITICAL,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
)
