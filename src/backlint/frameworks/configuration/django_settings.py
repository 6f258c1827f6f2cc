"""Django's settings as facts: every setting that a settings module binds, and the password hasher that is in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from backlint.concepts import Fact, PasswordHashing, Reading, Setting
from backlint.execution.taint import Site
from backlint.execution.values import AnyValue, ClassObject, Constant, DictObject, External, string_of
from backlint.frameworks.configuration.arguments import Default, always
from backlint.frameworks.configuration.readings import known
from backlint.frameworks.configuration.settings import Entry, Table
from backlint.frameworks.configuration.survey import Survey


class Hasher(msgspec.Struct, frozen=True, kw_only=True):
    """One of Django's password hashers: its algorithm and its class attributes by the names of a fact's parameters."""

    algorithm: str
    attributes: Mapping[str, tuple[str, tuple[Default, ...]]]


_REST = "REST_FRAMEWORK"
_MODULE = "django.contrib.auth.hashers"
_ITERATIONS = (
    Default(1_500_000, "6.1"),
    Default(1_200_000, "6.0"),
    Default(1_000_000, "5.2"),
    Default(870_000, "5.1"),
    Default(720_000, "5.0"),
    Default(600_000, "4.2"),
    Default(390_000, "4.1"),
    Default(320_000, "4.0"),
    Default(260_000, "3.2"),
    Default(216_000, "3.1"),
    Default(180_000, "3.0"),
    Default(150_000, "2.2"),
)
_BCRYPT = Hasher(algorithm="bcrypt", attributes={"rounds": ("rounds", always(12))})
HASHERS: Mapping[str, Hasher] = {
    f"{_MODULE}.PBKDF2PasswordHasher": Hasher(
        algorithm="pbkdf2-sha256", attributes={"iterations": ("iterations", _ITERATIONS)}
    ),
    f"{_MODULE}.PBKDF2SHA1PasswordHasher": Hasher(
        algorithm="pbkdf2-sha1", attributes={"iterations": ("iterations", _ITERATIONS)}
    ),
    f"{_MODULE}.BCryptSHA256PasswordHasher": _BCRYPT,
    f"{_MODULE}.BCryptPasswordHasher": _BCRYPT,
    f"{_MODULE}.Argon2PasswordHasher": Hasher(
        algorithm="argon2id",
        attributes={
            "time_cost": ("time_cost", always(2)),
            "memory_cost": ("memory_cost", (Default(102400, "3.2"), Default(512, "1.10"))),
            "parallelism": ("parallelism", (Default(8, "3.2"), Default(2, "1.10"))),
        },
    ),
    f"{_MODULE}.ScryptPasswordHasher": Hasher(
        algorithm="scrypt",
        attributes={
            "n": ("work_factor", always(2**14)),
            "r": ("block_size", always(8)),
            "p": ("parallelism", (Default(5, "5.1"), Default(1, "4.0"))),
        },
    ),
}


def django_settings(survey: Survey) -> Iterator[Fact]:
    """Yield the settings of Django that a project binds, each place once, and its password hasher."""
    seen: set[tuple[str, Site]] = set()
    for table in survey.django:
        for name in sorted(table.entries):
            for entry in table.in_force(name):
                if (name, entry.site) in seen:
                    continue
                seen.add((name, entry.site))
                yield Setting(
                    location=survey.location(entry.site),
                    callee="django.conf.settings",
                    production=table.production and survey.production(entry.site),
                    framework="django",
                    name=name,
                    value=_value(survey, table, name, entry.value),
                )
                if name == _REST:
                    yield from _rest_settings(survey, table, entry)
        yield from _unset(survey, table)
        yield from _hasher(survey, table)


def _unset(survey: Survey, table: Table) -> Iterator[Setting]:
    """Yield the validators of passwords where accounts are in use and nothing sets any: Django's default is none."""
    name = "AUTH_PASSWORD_VALIDATORS"
    for installed in table.in_force("INSTALLED_APPS")[-1:]:
        if table.complete and not table.in_force(name) and "django.contrib.auth" in survey.read(installed.value).texts:
            yield Setting(
                location=survey.location(installed.site),
                callee="django.conf.settings",
                production=table.production and survey.production(installed.site),
                framework="django",
                name=name,
                value=known(()),
            )


