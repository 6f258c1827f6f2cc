"""A comment ignored a rule until a day that has passed.

## Why is this bad?

Somebody decided that the finding may stand until that day and no longer. The finding is back, and the comment hides
nothing any more.

## Example

```python
import hashlib

digest = hashlib.md5(b"key")  # backlint: ignore[weak-hash] -- until the cache is replaced; until=2024-01-31
```

## Use instead

```python
import hashlib

digest = hashlib.sha256(b"key")
```

## Limits

The day itself still counts. Days are those of UTC; `--today` sets another one.
"""

from backlint.rule import AnalysisQuery, Item, Precision, Severity, declare_rule
from backlint.weaknesses import UNREADABLE

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.ANALYSIS,
    detects=AnalysisQuery(gaps=()),
    message="this comment ended on {until} and hides nothing any more",
    remedy="repair what it hid, or decide again and write a new date",
    severity=Severity.LOW,
    precision=Precision.VERY_HIGH,
    weaknesses=(UNREADABLE,),
    since="0.1.0",
)
