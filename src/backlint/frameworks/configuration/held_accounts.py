"""Accounts that a program holds itself: lists and dictionaries of names and passwords, and the keys of its configuration
classes; and passwords that it puts into rows as they are typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from backlint.concepts import Fact, PasswordKept, Reading
from backlint.execution.taint import Site
from backlint.execution.values import AnyValue, ClassObject, Constant, DictObject, InstanceObject, ListObject, Tuple
from backlint.frameworks.configuration.accounts import inserted
from backlint.frameworks.configuration.secret_uses import (
    ENCRYPTION_KEY,
    JWT_KEY,
    PASSWORD,
    SESSION_KEY,
    SIGNING_KEY,
    Use,
)
from backlint.frameworks.configuration.session_keys import signs
from backlint.frameworks.configuration.survey import Survey
from backlint.placeholder import is_placeholder
from backlint.secrecy import purpose_of
from backlint.stages import is_development_name, is_short_lived

_USERS = frozenset("username user user_name login email e_mail mail name account uid nick nickname usuario".split())
_PASSWORDS = frozenset("password passwd pwd pass user_password plaintext plain_password contrasena clave".split())
_CONNECTIONS = frozenset(
    "host hostname server port database db dbname engine dsn url uri driver schema protocol smtp".split()
)
_NO_PASSWORDS = frozenset(
    "password passwd pass text string str char varchar hidden input required optional true false none null passwordfield".split()
)
_HASH = re.compile(
    r"\$(?:2[abxy]|argon2\w*|5|6|1|scrypt|pbkdf2[\w-]*|apr1|y)\$|(?:pbkdf2|scrypt|bcrypt|argon2|md5|sha1|sha256|sha512)[:$_]"
    r"|\{\w+\}|[0-9a-f]{32}(?:[0-9a-f]{8}|[0-9a-f]{24}|[0-9a-f]{32}|[0-9a-f]{64}|[0-9a-f]{96})?$",
    re.IGNORECASE,
)
_MAPPINGS = re.compile(
    r"(?:^|_)(?:users|accounts|credentials|logins|passwords|(?:user|account|login)_?(?:db|table|dict))(?:_?(?:db|table|dict))?$",
    re.IGNORECASE,
)
"""Names of what holds several accounts; what is called after one user says something of that one."""
_NAMED = re.compile(
    r"(?:[A-Z0-9]+_)*(?:ADMIN|ROOT|DB|DATABASE|USER|MASTER|DEFAULT|SMTP|MAIL|EMAIL|MYSQL|POSTGRES|PG|REDIS|MONGO|LOGIN|AUTH|FTP|LDAP)"
    r"_?(?:PASSWORD|PASSWD|PASS|PWD)"
)
"""Names of constants that say whose password they are."""
_CONFIGURATION = re.compile(r"config|settings", re.IGNORECASE)
_KEYS = frozenset({SIGNING_KEY, JWT_KEY, SESSION_KEY, ENCRYPTION_KEY})
LISTED = "a list of accounts"
MAX_DEPTH = 3


def is_clear(text: str) -> bool:
    """Tell whether a text that stands where a password does is one as it is typed: no hash, no stand-in for one."""
    return (
        bool(text.strip()) and not _HASH.match(text) and text.lower() not in _NO_PASSWORDS and not is_placeholder(text)
    )


def held_accounts(survey: Survey) -> Iterator[Use]:
    """Yield the first password of each list or dictionary of accounts that a module holds, and keys that classes of
    configuration hold.
    """
    for name, value, path in _bound(survey):
        first = list(islice(_passwords(name, value, MAX_DEPTH), 2))
        if first:
            found = first[0]
            # Of several the list is told, of one where it stands.
            alone = len(first) == 1 and found.site is not None and found.site.path == path
            site = found.site if alone else getattr(value, "site", None) or found.site
            if site is not None and survey.production(Site(path, site.at)):
                reading = Reading((found.value,), complete=True, location=survey.location(site))
                yield Use(PASSWORD, name, reading, site, LISTED, production=True)
        elif isinstance(value, Constant) and _NAMED.fullmatch(name) and isinstance(value.value, str):
            yield from _named(survey, name, value, path)
    for cls in survey.program.classes():
        yield from _keys(survey, cls)


def _named(survey: Survey, name: str, value: Constant, path: str) -> Iterator[Use]:
    """Yield a constant whose name says whose password it is."""
    text = str(value.value)
    if is_short_lived(path) or "TEST" in name:
        return
    if (
        value.site is not None
        and value.site.path == path
        and not value.taint
        and is_clear(text)
        and "pass" not in text.lower()
    ):
        yield Use(PASSWORD, name, survey.read(value), value.site, "the program", production=True)


def kept_passwords(survey: Survey) -> Iterator[Fact]:
    """Yield the passwords that a program's own text puts into rows, or into its accounts, as they are typed."""
    seen: set[object] = set()
    for use in (*inserted(survey), *held_accounts(survey)):
        if use.callee == "the program" or use.purpose != PASSWORD or not use.production:
            continue
        if not any(is_clear(text) for text in use.value.texts):
            continue
        listed = use.callee == LISTED
        location = use.value.location if listed else survey.location(use.site)
        # Rows that one function puts in, one after the other, are mended together.
        block = location if listed else (use.site.path, use.site.scope, use.callee)
        if location is None or block in seen:
            continue
        seen.add(block)
        yield PasswordKept(location=location, scope=use.site.scope, callee=use.callee, production=True, name=use.name)


