"""A comment ignores a rule without saying why.

## Why is this bad?

Whoever reads the line next cannot tell a decision from a convenience, and nobody can say whether it still holds. A
comment without a reason hides nothing.

## Example

```python
import hashlib

digest = hashlib.md5(b"key")  # backlint: ignore[weak-hash]
```

## Use instead

```python
import hashlib

digest = hashlib.md5(b"key")  # backlint: ignore[weak-hash] -- the key of a cache, protects nothing; until=2100-01-01
```
"""

from backlint.rule import AnalysisQuery, Item, Precision, Severity, declare_rule
from backlint.weaknesses import UNREADABLE

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.ANALYSIS,
    detects=AnalysisQuery(gaps=()),
    message="this comment hides nothing, since it gives no reason",
    remedy="write why the finding may stand: `# backlint: ignore[rule-id] -- reason`",
    severity=Severity.LOW,
    precision=Precision.VERY_HIGH,
    weaknesses=(UNREADABLE,),
    since="0.1.0",
)
