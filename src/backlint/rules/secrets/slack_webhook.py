"""The address of a Slack webhook is in the source.

## Why is this bad?

Whoever knows the address writes into the channel as the app: a message that looks like the company's own.

## Example

```python
HOOK = "https://hooks.slack.com/services/T…/B…/…"
```

## Use instead

```python
import os

HOOK = os.environ["SLACK_WEBHOOK"]
```
"""

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"https://hooks\.slack(?:-gov)?\.com/(?:services|workflows)/T[A-Z0-9]{8,12}/[AB][A-Z0-9]{8,12}/(?:\d{15,20}/)?([A-Za-z0-9]{20,28})(?![A-Za-z0-9_-])",
        keywords=("hooks.slack",),
        min_entropy=3.0,
    ),
    message="the address of a Slack webhook is in the source",
    remedy="make a new webhook, delete this one, and read its address from the environment",
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
)
