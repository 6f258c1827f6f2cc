"""A change hides a finding.

## Why is this bad?

Whoever reviews a change looks at what is reported. What the change itself hides by a comment, a setting or an entry of the
baseline is not, so the decision that it may be hidden would be made by its author alone.

## Example

```python
digest = hashlib.md5(password)  # backlint: ignore[password-hash-weak] -- later
```

in the change that is looked at.

## Use instead

```python
digest = argon2.PasswordHasher().hash(password)
```

or a reason that the reviewer accepts: this finding is gone once the change is part of the other branch.

## Limits

It is told only with `--since`, since only then an earlier state is known.
"""

from backlint.rule import AnalysisQuery, Item, Precision, Severity, declare_rule
from backlint.weaknesses import UNREADABLE

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.ANALYSIS,
    detects=AnalysisQuery(gaps=()),
    message="{rule} is hidden here by {how} of this change: {reason}",
    remedy="look at what is hidden and at the reason",
    severity=Severity.LOW,
    precision=Precision.VERY_HIGH,
    weaknesses=(UNREADABLE,),
    since="0.1.0",
)
