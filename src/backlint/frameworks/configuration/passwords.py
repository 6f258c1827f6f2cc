"""How passwords are hashed: the algorithm and what it costs to try one, from the calls that hash or configure a hasher.

Figures are the libraries' own defaults, read from their sources; the versions say since when they hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from backlint.concepts import Fact, PasswordHashing, Reading
from backlint.execution.values import CallEvent
from backlint.frameworks.configuration.arguments import Default, Given, Option, always, by_site, name_of
from backlint.frameworks.configuration.readings import known, merge
from backlint.frameworks.configuration.survey import Survey

BCRYPT, ARGON2, SCRYPT = "bcrypt", "argon2id", "scrypt"


class HashApi(msgspec.Struct, frozen=True, kw_only=True):
    """A call that hashes a password or makes a hasher. `options` maps the names of a fact's parameters to arguments.

    `variant` is an argument that changes the algorithm; its constant, or the last name of a library's, is looked up in
    `variants`. `setting` is the Flask setting that replaces the default of the only option.
    """

    names: tuple[str, ...]
    algorithm: str
    options: Mapping[str, Option]
    distribution: str
    variant: Option | None = None
    variants: Mapping[str, str] = {}
    setting: str = ""


def argon2_costs(*, first: int = 0) -> Mapping[str, Option]:
    """Return argon2-cffi's costs: RFC 9106's second recommendation since 21.2.0; before, the authors' own."""
    return {
        "time_cost": Option("time_cost", first, (Default(3, "21.2.0"), Default(2, "16.0.0"))),
        "memory_cost": Option(
            "memory_cost", first + 1, (Default(65536, "21.2.0"), Default(102400, "18.2.0"), Default(512, "16.0.0"))
        ),
        "parallelism": Option(
            "parallelism", first + 2, (Default(4, "21.2.0"), Default(8, "18.2.0"), Default(2, "16.0.0"))
        ),
    }


_ARGON2_TYPES = {"I": "argon2i", "D": "argon2d", "ID": "argon2id"}
_DIGESTS = {"SHA1": "pbkdf2-sha1", "SHA224": "pbkdf2-sha224", "SHA256": "pbkdf2-sha256", "SHA384": "pbkdf2-sha384"} | {
    "SHA512": "pbkdf2-sha512",
    "sha1": "pbkdf2-sha1",
    "sha224": "pbkdf2-sha224",
    "sha256": "pbkdf2-sha256",
    "sha384": "pbkdf2-sha384",
    "sha512": "pbkdf2-sha512",
    "md5": "pbkdf2-md5",
}

HASH_APIS = (
    HashApi(
        names=("bcrypt.hashpw", "bcrypt.kdf"),
        algorithm=BCRYPT,
        options={"salt": Option("salt", 1)},
        distribution="bcrypt",
    ),
    HashApi(
        names=("bcrypt.gensalt",),
        algorithm=BCRYPT,
        options={"rounds": Option("rounds", 0, always(12))},
        distribution="bcrypt",
    ),
    HashApi(
        names=("flask_bcrypt.generate_password_hash", "flask_bcrypt.Bcrypt.generate_password_hash"),
        algorithm=BCRYPT,
        options={"rounds": Option("rounds", 1, always(12))},
        distribution="flask-bcrypt",
        setting="BCRYPT_LOG_ROUNDS",
    ),
    HashApi(
        names=("pwdlib.hashers.bcrypt.BcryptHasher",),
        algorithm=BCRYPT,
        options={"rounds": Option("rounds", 0, always(12))},
        distribution="pwdlib",
    ),
    HashApi(
        names=("pwdlib.hashers.argon2.Argon2Hasher",),
        algorithm=ARGON2,
        options={
            "time_cost": Option("time_cost", 0, always(3)),
            "memory_cost": Option("memory_cost", 1, always(65536)),
            "parallelism": Option("parallelism", 2, always(4)),
        },
        distribution="pwdlib",
    ),
    HashApi(
        names=("argon2.PasswordHasher",),
        algorithm=ARGON2,
        options=argon2_costs(),
        distribution="argon2-cffi",
        variant=Option("type", 6),
        variants=_ARGON2_TYPES,
    ),
    HashApi(
        names=("argon2.low_level.hash_secret", "argon2.low_level.hash_secret_raw"),
        algorithm="",
        options={
            "time_cost": Option("time_cost", 2),
            "memory_cost": Option("memory_cost", 3),
            "parallelism": Option("parallelism", 4),
            "salt": Option("salt", 1),
        },
        distribution="argon2-cffi",
        variant=Option("type", 6),
        variants=_ARGON2_TYPES,
    ),
    HashApi(
        names=("hashlib.pbkdf2_hmac",),
        algorithm="",
        options={"iterations": Option("iterations", 3)},
        distribution="",
        variant=Option("hash_name", 0),
        variants=_DIGESTS,
    ),
    HashApi(
        names=("hashlib.scrypt",),
        algorithm=SCRYPT,
        options={"n": Option("n"), "r": Option("r"), "p": Option("p")},
        distribution="",
    ),
    HashApi(
        names=("cryptography.hazmat.primitives.kdf.pbkdf2.PBKDF2HMAC",),
        algorithm="",
        options={"iterations": Option("iterations", 3)},
        distribution="cryptography",
        variant=Option("algorithm", 0),
        variants=_DIGESTS,
    ),
    HashApi(
        names=("cryptography.hazmat.primitives.kdf.scrypt.Scrypt",),
        algorithm=SCRYPT,
        options={"n": Option("n", 2), "r": Option("r", 3), "p": Option("p", 4)},
        distribution="cryptography",
    ),
)


