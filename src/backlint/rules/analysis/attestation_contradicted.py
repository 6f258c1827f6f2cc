"""Something is attested that the project contradicts.

## Why is this bad?

An attestation hides every finding of its kind. Where it no longer holds, nobody is told of what is missing.

## Example

```toml
[tool.backlint.attest]
rate-limits = "nginx limit_req 100r/m, infra/nginx.conf"
```

in a project without a file `infra/nginx.conf`, or with a limit in its code that does nothing.

## Use instead

```toml
[tool.backlint.attest]
rate-limits = "gateway policy rate-100, reviewed by the platform team in June"
```

## Limits

A reason is not checked beyond the files that it names by a relative path. What is merely missing in the code is what an
attestation is for, and contradicts none.
"""

from backlint.rule import AnalysisQuery, Item, Precision, Severity, declare_rule
from backlint.weaknesses import UNREADABLE

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.ANALYSIS,
    detects=AnalysisQuery(gaps=()),
    message="{item}: attested, but {said}",
    remedy="mend the code or the reason, or take the attestation out",
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    weaknesses=(UNREADABLE,),
    since="0.1.0",
)
