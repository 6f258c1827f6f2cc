"""A PyPI token is in the source.

## Why is this bad?

The token publishes packages in its owner's name: the next version is then the attacker's.

## Example

```ini
[pypi]
username = __token__
password = pypi-AgEI…
```

## Use instead

```ini
[pypi]
username = __token__
```
"""

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"(?<![A-Za-z0-9_-])(pypi-AgE(?:IcHlwaS5vcmc|NdGVzdC5weXBpLm9yZw)[A-Za-z0-9_-]{50,1000})(?![A-Za-z0-9_-])",
        keywords=("pypi-age",),
        min_entropy=3.5,
    ),
    message="a PyPI token ({excerpt}) is in the source",
    remedy="remove the token at pypi.org, and publish by a trusted publisher, which needs none",
    severity=Severity.CRITICAL,
    precision=Precision.VERY_HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
    references=("https://pypi.org/help/#apitoken",),
)
