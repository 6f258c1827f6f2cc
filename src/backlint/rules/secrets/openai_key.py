"""An OpenAI key is in the source.

## Why is this bad?

The key runs models at the owner's expense, and reads the files and threads that were stored.

## Example

```python
from openai import OpenAI

client = OpenAI(api_key="sk-proj-…")
```

## Use instead

```python
from openai import OpenAI

client = OpenAI()  # reads OPENAI_API_KEY
```

## Limits

Every key of OpenAI holds the letters `T3BlbkFJ` (`OpenAI`, encoded); without them it is not taken for one.
"""

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"(?<![A-Za-z0-9_-])(sk-(?:(?:proj|svcacct|admin|None)-)?[A-Za-z0-9_-]{16,80}T3BlbkFJ[A-Za-z0-9_-]{16,80})(?![A-Za-z0-9_-])",
        keywords=("t3blbkfj",),
    ),
    message="an OpenAI key ({excerpt}) is in the source",
    remedy="revoke the key at platform.openai.com, and read a new one from the environment",
    severity=Severity.HIGH,
    precision=Precision.VERY_HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
)
