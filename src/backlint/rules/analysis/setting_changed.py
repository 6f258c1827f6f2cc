"""A change sets otherwise what is looked at or reported.

## Why is this bad?

Settings decide what a report says of the very change that brings them: a folder that is left out, a rule that is not run,
an attestation. A green result means nothing before somebody has looked at them.

## Example

```toml
[tool.backlint]
exclude = ["app/admin"]
```

in the change that is looked at.

## Use instead

```toml
[tool.backlint.per-path-ignores]
"app/admin/legacy.py" = ["weak-hash"]
```

so narrow that the reviewer sees what is meant; and where pull requests of strangers are scanned, `--config-from` with a
revision that does not come from them.

## Limits

It is told only with `--since`. `persona`, `baseline` and `jobs` are not told of: they change no finding, and what a change
writes into the baseline is told as `suppression-added`.
"""

from backlint.rule import AnalysisQuery, Item, Precision, Severity, declare_rule
from backlint.weaknesses import UNREADABLE

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.ANALYSIS,
    detects=AnalysisQuery(gaps=()),
    message="`{key}` {how} before this change",
    remedy="look at what the setting takes out of the report",
    severity=Severity.LOW,
    precision=Precision.VERY_HIGH,
    weaknesses=(UNREADABLE,),
    since="0.1.0",
)
