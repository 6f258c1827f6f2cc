"""A Docker Hub token is in the source.

## Why is this bad?

The token pulls private images and pushes new ones: what runs next is then the attacker's.

## Example

```python
DOCKER_TOKEN = "dckr_pat_…"
```

## Use instead

```python
import os

DOCKER_TOKEN = os.environ["DOCKER_TOKEN"]
```
"""

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"(?<![A-Za-z0-9_-])(dckr_(?:pat|oat)_[A-Za-z0-9_-]{27,40})(?![A-Za-z0-9_-])",
        keywords=("dckr_",),
        min_entropy=3.5,
    ),
    message="a Docker Hub token ({excerpt}) is in the source",
    remedy="delete the token at Docker Hub, and read a new one from the environment",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
)
