"""Readers of files that hold settings or credentials in a form of their own, and of those that no parser accepts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backlint.facts.entries import Entry, Places

_NAME = r"""^[ \t]*(?:-[ \t]+)?["']?(?P<key>[A-Za-z_][\w.-]{0,80})["']?"""
_TEXT = (
    r"""(?:"(?P<double>[^"\n]{1,4000})"|'(?P<single>[^'\n]{1,4000})'"""
    r"""|(?P<plain>[^\s#;"'{}\[\]](?:[^\n#;]{0,4000}[^\s#;,])?))"""
)
_LINE = re.compile(rf"{_NAME}[ \t]*[:=]>?[ \t]*{_TEXT}", re.MULTILINE)
_SPACED = re.compile(rf"{_NAME}[ \t]+(?![:=]){_TEXT}", re.MULTILINE)
_VARIABLE = re.compile(
    r"""\bvariable[ \t]+"(?P<key>[\w-]{1,80})"[ \t]*\{[^{}]{0,2000}?\bdefault[ \t]*=[ \t]*"(?P<double>[^"\n$]{1,4000})\""""
)
_NETRC = re.compile(r"(?<!\S)password[ \t\r\n]+(?P<plain>[^\s#]{1,400})")
_PGPASS = re.compile(
    r"^(?!#)(?:[^:\n\\]|\\.){0,200}:(?:\d{1,5}|\*):(?:[^:\n]){0,200}:[^:\n]{0,200}:(?P<plain>(?:[^:\s\\]|\\.){1,400})[ \t]*$",
    re.MULTILINE,
)
_NPM = re.compile(
    r"^[^\n#;=]{0,300}?(?P<key>_authToken|_auth|_password)[ \t]*=[ \t]*[\"']?(?P<plain>[^\s\"']{1,4000})", re.MULTILINE
)
_NPM_KEYS = {"_authToken": "auth_token", "_auth": "auth_token", "_password": "password"}


def read_lines(text: str, *, spaced: bool = False) -> Iterator[Entry]:
    """Yield `name = value` and `name: value` lines of any form, quotes taken off; where `spaced`, `name value` as well."""
    yield from _entries(text, _LINE)
    if spaced:
        # `proxy_pass`, `ProxyPass`: where requests are passed on to.
        yield from (entry for entry in _entries(text, _SPACED) if not entry.key.lower().endswith("pass"))


def read_terraform(text: str) -> Iterator[Entry]:
    """Yield the texts in quotes that HCL gives to a name, and the defaults of its variables."""
    for pattern in (_LINE, _VARIABLE):
        yield from _entries(text, pattern, quoted=True)


def read_netrc(text: str) -> Iterator[Entry]:
    """Yield the passwords of a `.netrc`."""
    yield from _entries(text, _NETRC)


def read_pgpass(text: str) -> Iterator[Entry]:
    """Yield the passwords of a `.pgpass`: the fifth field of each line."""
    yield from _entries(text, _PGPASS)


def read_npmrc(text: str) -> Iterator[Entry]:
    """Yield the tokens of an `.npmrc`, whatever registry they are for."""
    for entry in _entries(text, _NPM):
        yield Entry(_NPM_KEYS.get(entry.key, entry.key), entry.value, entry.line, entry.column)


def _entries(text: str, pattern: re.Pattern[str], *, quoted: bool = False) -> Iterator[Entry]:
    places = Places(text)
    for match in pattern.finditer(text):
        groups = match.groupdict()
        group = next(name for name in ("double", "single", "plain") if groups.get(name) is not None)
        if quoted and group != "double":
            continue
        value = (groups[group] or "").rstrip()
        if not value.startswith(_FILLED_IN):
            yield Entry(groups.get("key") or "password", value, *places.at(match.start(group)))


_FILLED_IN = ("{{", "{%", "<%")
"""How a value begins that a template gives."""
