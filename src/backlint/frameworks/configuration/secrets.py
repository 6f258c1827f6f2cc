"""Values that a program uses as secrets: keys, passwords and tokens that it hands to libraries.

What an argument is for is said by the library that takes it. One literal is one fact, however many calls are given it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from backlint.concepts import UNREAD, Fact, Reading, SecretUse, SinkKind
from backlint.execution.values import (
    AnyValue,
    CallEvent,
    ClassObject,
    DictObject,
    Tuple,
    members,
    string_of,
    taint_of_all,
)
from backlint.findings import Location, Step
from backlint.frameworks.configuration.accounts import accounts
from backlint.frameworks.configuration.arguments import site_of
from backlint.frameworks.configuration.environment import environment_uses
from backlint.frameworks.configuration.headers import headers_set
from backlint.frameworks.configuration.held_accounts import LISTED, held_accounts
from backlint.frameworks.configuration.readings import convert
from backlint.frameworks.configuration.secret_apis import SECRET_APIS, SECRET_ATTRIBUTES, SecretApi
from backlint.frameworks.configuration.secret_uses import (
    API_KEY,
    ENCRYPTION_KEY,
    JWT_KEY,
    PASSWORD,
    SESSION_KEY,
    SHARED_KEY,
    SIGNING_KEY,
    Use,
    is_address_name,
    used,
)
from backlint.frameworks.configuration.session_keys import signs
from backlint.frameworks.configuration.settings import Entry, Table
from backlint.frameworks.configuration.survey import Survey
from backlint.secrecy import is_digest, is_hash, purpose_of

_ORDER = (JWT_KEY, SESSION_KEY, SIGNING_KEY, ENCRYPTION_KEY, SHARED_KEY, API_KEY, PASSWORD)
"""Of several purposes of one literal, the first is told."""


# Parameters that no library uses for anything else, wherever a call is given them by name.
_TELLING = {
    "api_key": API_KEY,
    "apikey": API_KEY,
    "client_secret": API_KEY,
    "secret_key": SIGNING_KEY,
    "aws_secret_access_key": API_KEY,
    "secret_access_key": API_KEY,
    "auth_token": API_KEY,
    "access_token": API_KEY,
    "private_key": "private-key",
    "signing_key": SIGNING_KEY,
    "webhook_secret": SIGNING_KEY,
    "api_secret": API_KEY,
    "api_token": API_KEY,
    "app_secret": API_KEY,
    "bot_token": API_KEY,
    "consumer_secret": API_KEY,
    "access_token_secret": API_KEY,
    "account_key": API_KEY,
    "private_token": API_KEY,
    "auth_password": PASSWORD,
    "smtp_password": PASSWORD,
    "bind_password": PASSWORD,
    "jwt_secret": JWT_KEY,
    "cookie_secret": SESSION_KEY,
    "encryption_key": ENCRYPTION_KEY,
    "signing_secret": SIGNING_KEY,
}
# Module attributes that hold a key: `stripe.api_key = …`
_TELLING_ATTRIBUTES = {"stripe": "api_key", "openai": "api_key", "resend": "api_key", "sentry_sdk": "dsn"}


def secrets(survey: Survey) -> Iterator[Fact]:
    """Yield the values that a program uses as secrets, one fact for each literal."""
    found: dict[object, list[Use]] = {}
    uses = [*_arguments(survey), *_telling(survey), *_attributes(survey), *_headers(survey)]
    uses += [*_flask(survey), *_django(survey), *environment_uses(survey)]
    uses += (*_options(survey), *_compared(survey), *_of_classes(survey))
    uses += map(_kept, (*accounts(survey), *held_accounts(survey)))
    for use in sorted(uses, key=_rank):
        place = use.value.location
        key: object = (place, use.value.texts) if place is not None else (use.site, use.name)
        found.setdefault(key, []).append(use)
    for use, *others in found.values():
        # What is made of a variable before it is used (`encode`) hides that the literal is only its default.
        value = next((one.value for one in (use, *others) if one.value.environment), use.value)
        yield SecretUse(
            location=use.value.location or survey.location(use.site),
            scope=use.site.scope,
            callee=use.callee,
            production=use.production,
            purpose=use.purpose,
            value=value,
            name=use.name,
            uses=tuple(_uses(survey, (use, *others))),
            minor=use.minor,
            idle=all(one.idle for one in (use, *others)),
        )


def _kept(use: Use) -> Use:
    """Return a use of an account's password; one that is kept as a hash is not what somebody signs in with.

    The hash of an account that the program makes itself is that of every installation, so it opens more.
    """
    made = use.callee != LISTED
    texts = [text for text in use.value.texts if text.strip()]
    hashed = bool(texts) and all(is_digest(text) or (is_hash(text) and not made) for text in texts)
    return msgspec.structs.replace(use, minor=True) if hashed and use.purpose == PASSWORD else use


MOST_USES = 5
"""Of one literal; more say nothing new."""


def _uses(survey: Survey, uses: Sequence[Use]) -> Iterator[Step]:
    """Yield the places that are given a literal which stands elsewhere, each once."""
    told: dict[Location, Step] = {}
    for use in uses:
        place, at = use.value.location, survey.location(use.site)
        if place is not None and (place.path, place.line) != (at.path, at.line):
            told.setdefault(at, Step(at, f"{use.callee} is given it as a {use.purpose.replace('-', ' ')}"))
    yield from list(told.values())[:MOST_USES]


_COMPARES = ("hmac.compare_digest", "secrets.compare_digest", "django.utils.crypto.constant_time_compare")


def _compared(survey: Survey) -> Iterator[Use]:
    """Yield the constants that something is compared with as secrets are, in a time that tells nothing."""
    for event in survey.calls(_COMPARES):
        values = event.arguments.positional[:2]
        sides = [survey.read(one) for one in values]
        if len(sides) < 2 or all(one.complete for one in sides):
            continue
        for reading, other in zip(sides, reversed(values), strict=True):
            if any(text.strip() for text in reading.texts) and not reading.environment and not _is_told(other):
                yield Use(
                    PASSWORD, "what is asked for", reading, event.site, event.callee, survey.production(event.site)
                )


def _is_told(value: AnyValue) -> bool:
    """Tell whether a value is one that may be logged, as the name beside a password is."""
    taints = taint_of_all((value,))
    return bool(taints) and all(SinkKind.SECRET_LOG in taint.safe for taint in taints)


# argparse, click and typer
_OPTIONS = ("add_argument", "option", "Option")


def _options(survey: Survey) -> Iterator[Use]:
    """Yield passwords that an option of a command has where nobody gives one."""
    for event in survey.named(*_OPTIONS):
        names = (string_of(one) or "" for one in event.arguments.positional)
        name = next((one.lstrip("-") for one in names if one.startswith("--") and purpose_of(one) == PASSWORD), "")
        value = event.arguments.keyword("default") if name else None
        reading = survey.read(value) if value is not None else UNREAD
        if any(text.strip() for text in reading.texts) and not reading.environment:
            yield Use(PASSWORD, name, reading, event.site, event.callee, survey.production(event.site))


def _rank(use: Use) -> tuple[bool, int, str, int]:
    order = _ORDER.index(use.purpose) if use.purpose in _ORDER else len(_ORDER)
    return (not use.production, order, use.site.path, use.site.at)


def _arguments(survey: Survey) -> Iterator[Use]:
    """Yield what the listed calls, and middleware that is given by its class, take as secrets."""
    for row in SECRET_APIS:
        for event in survey.calls(row.names):
            yield from _use(survey, row, event, survey.given(event.arguments, row.argument).reading)
        if row.purpose == SESSION_KEY:
            for event, arguments in survey.calls_given(row.names):
                option = msgspec.structs.replace(row.argument, position=None)
                yield from _use(survey, row, event, survey.given(arguments, option).reading)


def _use(survey: Survey, row: SecretApi, event: CallEvent, reading: Reading) -> Iterator[Use]:
    production = survey.production(event.site)
    use = Use(row.purpose, row.argument.keyword, reading, event.site, event.callee, production)
    yield from used(use, address=row.url)


# Whose keywords are names of columns and fields, chosen by the project.
_FIELDS = (
    "builtins.",
    "?",
    "django.db.",
    "django.forms.",
    "sqlalchemy.",
    "sqlmodel.",
    "mongoengine.",
    "peewee.",
    "pydantic",
)


def _telling(survey: Survey) -> Iterator[Use]:
    """Yield constants given to any library call under a name that says what they are."""
    for event in survey.events:
        if event.callee.startswith(_FIELDS) or isinstance(event.function, ClassObject):
            continue
        for name, value in event.arguments.keywords:
            purpose = _TELLING.get(name)
            reading = survey.read(value) if purpose is not None else None
            if purpose is not None and reading is not None and any(text.strip() for text in reading.texts):
                yield Use(purpose, name, reading, event.site, event.callee, survey.production(event.site))
        yield from _signed_in(survey, event)
        credentials = event.arguments.keyword("auth")
        for member in members(credentials) if credentials is not None else ():
            yield from _basic(survey, event, member)


_WHO = frozenset("user username user_name login account host hostname server uid bind_dn userid".split())


def _signed_in(survey: Survey, event: CallEvent) -> Iterator[Use]:
    """Yield the password of a call that is told beside it as whom, or where, it signs in: of whichever library."""
    given = dict(event.arguments.keywords)
    if not _WHO & given.keys():
        return
    for name in ("password", "passwd"):
        reading = survey.read(given[name]) if name in given else UNREAD
        if any(text.strip() for text in reading.texts):
            yield Use(PASSWORD, name, reading, event.site, event.callee, survey.production(event.site))


def _basic(survey: Survey, event: CallEvent, value: AnyValue) -> Iterator[Use]:
    """Yield the password of `auth=("user", "password")`, as requests and httpx take it."""
    if not isinstance(value, Tuple) or len(value.items) != 2:
        return
    reading = survey.read(value.items[1])
    if reading.texts:
        yield Use(PASSWORD, "auth", reading, event.site, event.callee, survey.production(event.site))


def _attributes(survey: Survey) -> Iterator[Use]:
    """Yield keys that are assigned to a module of a library."""
    for event in survey.named("__setattr__"):
        module = event.callee.removesuffix(".__setattr__")
        name, value = string_of(event.arguments.get(0)), event.arguments.get(1)
        if name is None or value is None or _TELLING_ATTRIBUTES.get(module) != name:
            continue
        reading = survey.read(value)
        if reading.texts:
            yield Use(API_KEY, name, reading, event.site, module, survey.production(event.site))


# Headers that say who is asking; in these a scheme stands before the credential.
_HEADERS = frozenset(
    {"authorization", "proxy-authorization", "x-api-key", "api-key", "apikey", "x-auth-token", "x-access-token"}
    | {"x-api-token", "private-token", "x-vault-token", "x-shopify-access-token", "x-functions-key"}
)
_SCHEME = re.compile(r"^(?:bearer|token|basic|apikey|api-key|key|bot)[ =:]+", re.IGNORECASE)


def _headers(survey: Survey) -> Iterator[Use]:
    """Yield constants that are sent as credentials."""
    for event, name, value in headers_set(survey, _HEADERS):
        reading = convert(survey.read(value), _credential)
        if reading.texts:
            yield Use(API_KEY, name, reading, event.site, event.callee, survey.production(event.site))


def _credential(header: object) -> object:
    """Return the credential in a header's text."""
    return _SCHEME.sub("", header) or None if isinstance(header, str) else None