def _rest_settings(survey: Survey, table: Table, entry: Entry) -> Iterator[Setting]:
    """Yield the entries of `REST_FRAMEWORK`, each under its own name."""
    if not isinstance(entry.value, DictObject):
        return
    for key, value in entry.value.entries.items():
        if isinstance(key.value, str):
            listed = next((one.site for one in getattr(value, "items", ()) if isinstance(one, Constant)), None)
            site = key.site or listed or entry.site
            yield Setting(
                location=survey.location(site),
                callee="rest_framework.settings.api_settings",
                production=table.production and survey.production(entry.site),
                framework="django-rest-framework",
                name=f"{_REST}.{key.value}",
                value=_value(survey, table, _REST, value),
            )


def _value(survey: Survey, table: Table, name: str, value: AnyValue) -> Reading:
    """Read a setting; one that something unseen may replace stays open."""
    reading = survey.read(value)
    in_force = table.in_force(name)
    if table.complete and len(in_force) == 1:
        return reading
    return Reading(reading.constants, complete=False, environment=reading.environment, location=reading.location)


def _hasher(survey: Survey, table: Table) -> Iterator[PasswordHashing]:
    """Yield the hasher of new passwords: the first of the list, or Django's own. Hashes that are no password hashes are
    the setting's own fault, and told by it.
    """
    entries = table.in_force("PASSWORD_HASHERS")
    if not entries:
        yield from _own_hasher(survey, table)
    for entry in entries:
        first = next(iter(getattr(entry.value, "items", ())), None)
        path = string_of(first)
        hasher = survey.program.resolve(path) if path else None
        if hasher is None or path is None:
            continue
        name = _known_hasher(hasher)
        if name is None:
            continue
        row = HASHERS[name]
        parameters, own = _costs(survey, row, hasher)
        place = hasher.site if isinstance(hasher, ClassObject) and hasher.site is not None else entry.site
        yield PasswordHashing(
            location=survey.location(place),
            callee=path,
            production=table.production and survey.production(entry.site),
            algorithm=row.algorithm,
            parameters=parameters,
            library_default=not own,
        )


def _own_hasher(survey: Survey, table: Table) -> Iterator[PasswordHashing]:
    """Yield the hasher of a project that leaves the choice to Django and has its users."""
    for entry in table.in_force("INSTALLED_APPS"):
        if table.complete and "django.contrib.auth" in survey.read(entry.value).texts:
            name = f"{_MODULE}.PBKDF2PasswordHasher"
            yield PasswordHashing(
                location=survey.location(entry.site),
                callee=name,
                production=table.production and survey.production(entry.site),
                algorithm=HASHERS[name].algorithm,
                parameters=_costs(survey, HASHERS[name], External(name))[0],
                library_default=True,
            )


def _known_hasher(hasher: AnyValue) -> str | None:
    """Return which of Django's hashers one is, or descends from."""
    if isinstance(hasher, External):
        return hasher.name if hasher.name in HASHERS else None
    if isinstance(hasher, ClassObject):
        return next((base for base in hasher.library_bases() if base in HASHERS), None)
    return None


def _costs(survey: Survey, row: Hasher, hasher: AnyValue) -> tuple[Mapping[str, Reading], bool]:
    """Return the costs of a hasher, and whether its class sets any itself."""
    parameters: dict[str, Reading] = {}
    own = False
    for name, (attribute, defaults) in row.attributes.items():
        value = hasher.lookup(attribute) if isinstance(hasher, ClassObject) else None
        own = own or value is not None
        parameters[name] = survey.read(value) if value is not None else survey.default(defaults, "django")
    return parameters, own


FACTS = django_settings
