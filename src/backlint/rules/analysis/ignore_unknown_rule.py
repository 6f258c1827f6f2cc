"""A comment ignores a rule that does not exist.

## Why is this bad?

Such a comment hides nothing, though its reader believes that it does; most often a name is misspelt. Tools that take it
for "ignore everything" are worse: they hide what nobody meant to hide.

## Example

```python
import hashlib

digest = hashlib.md5(b"key")  # backlint: ignore[week-hash] -- the key of a cache, protects nothing
```

## Use instead

```python
import hashlib

digest = hashlib.md5(b"key", usedforsecurity=False)
```

`backlint rules` lists every id; a comment that names one reads `# backlint: ignore[rule-id] -- reason`.
"""

from backlint.rule import AnalysisQuery, Item, Precision, Severity, declare_rule
from backlint.weaknesses import UNREADABLE

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.ANALYSIS,
    detects=AnalysisQuery(gaps=()),
    message="this comment hides nothing: {problem}",
    remedy="name a rule that `backlint rules` lists, or remove the comment",
    severity=Severity.MEDIUM,
    precision=Precision.VERY_HIGH,
    weaknesses=(UNREADABLE,),
    since="0.1.0",
)