def _of_classes(survey: Survey) -> Iterator[Use]:
    """Yield what classes of the project's own hold for the library whose classes they extend."""
    for cls in survey.program.classes():
        for row in SECRET_ATTRIBUTES:
            held = [(name, value) for name, value in cls.namespace.items() if name in row.names]
            for name, value in held if held and survey.program.is_a(cls, row.base) else ():
                reading, site = survey.read(value), getattr(value, "site", None)
                if site is not None and any(text.strip() for text in reading.texts):
                    yield Use(row.purpose, name, reading, site, row.base, survey.production(site))


# --- settings

_FLASK_SECRETS = {"SECRET_KEY": SESSION_KEY, "JWT_SECRET_KEY": JWT_KEY, "SECURITY_PASSWORD_SALT": SIGNING_KEY} | {
    "WTF_CSRF_SECRET_KEY": SIGNING_KEY,
    "MAIL_PASSWORD": PASSWORD,
    "SECRET_KEY_FALLBACKS": SESSION_KEY,
}
_DJANGO_SECRETS = {"SECRET_KEY": SIGNING_KEY, "SECRET_KEY_FALLBACKS": SIGNING_KEY, "EMAIL_HOST_PASSWORD": PASSWORD} | {
    "AWS_SECRET_ACCESS_KEY": API_KEY,
}