def _bound(survey: Survey) -> Iterator[tuple[str, AnyValue, str]]:
    for module in survey.program.modules():
        path = survey.program.path_of(module)
        if not survey.program.is_production(path):
            continue
        own = survey.program.bindings(module)
        for name, value in survey.program.namespace(module).items():
            if name in own and isinstance(value, (DictObject, ListObject, Tuple, Constant)):
                yield name, value, path


def _passwords(name: str, value: AnyValue, depth: int) -> Iterator[Constant]:
    """Yield the constants under the name of a password, beside that of a user; or those of `users = {name: password}`."""
    if depth == 0:
        return
    if isinstance(value, (ListObject, Tuple)):
        for item in value.items:
            yield from _passwords("", item, depth - 1)
        return
    if not isinstance(value, (DictObject, InstanceObject)):
        return
    entries = _entries(value)
    if entries.keys() & _USERS and not entries.keys() & _CONNECTIONS:
        yield from _clear(held for key, held in entries.items() if key in _PASSWORDS)
    elif _MAPPINGS.search(name) and name.isidentifier() and len(entries) == len(list(_clear(entries.values()))):
        yield from _clear(entries.values())
    for key, held in entries.items():
        if isinstance(held, (DictObject, ListObject, Tuple, InstanceObject)):
            yield from _keyed(key, name, held, depth)


def _entries(value: DictObject | InstanceObject) -> dict[str, AnyValue]:
    """Return what a dictionary or an object holds, by name in small letters."""
    if isinstance(value, InstanceObject):
        return {name.lower(): held for name, held in value.fields.items()}
    return {str(key.value).lower(): held for key, held in value.entries.items()}


def _keyed(key: str, name: str, held: AnyValue, depth: int) -> Iterator[Constant]:
    """Yield the passwords of an account that stands under its name: `USERS = {"ann": {"password": "…"}}`."""
    if isinstance(held, DictObject) and _MAPPINGS.search(name):
        entries = {str(one.value).lower(): value for one, value in held.entries.items()}
        if not entries.keys() & (_CONNECTIONS | _USERS):
            yield from _clear(value for one, value in entries.items() if one in _PASSWORDS)
    yield from _passwords(key, held, depth - 1)


def _clear(values: Iterable[AnyValue]) -> Iterator[Constant]:
    for value in values:
        if isinstance(value, Constant) and isinstance(value.value, str) and not value.taint and is_clear(value.value):
            yield value


def _keys(survey: Survey, cls: ClassObject) -> Iterator[Use]:
    """Yield the keys and passwords that a class of configuration holds as constants, whoever loads it; what a dataclass
    holds so is used where nothing else is given.
    """
    name = cls.facts.name
    if (
        not _CONFIGURATION.search(name)
        or is_development_name(name)
        or cls.library_bases() not in {(), ("builtins.object",)}
    ):
        return
    for key, value in cls.namespace.items():
        if not isinstance(value, Constant) or not isinstance(value.value, str) or value.site is None or value.taint:
            continue
        purpose = purpose_of(key)
        if (purpose in _KEYS and value.value.strip()) or (purpose == PASSWORD and is_clear(value.value)):
            reading = survey.read(value)
            yield Use(
                purpose,
                key,
                reading,
                value.site,
                f"{name}.{key}",
                survey.production(value.site),
                minor=_is_replaced(survey, cls, key),
                idle=key == "SECRET_KEY" and not signs(survey),
            )


def _is_replaced(survey: Survey, cls: ClassObject, key: str) -> bool:
    """Tell whether a class that builds on another has its own key, and is not for development: production may run with it."""
    return any(
        one is not cls and key in one.namespace and cls in one.ancestors() and not is_development_name(one.facts.name)
        for one in survey.program.classes()
    )


FACTS = kept_passwords
