"""A Databricks token is in the source.

## Why is this bad?

The token reads the workspace's data and runs code on its clusters.

## Example

```python
DATABRICKS_TOKEN = "dapi…"
```

## Use instead

```python
import os

DATABRICKS_TOKEN = os.environ["DATABRICKS_TOKEN"]
```
"""

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"(?<![A-Za-z0-9_-])(dapi[a-f0-9]{32}(?:-\d)?)(?![A-Za-z0-9_-])",
        keywords=("dapi",),
        min_entropy=3.0,
    ),
    message="a Databricks token ({excerpt}) is in the source",
    remedy="revoke the token in the workspace, and read a new one from the environment",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
)