def _flask(survey: Survey) -> Iterator[Use]:
    idle = not signs(survey)
    for name in survey.flask.entries:
        entries = survey.flask.in_force(name)
        # Where some of the classes among which one is chosen have it from outside, production may run with these.
        replaced = {one.site.path for one in entries if one.chosen and not survey.read(one.value).texts}
        for entry in entries:
            for use in _setting(survey, "flask.Flask.config", name, entry, _FLASK_SECRETS.get(name, "")):
                unused = idle and use.purpose == SESSION_KEY
                minor = use.minor or (entry.chosen and entry.site.path in replaced and not use.value.environment)
                yield msgspec.structs.replace(use, minor=minor, idle=unused)


def _django(survey: Survey) -> Iterator[Use]:
    for table in survey.django:
        for name in table.entries:
            for entry in table.in_force(name):
                uses = _setting(survey, "django.conf.settings", name, entry, _DJANGO_SECRETS.get(name, ""))
                minor = bool(table.production) and _elsewhere_replaced(survey, table, name, entry)
                # What else is named as the settings to start with may have another.
                yield from (
                    msgspec.structs.replace(use, minor=use.minor or minor, idle=not table.named) for use in uses
                )
        for entry in table.in_force("DATABASES"):
            for database in entry.value.entries.values() if isinstance(entry.value, DictObject) else ():
                yield from _within(survey, "DATABASES", "PASSWORD", entry, database, PASSWORD)
        for entry in table.in_force("SIMPLE_JWT"):
            yield from _within(survey, "SIMPLE_JWT", "SIGNING_KEY", entry, entry.value, JWT_KEY)


