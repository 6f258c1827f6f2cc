"""Every SQL statement is written out with its values.

## Why is this bad?

Passwords' hashes, tokens, addresses and whatever else a row holds then stand in the log, which is copied, kept for years
and read by many.

## Example

```python
import os

from sqlalchemy import create_engine

engine = create_engine(os.environ["DATABASE_URL"], echo=True)
```

## Use instead

```python
import os

from sqlalchemy import create_engine

engine = create_engine(os.environ["DATABASE_URL"], hide_parameters=True)
```

## Limits

A switch that comes from the environment, or from settings for development, is not reported, and neither is one beside
`hide_parameters=True`.
"""

from backlint.concepts import Setting
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import SECRET_IN_LOG

SWITCHES = frozenset({("sqlalchemy", "echo"), ("flask", "SQLALCHEMY_ECHO")})
CALLBACKS = frozenset({("sqlite3", "trace_callback")})


def judge(setting: Setting) -> Verdict | None:
    """Report a switch that is always on, and a function that is handed every statement."""
    where = (setting.framework, setting.name)
    if not setting.production:
        return None
    if where in CALLBACKS and not setting.value.may_be(None):
        return Verdict(values=(("name", setting.name),), why="the function is handed every statement with its values")
    if where in SWITCHES and setting.value.known and setting.value.value in (True, "debug"):
        return Verdict(values=(("name", setting.name),), why="the value is constant")
    return None


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.AUDIT,
    detects=FactQuery(kind=Setting, judge=judge),
    message="{name} writes every SQL statement with its values to the log",
    remedy="leave it off, or let the environment switch it on for development; `hide_parameters=True` hides the values",
    severity=Severity.LOW,
    precision=Precision.MEDIUM,
    weaknesses=(SECRET_IN_LOG,),
    since="0.1.0",
    references=("https://docs.sqlalchemy.org/en/20/core/engines.html#hiding-parameters",),
)
