"""Secrets that a program takes from its environment: reads of variables whose names announce one, and fields of settings
classes, which are such variables. What matters is a constant to fall back on; whether the value is used is not asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from backlint.concepts import Reading
from backlint.execution.values import ClassObject, string_of
from backlint.frameworks.configuration.arguments import Option, site_of
from backlint.frameworks.configuration.readings import convert
from backlint.frameworks.configuration.secret_uses import API_KEY, PASSWORD, SHARED_KEY, Use, is_address_name, used
from backlint.frameworks.configuration.settings_classes import declared_fields, settings_classes
from backlint.frameworks.configuration.survey import Survey
from backlint.secrecy import purpose_of
from backlint.stages import is_development_name


class EnvironmentApi(msgspec.Struct, frozen=True, kw_only=True):
    """A call that reads a variable of the environment, or a default; `unnamed` is the variable that it reads by itself."""

    names: tuple[str, ...]
    variable: Option
    default: Option
    unnamed: str | None = None


_ENVIRONS = tuple(f"environs.Env.{method}" for method in ("__call__", "str", "url"))
_DJANGO_ENVIRON = tuple(f"environ.Env.{method}" for method in ("str", "bytes", "url", "db_url", "cache_url"))

# The standard library, python-decouple 3, starlette's and django's own readers, environs 15
ENVIRONMENT_APIS = (
    EnvironmentApi(
        names=("os.environ.get", "os._Environ.get", "os.getenv", "os._Environ.setdefault"),
        variable=Option("key", 0),
        default=Option("default", 1),
    ),
    EnvironmentApi(
        names=("decouple.config", "decouple.AutoConfig.__call__", "decouple.Config.__call__"),
        variable=Option("option", 0),
        default=Option("default", 1),
    ),
    EnvironmentApi(
        names=("starlette.config.Config.__call__", "environ.Env.__call__"),
        variable=Option("key", 0),
        default=Option("default", 2),
    ),
    EnvironmentApi(names=(*_ENVIRONS, *_DJANGO_ENVIRON), variable=Option("name", 0), default=Option("default", 1)),
    # dj-database-url 3
    EnvironmentApi(
        names=("dj_database_url.config",),
        variable=Option("env", 0),
        default=Option("default", 1),
        unnamed="DATABASE_URL",
    ),
)
# django-configurations 2: without a name the variable is called as the setting is
_VALUES = EnvironmentApi(
    names=tuple(f"configurations.values.{name}" for name in ("Value", "URLValue", "DatabaseURLValue", "CacheURLValue")),
    variable=Option("environ_name", 2),
    default=Option("default", 0),
)

_FLAGS = frozenset("true false yes no on off none null 0 1".split())


_PLACE = re.compile(r"(?:_(?:internal|base|host|hostname|url|uri|endpoint|address|api))+$", re.IGNORECASE)
_OWN_MACHINE = re.compile(r"[a-z]+://(?:localhost|127\.0\.0\.1|\[::1\]|[a-z][\w-]*)(?::\d+)?(?:/|$)", re.IGNORECASE)


def environment_uses(survey: Survey) -> Iterator[Use]:
    """Yield the secrets of the environment that have a constant to fall back on."""
    uses = list(_uses(survey))
    beside = {
        _PLACE.sub("", use.name)
        for use in uses
        if not use.purpose and any(map(_OWN_MACHINE.match, use.value.texts)) and _PLACE.search(use.name)
    }
    for use in uses:
        shared = (
            use.purpose == API_KEY and _PLACE.sub("", re.sub(r"_key$", "", use.name, flags=re.IGNORECASE)) in beside
        )
        if use.purpose:
            yield msgspec.structs.replace(use, purpose=SHARED_KEY) if shared else use


def _uses(survey: Survey) -> Iterator[Use]:
    """Yield the secrets with a constant to fall back on, and without a purpose the addresses that have one."""
    settings = _settings(survey) if survey.calls(_VALUES.names) else {}
    for row in (*ENVIRONMENT_APIS, _VALUES):
        for event in survey.calls(row.names):
            given = event.arguments.get(row.variable.position, row.variable.keyword)
            name = row.unnamed if given is None else string_of(given)
            setting, minor = settings.get((event.site.path, event.site.at), (None, False))
            name = setting if name is None and row is _VALUES else name
            default = survey.given(event.arguments, row.default)
            if name is None or not default.explicit:
                continue
            production = survey.production(event.site)
            use = Use("", name, default.reading, event.site, row.names[0], production, minor=minor)
            yield from _default(name, default.reading, use)
    for cls in settings_classes(survey):
        yield from _fields(survey, cls)


def _settings(survey: Survey) -> dict[tuple[str, int], tuple[str, bool]]:
    """Return the names of Django's settings by the place where the value of each is made, and whether it matters less:
    because production has another, or since it is for building an image only.
    """
    found: dict[tuple[str, int], tuple[str, bool]] = {}
    for table in survey.django:
        for name in table.entries:
            for entry in table.in_force(name):
                site = site_of(entry.value)
                if site is not None:
                    key, minor = (site.path, site.at), not table.production or table.key.endswith("Build")
                    found[key] = name, minor and found.get(key, (name, True))[1]
    return found


def _default(variable: str, default: Reading, use: Use) -> Iterator[Use]:
    """Yield the use of a variable's default, if its name announces a secret or an address that may hold one."""
    texts = tuple(text for text in default.texts if text.strip() and text.strip().lower() not in _FLAGS)
    if not texts:
        return
    reading = Reading(texts, complete=False, environment=variable, location=default.location)
    purpose = purpose_of(variable)
    if purpose:
        yield msgspec.structs.replace(use, purpose=purpose, value=reading)
    elif is_address_name(variable) or _PLACE.search(variable):
        yield msgspec.structs.replace(use, value=reading)
        yield from used(msgspec.structs.replace(use, purpose=PASSWORD, value=reading), address=True)


def _fields(survey: Survey, cls: ClassObject) -> Iterator[Use]:
    for field, (default, variable) in declared_fields(cls).items():
        site = site_of(default)
        if default is None or site is None:
            continue
        production = survey.production(site) and not is_development_name(cls.facts.name)
        use = Use("", field, survey.read(default), site, f"{cls.facts.name}.{field}", production)
        yield from _default(variable, convert(use.value, _as_text), use)


def _as_text(constant: object) -> object:
    return constant if isinstance(constant, str) else None
