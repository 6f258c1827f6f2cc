"""A secret is written in the source or in a committed configuration file.

## Why is this bad?

Everyone who ever sees the repository, a copy of it or a backup has the secret, for good: it stays in the history when
the line is gone. It is also the same in every environment, so that a leak on a laptop opens production.

## Example

```python
from flask import Flask

app = Flask(__name__)
app.config["SECRET_KEY"] = "kT9#vwq2!Lm7pZr4"
```

## Use instead

```python
import os

from flask import Flask

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
```

## Limits

What a value is for is known where a library takes it as a secret, by the name of an entry in a configuration file, and
by the name of a literal that looks drawn at random. Values that ask to be replaced, that name another place, or that are
mere names are not reported; a key that the application signs with works whatever it says, so `change-me` is. Files whose
path says `test`, `dev` or `local` are for review only. Containers, keys of JSON Web Tokens, and defaults of environment
variables have rules of their own.
"""

import re

from backlint.concepts import PasswordKept, SecretEntry, SecretUse
from backlint.placeholder import is_placeholder, is_reference, is_sequence, is_stand_in
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.secrecy import (
    excerpt,
    is_digest,
    is_hash,
    is_our_own,
    is_random,
    is_thought_of,
    is_usual,
    purpose_of,
    reads_as_name,
    within_address,
)
from backlint.stages import is_short_lived, makes_samples, says_development
from backlint.weaknesses import HARDCODED_SECRET

OUR_OWN = frozenset({"signing-key", "session-key", "encryption-key"})
"""Keys that nobody else has to know: any text works as one."""
CONTAINERS = frozenset({"compose", "kubernetes", "dockerfile"})
SHORT = 6
"""Characters below which a text in a configuration file is a flag or a word, unless it is a password."""


def judge_use(use: SecretUse) -> Verdict | None:
    """Report a constant that a library is given as a secret, unless another rule has it."""
    texts = [text for text in use.value.texts if text.strip()]
    if not texts or use.value.environment or not use.production or use.purpose == "jwt-key":
        return None
    stand_ins = [text for text in texts if is_placeholder(text)]
    if use.purpose not in OUR_OWN and (
        stand_ins or (use.purpose not in {"password", "secret"} and reads_as_name(texts[0]))
    ):
        return None
    if any(is_reference(text) for text in texts):
        return None
    hashed = use.purpose == "password" and all(map(is_hash, texts))
    sure = use.value.complete and not stand_ins and not hashed
    # Who runs a script that makes users to play with knows what it makes.
    path = (use.value.location or use.location).path
    played = use.purpose == "password" and makes_samples(path)
    return Verdict(
        why=f"{use.callee} is given it as a {use.purpose.replace('-', ' ')}",
        values=(("name", use.name or use.purpose), ("excerpt", excerpt(texts[0]))),
        location=use.value.location,
        precision=Precision.LOW
        if use.minor or is_short_lived(path) or (OF_CLIENTS.search(use.name) and reads_as_name(texts[0]))
        # What was drawn is somebody's key, whether or not it is the one in force.
        else _precision(
            sure=sure and not played and not use.idle,
            known=(use.value.complete or _is_chosen(use, texts)) and not played,
        ),
        # What an account is made with opens it, however poor it is.
        severity=severity_of(texts[0], use.purpose) if "://" in texts[0] else None,
        related=use.uses,
    )


def _is_chosen(use: SecretUse, texts: list[str]) -> bool:
    """Tell whether a text that may be given is somebody's secret: drawn, or the one password that is no word for one."""
    named = any(is_usual(text) or purpose_of(text) or says_development(text) or " " in text for text in texts)
    typed = use.purpose == "password" and len(texts) == 1 and len(texts[0]) >= SHORT
    return is_random(texts[0]) or (typed and not named)


OF_CLIENTS = re.compile(r"(?:client|consumer|oauth\d?)_?secret", re.IGNORECASE)
"""What another service knows a program by: words that somebody thought of are none that it has given out."""
_WORDS = re.compile(r"[a-z]+(?:[_-][a-z]+)*\d{0,4}|[A-Z]+\d{0,4}")


def severity_of(text: str, purpose: str) -> Severity | None:
    """Return how bad it is that everybody knows a text: plain words with a few digits, as services on developers' machines are
    given, were no secret before; anything else was kept from others until it stood here.
    """
    return Severity.MEDIUM if purpose not in OUR_OWN and _WORDS.fullmatch(within_address(text)) else None


def _precision(*, sure: bool, known: bool) -> Precision | None:
    return None if sure else Precision.MEDIUM if known else Precision.LOW


def judge_entry(entry: SecretEntry) -> Verdict | None:
    """Report an entry of a configuration file, or a named literal of a program, that holds the secret itself."""
    value = entry.value.strip()
    runs_with_it = is_run_with(entry) and not is_stand_in(value)
    # A service takes `password` as a password where that is what it is made with.
    name = "" if entry.taken or entry.callee == "seed" else entry.name
    if entry.callee in CONTAINERS or not (runs_with_it or is_literal(name, entry.purpose, value)):
        return None
    if entry.callee in {"python", "script"} and not entry.taken and not _is_key(entry.name, value):
        return None  # what a program says in words is a key, a label or a text
    made = makes_samples(entry.location.path) and entry.callee == "python"
    lasting = DEPLOYS.search(entry.section) is not None and (runs_with_it or not reads_as_name(value))
    brief = is_short_lived(entry.location.path) and not lasting
    aside = (
        made
        or brief
        or (entry.callee in WRITTEN and entry.purpose == "password" and says_development(value))
        or (
            entry.purpose == "password"
            and (is_hash(value) or (entry.callee == "python" and not entry.taken and is_digest(value)))
        )
    )
    return Verdict(
        why="the file is part of the project",
        values=(("name", entry.name), ("excerpt", excerpt(value))),
        # Whoever keeps a key as a file has it read there; where that lies says little.
        precision=Precision.LOW if aside and entry.callee != "bare" else precision_of(entry, value),
        severity=None if is_run_with(entry) and entry.purpose in OUR_OWN else severity_of(value, entry.purpose),
    )


