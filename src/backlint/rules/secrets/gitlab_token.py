"""A GitLab token is in the source.

## Why is this bad?

The token acts as its owner, a project or a runner: reads the source, changes it, and runs pipelines.

## Example

```python
GITLAB_TOKEN = "glpat-…"
```

## Use instead

```python
import os

GITLAB_TOKEN = os.environ["GITLAB_TOKEN"]
```
"""

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"(?<![A-Za-z0-9_-])(gl(?:pat|dt|rt|cbt|ptt|soat|agent|ft|imt)-[A-Za-z0-9_-]{20,300}(?:\.[0-9a-z]{2}\.?[0-9a-z]{7})?)(?![A-Za-z0-9_-])",
        keywords=("glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glsoat-", "glagent-", "glft-", "glimt-"),
        min_entropy=3.3,
    ),
    message="a GitLab token ({excerpt}) is in the source",
    remedy="revoke the token in GitLab, and read a new one from the environment",
    severity=Severity.CRITICAL,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
    references=("https://docs.gitlab.com/security/tokens/",),
)
