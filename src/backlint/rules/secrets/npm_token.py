"""An npm token is in the source.

## Why is this bad?

The token publishes packages in its owner's name: the next version is then the attacker's.

## Example

```ini
//registry.npmjs.org/:_authToken=npm_…
```

## Use instead

```ini
//registry.npmjs.org/:_authToken=${NPM_TOKEN}
```
"""

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.secrecy import has_checksum
from backlint.weaknesses import HARDCODED_SECRET

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"(?<![A-Za-z0-9_-])(npm_[A-Za-z0-9]{36})(?![A-Za-z0-9_-])",
        keywords=("npm_",),
        valid=has_checksum,
    ),
    message="an npm token ({excerpt}) is in the source",
    remedy="revoke the token at npmjs.com, and read a new one from the environment",
    severity=Severity.CRITICAL,
    precision=Precision.VERY_HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
    references=("https://github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/",),
)