def _is_key(name: str, value: str) -> bool:
    """Tell whether a text in a program looks drawn, or is a constant that somebody thought of."""
    constant = CONSTANT.fullmatch(name) is not None and is_thought_of(value) and SETTING.fullmatch(value) is None
    # A program signs with its own key, even if that was typed by running over the keyboard.
    return (is_random(value) or constant) and (not is_sequence(value) or (constant and OWN.fullmatch(name) is not None))


WRITTEN = frozenset({"configuration", "python", "script", "seed"})
"""What reads texts that people wrote; a `.env` that holds others is what a program is started with."""
CONSTANT = re.compile(r"[A-Z][A-Z0-9_]+")
DEPLOYS = re.compile(r"(?:^|[._-])(?:deploy\w*|release|prod\w*|publish)(?:[._-]|$)", re.IGNORECASE)
"""The job of a pipeline whose values are used on machines that last."""
SESSIONS = re.compile(r"session|cookie|jwt", re.IGNORECASE)
FLAGS = frozenset({"true", "false", "yes", "no", "on", "off", "none", "null"})
ASKED_FOR = re.compile(r"your|<|\[|example|x{3}|\*|^(?:foo|bar|baz)$", re.IGNORECASE)


def is_run_with(entry: SecretEntry) -> bool:
    """Whether a program runs with the very text that stands there, whatever it says.

    Its own key works so, where the environment gives it and where a section on sessions does; and the database takes the
    password of the address that a server is configured with.
    """
    if entry.callee == "dotenv":
        return is_our_own(entry.name, entry.purpose)
    if entry.callee != "configuration" or entry.value.lower() in FLAGS:
        return False
    if entry.taken:
        return ASKED_FOR.search(entry.value) is None
    if OWN.fullmatch(entry.name) is not None and DEPLOYED.search(entry.location.path) is None:
        said = entry.value.lower() in entry.name.lower() or is_placeholder(entry.value)
        return len(entry.value) >= SHORT and ASKED_FOR.search(entry.value) is None and not said
    ours = entry.purpose in OUR_OWN or entry.name.lower() == "secret"
    return ours and entry.purpose != "session-key" and bool(SESSIONS.search(entry.section))


OWN = re.compile(
    r"(?:\w+_)?(?:secret|signing|encryption)_?key|(?:jwt|session|cookie|app|token)_?secret(?:_?key)?", re.IGNORECASE
)
"""What a program's settings call the key that it signs and encrypts with."""
DEPLOYED = re.compile(
    r"(?:^|/)(?:charts?|helm|k8s|kubernetes|manifests?|i18n|locales?|lang|translations?)(?:/|$)|(?:^|/)values[^/]*\.ya?ml$"
)
"""Where such a name stands for the key of an object that holds it, or for a text."""


def precision_of(entry: SecretEntry, value: str) -> Precision:
    """Judge how sure it is that the entry of a file that lasts holds a secret."""
    if entry.callee in {"python", "seed", "bare", "note"}:
        return Precision.MEDIUM
    if entry.callee == "script":
        # What a browser is given everybody has; many services mean their keys for it.
        return Precision.LOW if entry.purpose in {"api-key", "token"} else Precision.MEDIUM
    # What stands in a `.env` is what the program is started with; elsewhere a word may be a text for people.
    if entry.callee == "dotenv" or is_random(value):
        return Precision.HIGH
    if is_run_with(entry):
        return Precision.MEDIUM
    if entry.purpose == "password":
        # Nobody calls a text for people `STORE_PASSWORD`, or keeps one among settings of these kinds.
        named = SETTING.fullmatch(entry.name) is not None or entry.location.path.endswith(SETTINGS)
        is_text = reads_as_name(value) and (not named or SETTING.fullmatch(value) is not None)
    else:
        is_text = not is_thought_of(value)
    return Precision.LOW if is_text else Precision.MEDIUM


SETTINGS = (".ini", ".cfg", ".toml", ".cnf")
SETTING = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
APP_PASSWORD = re.compile(r"[a-z]{4}(?: [a-z]{4}){3}")
"""How Google shows the password that it makes for a program."""


def judge_compared(kept: PasswordKept) -> Verdict | None:
    """Report a text in the program that lets in whoever sends it as a password."""
    if kept.compared != "literal":
        return None
    return Verdict(
        why="whoever sends that text may be let in, and everybody who sees the source knows it",
        values=(("name", f"what {kept.name} has to be"), ("excerpt", "…")),
        # It may as well be refused, or have to be changed, since everybody knows it.
        precision=Precision.MEDIUM,
    )


def is_literal(name: str, purpose: str, value: str) -> bool:
    """Whether an entry's text is one that could be a secret, and no sentence, number, flag or stand-in."""
    if is_placeholder(value) or value.lower() == name.lower() or not value.isascii():
        return False
    if any(character.isspace() for character in value):
        return purpose == "password" and APP_PASSWORD.fullmatch(value) is not None
    return purpose == "password" or (len(value) >= SHORT and not value.isdigit())


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=(
        FactQuery(kind=SecretUse, judge=judge_use),
        FactQuery(kind=SecretEntry, judge=judge_entry),
        FactQuery(kind=PasswordKept, judge=judge_compared),
    ),
    message="{name} is written in the source ({excerpt})",
    remedy="keep it out of the repository, and replace it: whoever has seen that knows it",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",),
)
