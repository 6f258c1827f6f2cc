"""A file with the secrets of an environment is in the repository.

## Why is this bad?

Whoever has a copy of the repository has all secrets of that environment at once, and it stays in the history when the file
is deleted. That `.gitignore` names the file changes nothing once git tracks it.

## Example

```bash
# .env, which git tracks
SECRET_KEY=q8x2vm4rtz7wk1ns9cd3
DATABASE_PASSWORD=kettle-orbit-41
```

## Use instead

```bash
# .env.example, which says what has to be set; .env itself stands in .gitignore
SECRET_KEY=
DATABASE_PASSWORD=
```

## Limits

A file whose values are empty, ask to be replaced or are harmless is not reported, nor is one that git ignores or does not
track. Files for tests, development and one's own machine (`.env.test`, `.env.local`) are for review only, and so is
everything where the project is in no work tree of git. Each secret in the file is a finding of its own as well.
"""

from backlint.concepts import KeptFile
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import HARDCODED_SECRET, SECRET_IN_SOURCE


def judge(kept: KeptFile) -> Verdict | None:
    """Report a file of an environment in which there are secrets."""
    if kept.holds != "secrets":
        return None
    unsure = kept.aside or kept.tracked is None
    return Verdict(
        why="git tracks the file" if kept.tracked else "it lies among the files of the project",
        values=(("name", kept.name), ("count", f"{kept.secrets} secret{'s' if kept.secrets > 1 else ''}")),
        precision=Precision.LOW if unsure else min(kept.sure, Precision.HIGH),
        severity=min(kept.severity, Severity.HIGH),
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=FactQuery(kind=KeptFile, judge=judge),
    message="{name} with {count} is a part of the repository",
    remedy="`git rm --cached` it, name it in .gitignore, leave an example without values, and replace every secret in it",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(SECRET_IN_SOURCE, HARDCODED_SECRET),
    since="0.1.0",
)
