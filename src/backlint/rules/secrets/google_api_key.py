"""A Google API key is in the source.

## Why is this bad?

Whoever has the key uses the interfaces that it is allowed for (Maps, Gemini, Translate, …) at the owner's expense.

## Example

```python
GEMINI_KEY = "AIza…"
```

## Use instead

```python
import os

GEMINI_KEY = os.environ["GEMINI_KEY"]
```

## Limits

Keys of Maps and Firebase that a browser uses are public by their nature, and protected by restrictions only.
"""

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"(?<![A-Za-z0-9_-])(AIza[0-9A-Za-z_-]{35})(?![A-Za-z0-9_-])",
        keywords=("aiza",),
        min_entropy=3.5,
    ),
    message="a Google API key ({excerpt}) is in the source",
    remedy="restrict the key to the interfaces and addresses that need it, replace it, and read it from the environment",
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
    references=("https://cloud.google.com/docs/authentication/api-keys",),
)
