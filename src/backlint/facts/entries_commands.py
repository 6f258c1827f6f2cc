"""Passwords and tokens that commands are given: in scripts, make files, images, and the steps of CI.

No shell is understood here: what is sought are the places in which programs take a secret, and those are few. Values that
name a variable are judged by whoever asks (`$TOKEN` is a reference).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from backlint.facts.entries import Entry, Places

_VALUE = r"""(?:"(?P<double>(?:[^"\\\n]|\\.){1,4000})"|'(?P<single>[^'\n]{1,4000})'|(?P<plain>(?:\$\([^()\n]{0,200}\)|[^\s"'`;|&<>()\\,]){1,4000}))"""
"""A word of a command: in quotes of either kind, or up to the next blank or operator."""

# `NAME=value` at the beginning of a command, after `export`, or in the list of a unit (`Environment="NAME=value"`).
_ASSIGNED = re.compile(
    rf"""(?:(?<=[\s;&|"'@(])|(?<=\$env:)|(?<=\$Env:)|^)(?P<key>[A-Za-z_][A-Za-z0-9_]{{1,60}})(?:=|[ \t]{{0,9}}[?:]=[ \t]{{0,9}}|[ \t]{{1,9}}=[ \t]{{1,9}}){_VALUE}""",
    re.MULTILINE,
)

MADE = "account.password"
"""The key of a password with which a command makes somebody who signs in: it is taken, whatever it says."""

_OPTIONS = tuple(
    (keyword, name, re.compile(pattern + _VALUE))
    for keyword, name, pattern in (
        ("sshpass", "password", r"\bsshpass\s{1,9}-p\s{0,9}"),
        ("mysql", "password", r"\bmysql(?:dump|admin|import)?\b(?:[^\S\n]+(?!-p)[^\s;|&]{1,200}){0,12}[^\S\n]+-p(?=\S)"),
        ("mariadb", "password", r"\bmariadb(?:-\w+)?\b(?:[^\S\n]+(?!-p)[^\s;|&]{1,200}){0,12}[^\S\n]+-p(?=\S)"),
        ("redis-cli", "password", r"\bredis-cli\b(?:[^\S\n]+(?!-a)[^\s;|&]{1,200}){0,8}[^\S\n]+-a[^\S\n]+"),
        ("login", "password", r"\b(?:docker|podman|helm|skopeo|az|oc)\b[^\n;|&]{0,80}\blogin\b[^\n;|&]{0,200}?\s-p[^\S\n]{1,9}"),
        ("pass:", "password", r"-pass(?:in|out)?[^\S\n]{1,9}pass:"),
        # Jenkins' agents
        ("-secret", "secret", r"(?<=\s)-secret[^\S\n]{1,9}(?=[0-9a-f]{32})"),
        ("htpasswd", MADE, r"\bhtpasswd[^\S\n]+-[A-Za-z]{0,6}b[A-Za-z]{0,6}[^\S\n]+[^\s;|&]{1,200}[^\S\n]+[^\s;|&]{1,100}[^\S\n]+"),
        ("requirepass", MADE, r"--requirepass(?:=|[^\S\n]{1,9})"),
        ("chpasswd", MADE, r"\becho[^\S\n]+[\"']?(?=[^\s\"':]{1,60}:[^\n|]{1,100}\|\s{0,9}(?:sudo\s{1,9})?chpasswd)[^\s\"':]{1,60}:(?=[^\s\"'])"),
        # What is handed to a shell of Django's.
        ("create_superuser(", MADE, r"\bcreate_superuser\((?:[^()\n]{0,200}?\bpassword\s{0,9}=\s{0,9}|[^()\n,=]{1,100},[^()\n,=]{1,100},\s{0,9})(?=[\"'])"),
        ("createsuperuser", MADE, r"\bcreatesuperuser\b(?:[^\n;|&]|\\\n){0,300}?\s--password(?:=|[^\S\n]{1,9})"),
        ("--", "", r"(?<=\s)--(?P<key>[a-z]{0,20}-?(?:password|passwd|token|secret|secret-key|api-key|apikey|access-key))(?:=|[^\S\n]{1,9}(?!-|(?:or|and|is|to|for|with|must|if|option|flag|when)\b))"),
    )
)  # fmt: skip

_USER = re.compile(
    r"""\b(?:curl|https?|xh|wget)\b(?:[^\n;|&]|\\\n){0,600}?\s(?:-u|--user|--proxy-user)(?:=|[^\S\n]{0,9})"""
    r"""["']?[^\s:"'$]{1,100}:(?P<plain>[^\s"'`;|&<>]{1,400})"""
)
_HEADER = re.compile(
    r"""\bauthorization["']?\s{0,9}[:=\s]\s{0,9}["']?(?:bearer|basic|token)\s{1,9}["']?(?P<plain>[A-Za-z0-9._~+/=-]{8,4000})""",
    re.IGNORECASE,
)
_TOKEN_HEADER = re.compile(
    r"""(?P<key>(?:x-|private-|job-|deploy-|auth-)[a-z-]{0,30}(?:token|key|secret|password))["']?:\s{0,9}(?P<plain>(?=[A-Za-z._~+/=-]{0,200}[0-9])[A-Za-z0-9._~+/=-]{8,4000})""",
    re.IGNORECASE,
)


