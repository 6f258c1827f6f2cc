"""A comment ignores what is not there.

## Why is this bad?

The fault was repaired or has moved, and the comment stays. It will hide the next one that somebody writes on that line,
without anybody having decided so.

## Example

```python
import hashlib

digest = hashlib.sha256(b"key")  # backlint: ignore[weak-hash] -- the key of a cache, protects nothing
```

## Use instead

```python
import hashlib

digest = hashlib.sha256(b"key")
```

## Limits

Nothing is said where the rule was not run, by a selection or because its engine failed.
"""

from backlint.rule import AnalysisQuery, Item, Precision, Severity, declare_rule
from backlint.weaknesses import UNREADABLE

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.ANALYSIS,
    detects=AnalysisQuery(gaps=()),
    message="{rules} is ignored here, but there is nothing to ignore",
    remedy="remove the comment, or the id from its list",
    severity=Severity.LOW,
    precision=Precision.VERY_HIGH,
    weaknesses=(UNREADABLE,),
    since="0.1.0",
    found_fixes=(("take away the rule, and the comment with its last one", True),),
)
