"""An Atlassian token is in the source.

## Why is this bad?

The token acts as its owner in Jira, Confluence and Bitbucket.

## Example

```python
JIRA_TOKEN = "ATATT3…"
```

## Use instead

```python
import os

JIRA_TOKEN = os.environ["JIRA_TOKEN"]
```
"""

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"(?<![A-Za-z0-9_-])(AT(?:ATT|CTT|BBT?)3x?[A-Za-z0-9_=-]{60,250})(?![A-Za-z0-9_=-])",
        keywords=("atatt3", "atctt3", "atbb"),
        min_entropy=4.0,
    ),
    message="an Atlassian token ({excerpt}) is in the source",
    remedy="revoke the token in the account's settings, and read a new one from the environment",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
)