def _elsewhere_replaced(survey: Survey, table: Table, name: str, entry: Entry) -> bool:
    """Tell whether a setting is inherited, while other settings of production have it from outside: these may be the ones."""
    site = site_of(entry.value)
    if site is None or table.key not in survey.program.modules() or site.path == survey.program.path_of(table.key):
        return False
    others = (
        one for other in survey.django if other.production and other.key != table.key for one in other.in_force(name)
    )
    return any(not survey.read(one.value).texts for one in others)


def _within(survey: Survey, setting: str, name: str, entry: Entry, value: AnyValue, purpose: str) -> Iterator[Use]:
    """Yield what a dictionary in a setting holds under a name."""
    held = value.get(name) if isinstance(value, DictObject) else None
    if held is not None:
        yield from _setting(survey, setting, name, msgspec.structs.replace(entry, value=held), purpose)


def _setting(survey: Survey, callee: str, name: str, entry: Entry, purpose: str) -> Iterator[Use]:
    """Yield a setting that a library reads as a secret, a password, or an address; of others only what the environment may
    replace, since its name alone does not make a constant a secret.
    """
    reading = survey.read(entry.value)
    production = entry.production and survey.production(entry.site)
    use = Use(purpose or purpose_of(name), name, reading, entry.site, callee, production)
    if is_address_name(name):
        yield from used(msgspec.structs.replace(use, purpose=PASSWORD), address=True)
    elif (
        purpose
        or (use.purpose and reading.environment)
        or (use.purpose == PASSWORD and _is_typed(reading))
        or (name.endswith("_SECRET") and _is_typed(reading) and not any("." in one for one in reading.texts))
    ):
        yield from used(use)


def _is_typed(reading: Reading) -> bool:
    """Tell whether texts are such as people type as passwords: no sentence, and no address of a page that asks for one."""
    return all(text and not re.search(r"\s|^/|^https?:", text) for text in reading.texts)


FACTS = secrets
