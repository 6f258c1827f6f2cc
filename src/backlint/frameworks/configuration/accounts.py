"""Accounts that a program makes with a password that stands in it: seeds, default administrators, rows of SQL."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backlint.execution.values import (
    AnyValue,
    CallEvent,
    ClassObject,
    DictObject,
    FunctionObject,
    InstanceObject,
    ListObject,
    Tuple,
)
from backlint.frameworks.configuration.arguments import Option
from backlint.frameworks.configuration.readings import known
from backlint.frameworks.configuration.secret_uses import PASSWORD, Use
from backlint.frameworks.configuration.survey import Survey
from backlint.frameworks.statements import text_of

_NAMES = frozenset({"password", "passwd", "pwd", "user_password", "passphrase"})

# What a program hashes is a password that it knows; the argument as each library documents it.
_HASHERS: tuple[tuple[str, Option], ...] = (
    ("werkzeug.security.generate_password_hash", Option("password", 0)),
    ("flask_bcrypt.generate_password_hash", Option("password", 0)),
    ("flask_bcrypt.Bcrypt.generate_password_hash", Option("password", 0)),
    ("django.contrib.auth.hashers.make_password", Option("password", 0)),
    ("django.contrib.auth.models.AbstractBaseUser.set_password", Option("raw_password", 0)),
    ("bcrypt.hashpw", Option("password", 0)),
    ("argon2.PasswordHasher.hash", Option("password", 0)),
    ("passlib.context.CryptContext.hash", Option("secret", 0)),
    ("pwdlib.PasswordHash.hash", Option("password", 0)),
)
# What asks whether a password fits the hash that is kept; Django asks so at every login.
_VERIFIES = (
    "werkzeug.security.check_password_hash",
    "flask_bcrypt.check_password_hash",
    "flask_bcrypt.Bcrypt.check_password_hash",
    "django.contrib.auth.hashers.check_password",
    "django.contrib.auth.models.AbstractBaseUser.check_password",
    "django.contrib.auth.authenticate",
    "bcrypt.checkpw",
    "argon2.PasswordHasher.verify",
    "passlib.context.CryptContext.verify",
    "passlib.context.CryptContext.verify_and_update",
    "pwdlib.PasswordHash.verify",
    "pwdlib.PasswordHash.verify_and_update",
)
_DJANGO_USER = "django.contrib.auth.models.AbstractBaseUser"
_HASH = re.compile(r"\$\w|\w+[:$]|\{\w+\}|[0-9a-fA-F]{32,}$")
"""How the hash of a password begins, or a text that may be one."""
_MODELS = (
    "sqlalchemy.orm.DeclarativeBase",
    "django.db.models.Model",
    "peewee.Model",
    "mongoengine.Document",
    "tortoise.Model",
    "tortoise.models.Model",
    "beanie.Document",
)
# Methods of Django's managers, and of what copies them, that make a row of the fields that they are given by name.
_MAKES = tuple(f"{a}{name}" for a in ("", "a") for name in ("create", "get_or_create", "update_or_create"))
_MAKES_ACCOUNTS = tuple(f"{a}{name}" for a in ("", "a") for name in ("create_user", "create_superuser"))
_INSERTS = ("insert_one", "insert_many", "insert")
_RUNS = ("execute", "executemany", "executescript")
_INSERT = re.compile(
    r"\binsert\s+(?:or\s+\w+\s+|ignore\s+)*into\s+[^(]+\(([^)]*)\)\s*values\s*(.*)", re.IGNORECASE | re.DOTALL
)
_ROW = re.compile(r"\(((?:'[^']*'|[^()'])*)\)")
_VALUE = re.compile(r"\s*((?:'[^']*')+|[^,']*)\s*(?:,|$)")


def accounts(survey: Survey) -> Iterator[Use]:
    """Yield passwords that a program hashes, stores in a record or inserts into a table, as it holds them itself.

    What is stored as it is typed opens nothing where the program takes what it finds there for a hash.
    """
    for name, option in _HASHERS:
        for event in survey.calls((name,)):
            yield from _given(survey, event, option.keyword, event.arguments.get(option.position, option.keyword))
    for event in survey.named("set_password"):
        # A method of the project's own says itself what it does with it.
        if not isinstance(event.function, FunctionObject):
            yield from _given(survey, event, "password", event.arguments.get(0, "raw_password"))
    verified = any(True for _ in survey.calls(_VERIFIES))
    for event, use in _stored(survey):
        made = event.function if isinstance(event.function, ClassObject) else None
        of_django = made is not None and survey.program.is_a(made, _DJANGO_USER)
        # What an `__init__` of the project's own hashes is told by the hash.
        if not (verified or of_django) or any(map(_HASH.match, use.value.texts)):
            yield use
    for event in survey.named(*_MAKES_ACCOUNTS):
        if not isinstance(event.function, ClassObject):
            # Django's are given a name, an address and the password.
            named = next((value for name, value in event.arguments.keywords if name in _NAMES), None)
            yield from _given(survey, event, "password", event.arguments.get(2) if named is None else named)
    yield from inserted(survey)


def _stored(survey: Survey) -> Iterator[tuple[CallEvent, Use]]:
    """Yield the passwords that go into records as they are."""
    for event in survey.named("__init__", "create"):
        if isinstance(event.function, ClassObject) and survey.program.is_a(event.function, *_MODELS):
            for name, value in event.arguments.keywords:
                if name in _NAMES:
                    yield from ((event, use) for use in _given(survey, event, name, value))
    yield from _made(survey)
    for event in survey.named("__setattr__"):
        key = survey.read(event.arguments.get(0)).value
        owner = event.receiver.cls if isinstance(event.receiver, InstanceObject) else None
        if key in _NAMES and owner is not None and survey.program.is_a(owner, *_MODELS):
            yield from ((event, use) for use in _given(survey, event, str(key), event.arguments.get(1)))


def _made(survey: Survey) -> Iterator[tuple[CallEvent, Use]]:
    """Yield the passwords of rows that a manager makes."""
    for event in survey.named(*_MAKES):
        if isinstance(event.function, ClassObject):
            continue
        fields = dict(event.arguments.keywords)
        defaults = fields.get("defaults")
        if isinstance(defaults, DictObject):
            fields |= {str(key.value): value for key, value in defaults.entries.items()}
        for name in _NAMES & fields.keys():
            yield from ((event, use) for use in _given(survey, event, name, fields[name]))


def inserted(survey: Survey) -> Iterator[Use]:
    """Yield passwords that a program puts into documents and rows of a database, as it holds them itself."""
    for event in survey.named(*_INSERTS):
        for document in _documents(event.arguments.get(0)):
            for constant, value in document.entries.items():
                if constant.value in _NAMES:
                    yield from _given(survey, event, str(constant.value), value)
    for event in survey.named(*_RUNS):
        yield from _inserted(survey, event)


def _given(survey: Survey, event: CallEvent, name: str, value: AnyValue | None) -> Iterator[Use]:
    reading = survey.read(value)
    if any(text.strip() for text in reading.texts):
        yield Use(PASSWORD, name, reading, event.site, event.callee, survey.production(event.site))


def _documents(value: AnyValue | None) -> Iterator[DictObject]:
    if isinstance(value, DictObject):
        yield value
    elif isinstance(value, (ListObject, Tuple)):
        for item in value.items:
            yield from _documents(item)


def _inserted(survey: Survey, event: CallEvent) -> Iterator[Use]:
    """Yield what an INSERT puts into the column of passwords: in its own text, or by position among its parameters."""
    found = _INSERT.search(text_of(event.arguments.get(0)))
    columns = [] if found is None else [column.strip(' \t\r\n"`[]').lower() for column in found.group(1).split(",")]
    position = next((number for number, column in enumerate(columns) if column in _NAMES), None)
    if found is None or position is None:
        return
    for row in _ROW.finditer(found.group(2)):
        values = [one.group(1).strip() for one in _VALUE.finditer(row.group(1))]
        if position >= len(values):
            continue
        text = values[position]
        if text.startswith("'") and text != "'?'" and len(text) > 2:
            reading = known(text[1:-1], survey.location(event.site))
            yield Use(PASSWORD, columns[position], reading, event.site, event.callee, survey.production(event.site))
        elif text in {"?", "%s"}:
            before = sum(one in {"?", "%s"} for one in values[:position])
            for parameters in _rows(event.arguments.get(1)):
                if before < len(parameters):
                    yield from _given(survey, event, columns[position], parameters[before])


def _rows(value: AnyValue | None) -> Iterator[list[AnyValue]]:
    """Yield the parameters of each row: of one, or of the several that `executemany` takes."""
    if not isinstance(value, (ListObject, Tuple)):
        return
    nested = [item for item in value.items if isinstance(item, (ListObject, Tuple))]
    if nested and len(nested) == len(value.items):
        for item in nested:
            yield list(item.items)
    else:
        yield list(value.items)
