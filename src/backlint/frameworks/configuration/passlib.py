"""Password hashes of passlib (and libpass, its fork): contexts of several schemes, and the hashes themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from backlint.concepts import Fact, PasswordHashing, Reading
from backlint.execution.values import Arguments
from backlint.frameworks.configuration.arguments import Default, Option, always, by_site
from backlint.frameworks.configuration.passwords import ARGON2, BCRYPT, SCRYPT, argon2_costs, hashing
from backlint.frameworks.configuration.survey import Survey


class Scheme(msgspec.Struct, frozen=True, kw_only=True):
    """A hash of passlib: the algorithm, the fact's name for passlib's `rounds`, further costs that are fixed unless given.

    `rounds` is the default (None: it has none). `exponential` says that passlib counts in powers of two what the
    algorithm's own parameter counts one by one.
    """

    algorithm: str
    parameter: str = ""
    rounds: int | None = None
    others: Mapping[str, tuple[str, int]] = {}
    exponential: bool = False


# passlib 1.7.4 (libpass has the same)
SCHEMES: Mapping[str, Scheme] = {
    "bcrypt": Scheme(algorithm=BCRYPT, parameter="rounds", rounds=12),
    "bcrypt_sha256": Scheme(algorithm=BCRYPT, parameter="rounds", rounds=12),
    "django_bcrypt": Scheme(algorithm=BCRYPT, parameter="rounds", rounds=12),
    "django_bcrypt_sha256": Scheme(algorithm=BCRYPT, parameter="rounds", rounds=12),
    "ldap_bcrypt": Scheme(algorithm=BCRYPT, parameter="rounds", rounds=12),
    "argon2": Scheme(
        algorithm=ARGON2,
        parameter="time_cost",
        others={"memory_cost": ("memory_cost", 0), "parallelism": ("parallelism", 0)},
    ),
    "pbkdf2_sha1": Scheme(algorithm="pbkdf2-sha1", parameter="iterations", rounds=131000),
    "pbkdf2_sha256": Scheme(algorithm="pbkdf2-sha256", parameter="iterations", rounds=29000),
    "pbkdf2_sha512": Scheme(algorithm="pbkdf2-sha512", parameter="iterations", rounds=25000),
    "django_pbkdf2_sha256": Scheme(algorithm="pbkdf2-sha256", parameter="iterations", rounds=29000),
    "django_pbkdf2_sha1": Scheme(algorithm="pbkdf2-sha1", parameter="iterations", rounds=131000),
    "grub_pbkdf2_sha512": Scheme(algorithm="pbkdf2-sha512", parameter="iterations", rounds=25000),
    "ldap_pbkdf2_sha256": Scheme(algorithm="pbkdf2-sha256", parameter="iterations", rounds=29000),
    "ldap_pbkdf2_sha512": Scheme(algorithm="pbkdf2-sha512", parameter="iterations", rounds=25000),
    "scrypt": Scheme(
        algorithm=SCRYPT,
        parameter="n",
        rounds=16,
        others={"r": ("block_size", 8), "p": ("parallelism", 1)},
        exponential=True,
    ),
    "sha512_crypt": Scheme(algorithm="sha512_crypt", parameter="rounds", rounds=656000),
    "sha256_crypt": Scheme(algorithm="sha256_crypt", parameter="rounds", rounds=535000),
    "sha1_crypt": Scheme(algorithm="sha1_crypt", parameter="rounds", rounds=480000),
    **{
        name: Scheme(algorithm=name)
        for name in (
            *("md5_crypt", "apr_md5_crypt", "des_crypt", "bsdi_crypt", "bigcrypt", "crypt16", "plaintext", "phpass"),
            *("hex_md4", "hex_md5", "hex_sha1", "hex_sha256", "hex_sha512", "nthash", "lmhash", "mysql323", "mysql41"),
            *("ldap_md5", "ldap_sha1", "ldap_salted_md5", "ldap_salted_sha1", "ldap_plaintext", "msdcc", "mssql2000"),
            *("django_salted_md5", "django_salted_sha1", "django_des_crypt", "atlassian_pbkdf2_sha1"),
        )
    },
}


def passlib_hashes(survey: Survey) -> Iterator[Fact]:
    """Yield the password hashes that passlib makes."""
    yield from _contexts(survey)
    yield from _handlers(survey)


def _contexts(survey: Survey) -> Iterator[PasswordHashing]:
    """Yield passlib's contexts: the default scheme, or the first, hashes what is new; the others only verify."""
    names = ("passlib.context.CryptContext", "passlib.context.LazyCryptContext")
    for events in by_site(survey.calls(names)).values():
        for event in events[:1]:
            scheme = _default_scheme(survey, event.arguments)
            if scheme in SCHEMES:
                parameters, explicit = _scheme_parameters(survey, scheme, event.arguments, prefix=f"{scheme}__")
                yield hashing(
                    survey,
                    event,
                    f"passlib.context.CryptContext({scheme})",
                    SCHEMES[scheme].algorithm,
                    parameters,
                    library_default=not explicit,
                )


