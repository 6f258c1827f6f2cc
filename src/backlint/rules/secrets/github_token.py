"""A GitHub token is in the source.

## Why is this bad?

The token reads and changes the repositories of its owner, and whatever runs from them.

## Example

```python
from github import Github

client = Github("ghp_…")
```

## Use instead

```python
import os

from github import Github

client = Github(os.environ["GITHUB_TOKEN"])
```
"""

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.secrecy import has_checksum
from backlint.weaknesses import HARDCODED_SECRET

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"(?<![A-Za-z0-9_-])(gh[pousr]_[A-Za-z0-9]{36})(?![A-Za-z0-9_-])",
        keywords=("ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
        valid=has_checksum,
    ),
    message="a GitHub token ({excerpt}) is in the source",
    remedy="revoke the token at github.com/settings/tokens, and read a new one from the environment",
    severity=Severity.CRITICAL,
    precision=Precision.VERY_HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
    references=("https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/",),
)