# Werkzeug: the default method, and the iterations of `pbkdf2` without a number
_WERKZEUG = "werkzeug"
_WERKZEUG_METHOD = Option("method", 1, (Default("scrypt", "2.3.0"), Default("pbkdf2:sha256", "0.1")))
_WERKZEUG_ITERATIONS = (
    Default(1_000_000, "3.1.0"),
    Default(600_000, "2.3.0"),
    Default(260_000, "2.0.0"),
    Default(150_000, "0.15"),
    Default(50_000, "0.13"),
)
_WERKZEUG_SCRYPT = (32768, 8, 1)


def password_hashes(survey: Survey) -> Iterator[Fact]:
    """Yield how passwords are hashed."""
    for row in HASH_APIS:
        for events in by_site(survey.calls(row.names)).values():
            fact = _by_row(survey, row, events)
            if fact is not None:
                yield fact
    yield from _profiles(survey)
    yield from _werkzeug(survey)
    yield from _django(survey)


def _by_row(survey: Survey, row: HashApi, events: list[CallEvent]) -> PasswordHashing | None:
    algorithm = _algorithm(row, events)
    if not algorithm:
        return None
    parameters: dict[str, Reading] = {}
    explicit = False
    for name, option in row.options.items():
        found = [_option(survey, row, event, option) for event in events]
        parameters[name] = merge(one.reading for one in found)
        explicit = explicit or any(one.explicit for one in found)
    if parameters.keys() == {"salt"} and not parameters["salt"].constants:
        # The salt holds the costs, and is judged where it is made.
        return None
    return hashing(survey, events[0], row.names[0], algorithm, parameters, library_default=not explicit)


def _option(survey: Survey, row: HashApi, event: CallEvent, option: Option) -> Given:
    found = survey.given(event.arguments, option, row.distribution)
    if found.explicit or not row.setting:
        return found
    setting = survey.setting(row.setting)
    return setting if setting is not None else found


def _algorithm(row: HashApi, events: list[CallEvent]) -> str:
    """Return the algorithm: fixed, or as an argument says; "" when that is not known."""
    if row.variant is None:
        return row.algorithm
    found: set[str] = set()
    for event in events:
        value = event.arguments.get(row.variant.position, row.variant.keyword)
        found.add(row.algorithm if value is None else row.variants.get(name_of(value), ""))
    return found.pop() if len(found) == 1 else ""


def hashing(
    survey: Survey,
    event: CallEvent,
    callee: str,
    algorithm: str,
    parameters: Mapping[str, Reading],
    *,
    library_default: bool,
) -> PasswordHashing:
    """Make the fact of one call that hashes a password or configures how."""
    return PasswordHashing(
        location=survey.location(event.site),
        scope=event.site.scope,
        callee=callee,
        production=survey.production(event.site),
        algorithm=algorithm,
        parameters=parameters,
        library_default=library_default,
    )


