"""Text is run as Python.

## Why is this bad?

`exec` runs whatever the text says, with all rights of the application. Nothing shows that a stranger chooses the text
here, but nothing keeps a later change from letting him.

## Example

```python
from pathlib import Path


def load_plugin(path: Path) -> dict[str, object]:
    names: dict[str, object] = {}
    exec(path.read_text(), names)
    return names
```

## Use instead

```python
import importlib

PLUGINS = {"mail": "shop.plugins.mail", "sms": "shop.plugins.sms"}


def load_plugin(name: str) -> object:
    return importlib.import_module(PLUGINS[name])
```

## Limits

Where the text comes from is not looked at, which is why this is for review only. Where request data is seen to arrive,
`code-injection` reports it instead.
"""

from backlint.rule import Item, Precision, RuffQuery, Severity, declare_rule
from backlint.weaknesses import CODE_INJECTION

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.INJECTION_OTHER,
    detects=RuffQuery(codes=("S102",)),
    message="`exec` runs whatever its text says",
    remedy="import a module from a fixed list, or keep what may change as data",
    severity=Severity.MEDIUM,
    precision=Precision.LOW,
    weaknesses=(CODE_INJECTION,),
    since="0.1.0",
    references=("https://docs.python.org/3/library/functions.html#exec",),
)
