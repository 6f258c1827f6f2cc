"""A Discord bot's token is in the source.

## Why is this bad?

The token is the bot, on every server that it has joined, with all rights that it was given there.

## Example

```python
client.run("…")
```

## Use instead

```python
import os

client.run(os.environ["DISCORD_TOKEN"])
```
"""

import base64
import binascii

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET


def names_account(token: str) -> bool:
    """Whether the first part decodes to the number of an account, as it does in every token of Discord."""
    first = token.partition(".")[0]
    try:
        number = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4))
    except (binascii.Error, ValueError):
        return False
    return number.isdigit() and 17 <= len(number) <= 20


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"(?<![A-Za-z0-9_-])([MNO][A-Za-z\d_-]{23,27}\.[A-Za-z\d_-]{6}\.[A-Za-z\d_-]{27,45})(?![A-Za-z0-9_-])",
        keywords=("discord",),
        valid=names_account,
    ),
    message="the token of a Discord bot is in the source",
    remedy="reset the token in the developer portal, and read the new one from the environment",
    severity=Severity.HIGH,
    precision=Precision.VERY_HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
    references=("https://discord.com/developers/docs/reference#authentication",),
)
