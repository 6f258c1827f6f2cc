"""A HashiCorp Vault token is in the source.

## Why is this bad?

The token opens what its policy allows: the place where the other secrets are.

## Example

```python
VAULT_TOKEN = "hvs.…"
```

## Use instead

```python
import os

VAULT_TOKEN = os.environ["VAULT_TOKEN"]
```
"""

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"(?<![A-Za-z0-9_-])(hv[sb]\.[A-Za-z0-9_-]{24,300})(?![A-Za-z0-9_-])",
        keywords=("hvs.", "hvb."),
        min_entropy=3.5,
    ),
    message="a HashiCorp Vault token ({excerpt}) is in the source",
    remedy="revoke the token, and let the application sign in by its identity",
    severity=Severity.CRITICAL,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
    references=("https://developer.hashicorp.com/vault/docs/concepts/tokens",),
)
