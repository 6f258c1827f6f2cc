"""A fine-grained GitHub token is in the source.

## Why is this bad?

The token reads and changes the repositories that it was made for.

## Example

```python
GITHUB_TOKEN = "github_pat_…"
```

## Use instead

```python
import os

GITHUB_TOKEN = os.environ["GITHUB_TOKEN"]
```
"""

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"(?<![A-Za-z0-9_-])(github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})(?![A-Za-z0-9_-])",
        keywords=("github_pat_",),
        min_entropy=4.0,
    ),
    message="a fine-grained GitHub token ({excerpt}) is in the source",
    remedy="revoke the token at github.com/settings/tokens, and read a new one from the environment",
    severity=Severity.CRITICAL,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
)
