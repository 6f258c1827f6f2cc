"""A file could not be read.

## Why is this bad?

What was not read was not checked, and a report that says nothing about it looks as if it had been. A fault, or a guard
that another file relies on, may stand in it.

## Example

```python
def login(name):
    print "no such statement in Python 3", name
```

## Use instead

```python
def login(name):
    print("a call in Python 3", name)
```

A template of code, generated data or a script for Python 2 is left out by path:

```toml
[tool.backlint]
exclude = ["templates/project/", "legacy/"]
```

## Limits

A file is not read when it holds a syntax error, bytes that are not in its declared encoding or a NUL byte, when it is
larger or more deeply nested than the limits, and when reading it takes too long or is not permitted.
"""

from backlint.rule import AnalysisQuery, Item, Precision, Severity, declare_rule
from backlint.weaknesses import UNREADABLE

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.ANALYSIS,
    detects=AnalysisQuery(
        gaps=(
            "syntax",
            "python2",
            "encoding",
            "null-byte",
            "too-large",
            "too-deep",
            "timeout",
            "crash",
            "unreadable",
        )
    ),
    message="this file was not checked: {gap}",
    remedy="repair the file, or leave it out with `exclude` in the settings",
    severity=Severity.MEDIUM,
    precision=Precision.VERY_HIGH,
    weaknesses=(UNREADABLE,),
    since="0.1.0",
)
