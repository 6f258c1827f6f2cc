"""A Twilio key is in the source.

## Why is this bad?

The key calls and texts at the owner's expense, and reads what was sent, one-time codes among it.

## Example

```python
from twilio.rest import Client

client = Client("AC…", "…")
```

## Use instead

```python
import os

from twilio.rest import Client

client = Client(os.environ["TWILIO_ACCOUNT"], os.environ["TWILIO_TOKEN"])
```

## Limits

The account's own token is 32 hexadecimal digits like many others: it is found on a line that names Twilio.
"""

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"(?i:twilio)[^\n]{0,80}?[\\\"'=:\s](SK[0-9a-f]{32}|(?<=[\\\"'=:\s])[0-9a-f]{32})(?![0-9A-Za-z])",
        keywords=("twilio",),
        min_entropy=3.0,
    ),
    message="a Twilio key ({excerpt}) is in the source",
    remedy="make a new key in Twilio's console, revoke this one, and read the new one from the environment",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
)