# Django's hashers by the name that `make_password` takes; those whose costs do not matter, since they are fast
_DJANGO_FAST = frozenset({"md5", "sha1", "unsalted_md5", "unsalted_sha1", "crypt"})


def _django(survey: Survey) -> Iterator[PasswordHashing]:
    """Yield passwords that are hashed by a hasher chosen on the spot; others are hashed as the settings say."""
    callee = "django.contrib.auth.hashers.make_password"
    for events in by_site(survey.calls((callee,))).values():
        hasher = merge(survey.given(event.arguments, Option("hasher", 2)).reading for event in events)
        if hasher.known and hasher.value in _DJANGO_FAST:
            yield hashing(survey, events[0], callee, str(hasher.value), {}, library_default=False)


# argon2.profiles, in memory_cost, time_cost, parallelism (argon2-cffi 21.2.0 and later)
_PROFILES = {
    "CHEAPEST": (8, 1, 1),
    "PRE_21_2": (102400, 2, 8),
    "RFC_9106_LOW_MEMORY": (65536, 3, 4),
    "RFC_9106_HIGH_MEMORY": (2097152, 1, 4),
}


def _profiles(survey: Survey) -> Iterator[PasswordHashing]:
    """Yield argon2-cffi's hashers that are made from a profile, and pwdlib's recommended one."""
    for event in survey.calls(("argon2.PasswordHasher.from_parameters",)):
        value = event.arguments.get(0, "params")
        profile = _PROFILES.get(name_of(value)) if value is not None else None
        if profile is not None:
            names = ("memory_cost", "time_cost", "parallelism")
            parameters = {name: known(number) for name, number in zip(names, profile, strict=True)}
            yield hashing(survey, event, "argon2.PasswordHasher", ARGON2, parameters, library_default=False)
    for event in survey.calls(("pwdlib.PasswordHash.recommended",)):
        parameters = {"time_cost": known(3), "memory_cost": known(65536), "parallelism": known(4)}
        yield hashing(survey, event, "pwdlib.PasswordHash.recommended", ARGON2, parameters, library_default=True)


# --- Werkzeug


def _werkzeug(survey: Survey) -> Iterator[PasswordHashing]:
    """Yield Werkzeug's hashes, whose method is a text: `scrypt`, `scrypt:32768:8:1`, `pbkdf2:sha256:600000`."""
    callee = "werkzeug.security.generate_password_hash"
    for events in by_site(survey.calls((callee,))).values():
        found = [survey.given(event.arguments, _WERKZEUG_METHOD, _WERKZEUG) for event in events]
        method = merge(one.reading for one in found)
        default = not any(one.explicit for one in found)
        if not method.known or not isinstance(method.value, str):
            continue
        algorithm, parameters, numbers_default = _werkzeug_method(survey, method.value)
        yield hashing(survey, events[0], callee, algorithm, parameters, library_default=default or numbers_default)


_NUMBER = re.compile(r"[0-9]{1,9}")


def _werkzeug_method(survey: Survey, method: str) -> tuple[str, Mapping[str, Reading], bool]:
    """Return the algorithm, its parameters and whether these are Werkzeug's own."""
    name, *rest = method.split(":")
    if name == "scrypt":
        numbers = [int(part) for part in rest if _NUMBER.fullmatch(part)]
        values = numbers if len(numbers) == 3 else list(_WERKZEUG_SCRYPT)
        costs = {key: known(value) for key, value in zip(("n", "r", "p"), values, strict=True)}
        return SCRYPT, costs, len(numbers) != 3
    if name == "pbkdf2":
        digest = rest[0] if rest else "sha256"
        if len(rest) > 1 and _NUMBER.fullmatch(rest[1]):
            return f"pbkdf2-{digest}", {"iterations": known(int(rest[1]))}, False
        return f"pbkdf2-{digest}", {"iterations": survey.default(_WERKZEUG_ITERATIONS, _WERKZEUG)}, True
    return name, {}, False


FACTS = password_hashes
