"""The address of a Discord webhook is in the source.

## Why is this bad?

Whoever knows the address writes into the channel, and can delete the webhook.

## Example

```python
HOOK = "https://discord.com/api/webhooks/…/…"
```

## Use instead

```python
import os

HOOK = os.environ["DISCORD_WEBHOOK"]
```
"""

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"https://(?:\w+\.)?discord(?:app)?\.com/api/(?:v\d{1,2}/)?webhooks/\d{17,20}/([A-Za-z0-9_-]{60,70})(?![A-Za-z0-9_-])",
        keywords=("/webhooks/",),
        min_entropy=4.0,
    ),
    message="the address of a Discord webhook is in the source",
    remedy="delete the webhook, make a new one, and read its address from the environment",
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
)
