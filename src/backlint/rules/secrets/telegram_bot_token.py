"""A Telegram bot's token is in the source.

## Why is this bad?

The token is the bot: it reads what users write to it and answers in its name.

## Example

```python
from telegram import Bot

bot = Bot("123…:AA…")
```

## Use instead

```python
import os

from telegram import Bot

bot = Bot(os.environ["TELEGRAM_TOKEN"])
```
"""

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"(?<![A-Za-z0-9_:-])(?:bot)?(\d{8,10}:AA[A-Za-z0-9_-]{33})(?![A-Za-z0-9_-])",
        keywords=(":aa",),
        min_entropy=3.5,
    ),
    message="the token of a Telegram bot is in the source",
    remedy="let BotFather revoke the token, and read the new one from the environment",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
    references=("https://core.telegram.org/bots/api#authorizing-your-bot",),
)