_LOGIN = re.compile(
    r"\b(?:create|alter)\s+(?:user|role)\b[^;]{1,300}?\b(?:identified\s+(?:with\s+\S{1,60}\s+)?by|password)\s+'(?P<made>[^'\n]{1,200})'"
    r"|\bgrant\b[^;]{1,400}?\bidentified\s+by\s+'(?P<granted>[^'\n]{1,200})'"
    r"|\bset\s+password\s+for\b[^;=]{1,200}=\s*(?:password\s*\(\s*)?'(?P<given>[^'\n]{1,200})'",
    re.IGNORECASE,
)
_IDENTIFIES = re.compile(r"identified|password", re.IGNORECASE)


def logins_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield the passwords with which statements make users of a database, each with its offset."""
    if _IDENTIFIES.search(text) is None:
        return
    for login in _LOGIN.finditer(text):
        group = login.lastgroup or ""
        yield login.start(group), login[group]


def read_commands(text: str, *, assigned: bool = True) -> Iterator[Entry]:
    """Yield what commands in a text are given as a secret, under the name of the variable, option or `password`.

    Without `assigned`, variables are left to whoever reads the text otherwise.
    """
    places = Places(text)
    lowered = text.lower()
    if assigned:
        for match in _assignments(text):
            yield from _entry(match, match["key"], places)
    made: set[int] = set()
    for keyword, name, pattern in _OPTIONS:
        if keyword in lowered:
            for match in pattern.finditer(text):
                if match.end() not in made:
                    yield from _entry(match, name or match["key"].replace("-", "_"), places)
                if name == MADE:
                    made.add(match.end())
    for at, value in logins_in(text):
        yield Entry(MADE, value, *places.at(at))
    for match in _USER.finditer(text):
        yield from _entry(match, "password", places)
    if "authorization" in lowered:
        for match in _HEADER.finditer(text):
            yield from _entry(match, "authorization_token", places)
    for match in _TOKEN_HEADER.finditer(text):
        yield from _entry(match, match["key"].replace("-", "_"), places)


_WRITTEN = re.compile(
    r"""\b(?:echo|printf)\b[^\n;|&>"']{0,20}\$?(?P<outer>["'])\s{0,9}(?:export\s{1,9})?(?P<key>[A-Za-z_][A-Za-z0-9_]{1,60})\s{0,9}[:=]\s{0,9}"""
    r"""(?P<quote>\\?["'])?(?P<plain>[^"'\\\n]{1,400})(?(quote)(?P=quote))(?:\\n)?(?P=outer)\s{0,9}(?:\|\s{0,9}(?:sudo\s{1,9})?tee\b|>)"""
)


def read_written(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield the name, the value and its offset of what commands write into files: `echo "TOKEN=…" >> .env`."""
    for match in _WRITTEN.finditer(text):
        yield match["key"], match["plain"].strip(), match.start("plain")


def _assignments(text: str) -> Iterator[re.Match[str]]:
    """Yield what is assigned, also inside of what is: a unit says `Environment="NAME=value"`."""
    place = 0
    while (match := _ASSIGNED.search(text, place)) is not None:
        yield match
        inside = match["double"] or match["single"]
        place = match.end() - len(inside) - 1 if inside and "=" in inside else match.end()


def _entry(match: re.Match[str], key: str, places: Places) -> Iterator[Entry]:
    groups = match.groupdict()
    group = next(name for name in ("double", "single", "plain") if groups.get(name) is not None)
    value = groups[group] or ""
    default = _DEFAULT.fullmatch(value)
    if default is not None:
        # The shell takes that where the variable is missing.
        yield Entry(key, default["text"], *places.at(match.start(group) + default.start("text")))
    elif not value.startswith(_FILLED_IN) and not (key == "secret" and _MOUNTED.match(value)):
        yield Entry(key, value, *places.at(match.start(group)))


_MOUNTED = re.compile(r"(?:id|type|source|src|env|target)=")
"""How a secret is described that a build mounts (`--secret id=…,src=…`): where it comes from, and not what it is."""

_DEFAULT = re.compile(r"\$\{\w+:?-(?P<text>[^${}]+)\}")
_FILLED_IN = ("{{", "{%", "<%", "$(")
"""How a value begins that a template or a command gives."""
