"""A Slack token is in the source.

## Why is this bad?

The token reads and writes what the app or the user may see: channels, files and direct messages.

## Example

```python
from slack_sdk import WebClient

client = WebClient(token="xoxb-…")
```

## Use instead

```python
import os

from slack_sdk import WebClient

client = WebClient(token=os.environ["SLACK_TOKEN"])
```
"""

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"(?<![A-Za-z0-9_-])(xox[abeprs]-(?:\d-)?\d{9,14}-[A-Za-z0-9-]{20,180}|xapp-\d-[A-Z0-9]{8,14}-\d{9,14}-[a-f0-9]{40,80})(?![A-Za-z0-9_-])",
        keywords=("xox", "xapp-"),
        min_entropy=3.0,
    ),
    message="a Slack token ({excerpt}) is in the source",
    remedy="revoke the token in the app's settings, and read a new one from the environment",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
    references=("https://docs.slack.dev/authentication/tokens",),
)
