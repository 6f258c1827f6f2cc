"""A private key or a store of keys is in the repository.

## Why is this bad?

Whoever has the key is its owner. A password on it, or on the store, holds off only who cannot guess it, and it can be
guessed for as long as anybody likes, on any number of machines; often it stands in the settings beside it.

## Example

```text
deploy/server.p12    git tracks it
deploy/id_ed25519    git tracks it, encrypted
```

## Use instead

```text
.gitignore           names *.p12 and id_ed25519; the key comes from a secret store when the service is deployed
```

## Limits

A private key in PEM that no password protects is `private-key`. Public keys, certificates and stores of certificates
(`truststore.jks`) are not reported; a key for tests is for review only, and so is everything where the project is in no work
tree of git.
"""

from backlint.concepts import KeptFile
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import SECRET_IN_SOURCE

WHAT = {
    "key": ("a private key that no password protects", Severity.CRITICAL, Precision.HIGH),
    "key-store": ("a store of keys", Severity.MEDIUM, Precision.MEDIUM),
    "encrypted-key": ("an encrypted private key", Severity.LOW, Precision.HIGH),
}


def judge(kept: KeptFile) -> Verdict | None:
    """Report a key, less severely where a password protects it."""
    if kept.holds not in WHAT:
        return None
    what, severity, precision = WHAT[kept.holds]
    unsure = kept.aside or kept.tracked is None
    return Verdict(
        why="git tracks the file" if kept.tracked else "it lies among the files of the project",
        values=(("name", kept.name), ("what", what)),
        severity=severity,
        precision=Precision.LOW if unsure else precision,
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=FactQuery(kind=KeptFile, judge=judge),
    message="{name}, {what}, is a part of the repository",
    remedy="take it out of the repository, name it in .gitignore, and make a new pair of keys: the old one is known",
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    weaknesses=(SECRET_IN_SOURCE,),
    since="0.1.0",
)