def _default_scheme(survey: Survey, arguments: Arguments) -> str:
    default = survey.given(arguments, Option("default")).reading
    if default.known and isinstance(default.value, str):
        return default.value
    schemes = survey.given(arguments, Option("schemes", 0)).reading
    first = schemes.value[0] if isinstance(schemes.value, tuple) and schemes.value else schemes.value
    # a single string lists them by commas
    return first.split(",")[0].strip() if isinstance(first, str) else ""


def _handlers(survey: Survey) -> Iterator[PasswordHashing]:
    """Yield direct uses of passlib's hashes: `pbkdf2_sha256.hash(…)`, `bcrypt.using(rounds=13)`."""
    for scheme in SCHEMES:
        names = tuple(f"passlib.hash.{scheme}.{method}" for method in ("using", "hash", "encrypt"))
        for events in by_site(survey.calls(names)).values():
            parameters, explicit = _scheme_parameters(survey, scheme, events[0].arguments, prefix="")
            yield hashing(
                survey,
                events[0],
                f"passlib.hash.{scheme}",
                SCHEMES[scheme].algorithm,
                parameters,
                library_default=not explicit,
            )


def _scheme_parameters(
    survey: Survey, scheme: str, arguments: Arguments, *, prefix: str
) -> tuple[Mapping[str, Reading], bool]:
    """Return the costs of a passlib hash, and whether any of them is given rather than passlib's own."""
    row = SCHEMES[scheme]
    if not row.parameter:
        return {}, False
    aliases = ["rounds", "default_rounds", "min_rounds", row.parameter]
    wanted: list[tuple[str, list[str], tuple[Default, ...]]] = [
        (row.parameter, aliases, always(row.rounds) if row.rounds is not None else argon2_costs()["time_cost"].defaults)
    ]
    for name, (keyword, default) in row.others.items():
        wanted.append((name, [keyword], always(default) if default else argon2_costs()[name].defaults))
    parameters: dict[str, Reading] = {}
    explicit = False
    for name, keywords, defaults in wanted:
        found = _first_given(survey, arguments, [f"{prefix}{keyword}" for keyword in keywords])
        if found is not None:
            explicit = True
            parameters[name] = found
        elif not arguments.opaque:
            parameters[name] = survey.default(defaults, "argon2-cffi")
        if name == row.parameter and row.exponential and name in parameters:
            parameters[name] = _power_of_two(parameters[name])
    return parameters, explicit


def _first_given(survey: Survey, arguments: Arguments, keywords: list[str]) -> Reading | None:
    for keyword in keywords:
        found = survey.given(arguments, Option(keyword))
        if found.explicit:
            return found.reading
    return None


def _power_of_two(reading: Reading) -> Reading:
    powers = tuple(2 ** int(number) for number in reading.numbers if 0 < number < 32)
    return Reading(powers, reading.complete and bool(powers), reading.environment, reading.location)


FACTS = passlib_hashes
