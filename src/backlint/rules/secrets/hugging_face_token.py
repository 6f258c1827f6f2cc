"""A Hugging Face token is in the source.

## Why is this bad?

The token reads private models and data sets, and with write access replaces those that others run.

## Example

```python
HF_TOKEN = "hf_…"
```

## Use instead

```python
import os

HF_TOKEN = os.environ["HF_TOKEN"]
```
"""

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"(?<![A-Za-z0-9_-])(hf_[A-Za-z]{34})(?![A-Za-z0-9_-])",
        keywords=("hf_",),
        min_entropy=3.8,
    ),
    message="a Hugging Face token ({excerpt}) is in the source",
    remedy="revoke the token in the settings, and read a new one from the environment",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
)
