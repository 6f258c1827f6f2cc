"""A secret is written in a compose file, a manifest or a Dockerfile.

## Why is this bad?

Everyone who sees the repository has the secret, and so has everyone who pulls the image: `ENV` and `ARG` stay in its
layers, and `docker history` shows them.

## Example

```yaml
services:
  database:
    image: postgres:17
    environment:
      POSTGRES_PASSWORD: kettle-orbit-41
```

## Use instead

```yaml
services:
  database:
    image: postgres:17
    environment:
      POSTGRES_PASSWORD_FILE: /run/secrets/database_password
    secrets: [database_password]
secrets:
  database_password:
    file: ./secrets/database_password.txt
```

## Limits

A key that only this program uses works whatever it says, so `SECRET_KEY: change-me` is one; other placeholders are none.
`${NAME}` and `${NAME:?…}` name the environment's value and are right; the literal default of `${NAME:-…}` is a secret in
the file. Files whose path says `test`, `ci`, `dev` or `local` are for review only: what they start lives for minutes. So
are the secrets of a compose file that mounts the project's source, where something else in the repository starts
production (another compose file, manifests, a pipeline that rolls out an image), or where a container of it is told that
this is development.
"""

import re

from backlint.concepts import SecretEntry
from backlint.placeholder import default_of, is_placeholder, is_stand_in, is_unset
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.secrecy import excerpt, is_our_own, is_random, reads_as_name
from backlint.stages import is_short_lived
from backlint.weaknesses import HARDCODED_SECRET

CONTAINERS = frozenset({"compose", "kubernetes", "dockerfile"})
SHORT = 6
"""Characters below which a text is a flag or a word, unless it is a password."""

SWITCHES = frozenset({"true", "false", "yes", "no", "on", "off", "none", "null", "0", "1"})
SWITCHED = re.compile(r"(?:enable|disable|allow|use|require|skip|ignore|with|show|no)_|is_|has_", re.IGNORECASE)
"""How a name begins that turns something on or off, or says how many: `ENABLE_PASS`."""


def judge(entry: SecretEntry) -> Verdict | None:
    """Report a secret that stands there, and one that is used when its variable is missing."""
    if entry.callee not in CONTAINERS:
        return None
    default = default_of(entry.value)
    value = entry.value.strip() if default is None else default
    ours = is_our_own(entry.name, entry.purpose)
    # A container starts with the password that it is given, and a program signs with its own key, whatever they say.
    # What an image is built with is gone when it runs, so that a filler is one there.
    started = (ours or entry.purpose == "password") and entry.section != "arg"
    if is_stand_in(value) if started else is_placeholder(value):
        return None
    if "annotations" in entry.section.split(".") and reads_as_name(value):
        return None  # the name of an object
    if is_unset(value) or value.lower() in SWITCHES or (value.isdigit() and SWITCHED.match(entry.name)):
        return None
    if not ours and entry.purpose != "password" and (len(value) < SHORT or value.isdigit()):
        return None
    if not ours and entry.purpose not in {"password", "secret"} and reads_as_name(value):
        return None
    return Verdict(
        why="it is used whenever the variable is missing" if default is not None else "the file is part of the project",
        values=(("name", entry.name), ("excerpt", excerpt(value))),
        # Who writes `postgres` or `changeme` there means a start on one's own machine, and whoever deploys it may forget.
        severity=Severity.MEDIUM if default is not None or not is_random(value) else None,
        # What an image is built with, and nothing was drawn for, is gone when it runs.
        precision=Precision.LOW
        if is_short_lived(entry.location.path) or (entry.section == "arg" and not is_random(value))
        else None,
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=FactQuery(kind=SecretEntry, judge=judge),
    message="{name} is written in the file ({excerpt})",
    remedy="keep it out of the file, and replace it: whoever has seen the file knows it",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
    references=("https://docs.docker.com/compose/how-tos/use-secrets/",),
)
