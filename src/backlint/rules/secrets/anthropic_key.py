"""An Anthropic key is in the source.

## Why is this bad?

The key runs models at the owner's expense.

## Example

```python
from anthropic import Anthropic

client = Anthropic(api_key="sk-ant-api03-…")
```

## Use instead

```python
from anthropic import Anthropic

client = Anthropic()  # reads ANTHROPIC_API_KEY
```
"""

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"(?<![A-Za-z0-9_-])(sk-ant-[a-z]{3,6}\d{2}-[A-Za-z0-9_-]{80,110})(?![A-Za-z0-9_-])",
        keywords=("sk-ant-",),
        min_entropy=4.0,
    ),
    message="an Anthropic key ({excerpt}) is in the source",
    remedy="revoke the key in the console, and read a new one from the environment",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
)
