"""A Shopify token is in the source.

## Why is this bad?

The token reads and changes the shop: its orders, its customers, its prices.

## Example

```python
SHOPIFY_TOKEN = "shpat_…"
```

## Use instead

```python
import os

SHOPIFY_TOKEN = os.environ["SHOPIFY_TOKEN"]
```
"""

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"(?<![A-Za-z0-9_-])(shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32})(?![A-Za-z0-9_-])",
        keywords=("shpat_", "shpca_", "shppa_", "shpss_"),
        min_entropy=3.0,
    ),
    message="a Shopify token ({excerpt}) is in the source",
    remedy="uninstall the app or rotate its secret, and read the new one from the environment",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
)
