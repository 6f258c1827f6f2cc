"""Judges that hold a threshold or a table, at its edges; what the machine makes of real code is tested by fixtures."""

from __future__ import annotations

import pytest

from backlint.concepts import (
    Application,
    CookieSet,
    CorsPolicy,
    Endpoint,
    Evidence,
    PasswordHashing,
    Protection,
    ProtectionKind,
    RateLimit,
    Reading,
    Setting,
    State,
    TokenSigning,
    Trait,
)
from backlint.findings import Location, Precision, Severity
from backlint.rules.configuration import env_insecure_default
from backlint.rules.cors import cors_any_origin, cors_credentials_wildcard, cors_regex_unanchored
from backlint.rules.headers import cookie_insecure, django_insecure_setting, hsts_weak, security_headers_missing
from backlint.rules.passwords import bcrypt_rounds, password_hash_params_weak
from backlint.rules.rate_limits import rate_limit_login_missing, rate_limit_missing, rate_limit_too_high
from backlint.rules.tokens import jwt_access_lifetime, jwt_refresh_lifetime, jwt_secret_hardcoded

HERE = Location("app.py", 1)


def known(value: object) -> Reading:
    return Reading((value,), complete=True)


# --- passwords


def hashing(algorithm: str, **parameters: int) -> PasswordHashing:
    return PasswordHashing(
        location=HERE, algorithm=algorithm, parameters={name: known(value) for name, value in parameters.items()}
    )


@pytest.mark.parametrize(("rounds", "severity"), [(9, Severity.HIGH), (10, Severity.MEDIUM), (11, Severity.MEDIUM)])
def test_bcrypt_below_twelve_rounds(rounds: int, severity: Severity) -> None:
    verdict = bcrypt_rounds.judge(hashing("bcrypt", rounds=rounds))
    assert verdict is not None
    assert verdict.severity is severity


def test_bcrypt_of_twelve_rounds_or_of_unknown_rounds() -> None:
    assert bcrypt_rounds.judge(hashing("bcrypt", rounds=12)) is None
    assert bcrypt_rounds.judge(hashing("bcrypt")) is None


@pytest.mark.parametrize(
    ("weak", "enough"),
    [
        (hashing("argon2id", memory_cost=47103, time_cost=1), hashing("argon2id", memory_cost=47104, time_cost=1)),
        (hashing("argon2id", memory_cost=19455, time_cost=2), hashing("argon2id", memory_cost=19456, time_cost=2)),
        (hashing("argon2id", memory_cost=7167, time_cost=9), hashing("argon2id", memory_cost=7168, time_cost=5)),
        (hashing("scrypt", n=2**16, r=8, p=1), hashing("scrypt", n=2**17, r=8, p=1)),
        (hashing("scrypt", n=2**14, r=8, p=4), hashing("scrypt", n=2**14, r=8, p=5)),
        (hashing("scrypt", n=2**17, r=4, p=1), hashing("scrypt", n=2**16, r=16, p=1)),
        (hashing("pbkdf2-sha256", iterations=599_999), hashing("pbkdf2-sha256", iterations=600_000)),
        (hashing("pbkdf2-sha512", iterations=209_999), hashing("pbkdf2-sha512", iterations=210_000)),
        (hashing("pbkdf2-sha1", iterations=1_299_999), hashing("pbkdf2-sha1", iterations=1_300_000)),
    ],
)
def test_the_least_parameters_of_the_other_hashes(weak: PasswordHashing, enough: PasswordHashing) -> None:
    assert password_hash_params_weak.judge(weak) is not None
    assert password_hash_params_weak.judge(enough) is None


# --- tokens


def signing(seconds: float, purpose: str = "access", environment: str = "") -> TokenSigning:
    lifetime = Reading((seconds,), complete=not environment, environment=environment)
    return TokenSigning(
        location=HERE,
        key=Reading(environment="KEY"),
        algorithm=known("HS256"),
        expires=State.YES,
        lifetime=lifetime,
        purpose=purpose,
    )


@pytest.mark.parametrize(
    ("seconds", "severity"),
    [(901, Severity.LOW), (3601, Severity.LOW), (86_400, Severity.LOW), (86_401, Severity.MEDIUM)],
)
def test_an_access_token_of_more_than_fifteen_minutes(seconds: int, severity: Severity) -> None:
    verdict = jwt_access_lifetime.judge(signing(seconds))
    assert verdict is not None
    assert verdict.severity is severity


def test_lifetimes_that_are_allowed() -> None:
    assert jwt_access_lifetime.judge(signing(900)) is None
    assert jwt_access_lifetime.judge(signing(9000, purpose="reset")) is None
    assert jwt_refresh_lifetime.judge(signing(7 * 86_400, purpose="refresh")) is None
    assert jwt_refresh_lifetime.judge(signing(7 * 86_400 + 1, purpose="refresh")) is not None


def test_a_lifetime_names_the_variable_whose_default_it_is() -> None:
    verdict = jwt_access_lifetime.judge(signing(11_520 * 60, environment="TOKEN_MINUTES"))
    assert verdict is not None
    assert verdict.why == "its lifetime is 8 days unless TOKEN_MINUTES says otherwise"


@pytest.mark.parametrize(
    ("key", "hardcoded", "default"),
    [
        (known("k" * 40), True, False),
        (Reading((b"k",), complete=True), True, False),
        (Reading(("k",), environment="KEY"), False, True),
        (Reading((), environment="KEY"), False, False),
        (Reading(("",), environment="KEY"), False, False),
        (Reading(("k",)), False, False),
        (known("-----BEGIN PUBLIC KEY-----\nM"), False, False),
    ],
)
def test_a_key_is_in_the_source_or_a_default_or_neither(key: Reading, hardcoded: bool, default: bool) -> None:
    assert (jwt_secret_hardcoded.judge_key(key) is not None) is hardcoded
    assert (env_insecure_default.judge_reading(key, Severity.HIGH) is not None) is default


def test_a_short_key_in_the_source_is_called_short() -> None:
    short, long = jwt_secret_hardcoded.judge_key(known("k" * 31)), jwt_secret_hardcoded.judge_key(known("k" * 32))
    assert short is not None
    assert long is not None
    assert "31 bytes" in short.why
    assert "bytes" not in long.why


# --- CORS


@pytest.mark.parametrize("pattern", [".*", "^.*$", "https?://.*", "(.*)", ".+", r"^https://.*\Z"])
def test_patterns_that_everything_matches(pattern: str) -> None:
    policy = CorsPolicy(location=HERE, origins=known(()), pattern=known(pattern), credentials=known(value=False))
    assert cors_any_origin.judge(policy) is not None
    assert cors_regex_unanchored.judge(policy) is None


@pytest.mark.parametrize(
    "pattern",
    [
        r"https://.*example\.com$",
        r"https://(.*)example\.com$",
        r"https://.+\.example.com$",
        r"https://shop\.example\.com",
        r"^https://(shop|admin)\.example\.com",
        r"https://[a-z]+.example\.com$",
    ],
)
def test_patterns_that_foreign_origins_match(pattern: str) -> None:
    policy = CorsPolicy(location=HERE, origins=known(()), pattern=known(pattern))
    assert cors_regex_unanchored.judge(policy) is not None
    assert cors_any_origin.judge(policy) is None


@pytest.mark.parametrize(
    "pattern",
    [
        r"https://shop\.example\.com$",
        r"^https://[a-z0-9-]+\.example\.com\Z",
        r"https://.*\.example\.com$",
        r"(https://(shop|admin)\.example\.(com|org))$",
        r"http://localhost:\d+$",
    ],
)
def test_patterns_that_only_own_origins_match(pattern: str) -> None:
    assert cors_regex_unanchored.judge(CorsPolicy(location=HERE, origins=known(()), pattern=known(pattern))) is None


@pytest.mark.parametrize(
    ("credentials", "reflects", "any_origin", "wildcard"),
    [
        (known(value=True), True, False, True),
        (known(value=True), False, True, False),
        (known(value=False), True, True, False),
        (Reading(), True, True, False),
    ],
)
def test_any_origin_is_one_rule_or_the_other(
    credentials: Reading, reflects: bool, any_origin: bool, wildcard: bool
) -> None:
    policy = CorsPolicy(location=HERE, origins=known(("*",)), credentials=credentials, reflects=reflects)
    assert (cors_any_origin.judge(policy) is not None) is any_origin
    assert (cors_credentials_wildcard.judge(policy) is not None) is wildcard


# --- headers and cookies


@pytest.mark.parametrize(("seconds", "found"), [(31_536_000, False), (31_535_999, True), (0, True)])
def test_a_year_of_https(seconds: int, found: bool) -> None:
    setting = Setting(location=HERE, framework="django", name="SECURE_HSTS_SECONDS", value=known(seconds))
    verdict = hsts_weak.judge_setting(setting)
    assert (verdict is not None) is found
    assert verdict is None or (verdict.precision is Precision.LOW) is (seconds == 0)


def cookie(name: str, *, secure: object, http_only: object, same_site: object, sensitive: bool) -> CookieSet:
    return CookieSet(
        location=HERE,
        name=known(name),
        secure=known(secure),
        http_only=known(http_only),
        same_site=known(same_site),
        sensitive=sensitive,
    )


@pytest.mark.parametrize(
    ("given", "flags", "precision"),
    [
        (cookie("sid", secure=False, http_only=True, same_site="Lax", sensitive=True), "Secure", None),
        (
            cookie("sid", secure=False, http_only=False, same_site=None, sensitive=True),
            "Secure, HttpOnly, SameSite",
            None,
        ),
        (cookie("sid", secure=True, http_only=True, same_site="None", sensitive=True), "SameSite", Precision.LOW),
        (cookie("theme", secure=False, http_only=True, same_site="Lax", sensitive=False), "Secure", Precision.LOW),
        (cookie("csrf", secure=True, http_only=False, same_site="Lax", sensitive=True), "", None),
        (cookie("sid", secure=True, http_only=True, same_site="Strict", sensitive=True), "", None),
    ],
)
def test_the_flags_of_a_cookie(given: CookieSet, flags: str, precision: Precision | None) -> None:
    verdict = cookie_insecure.judge(given)
    assert (dict(verdict.values)["flags"] if verdict is not None else "") == flags
    assert verdict is None or verdict.precision is precision


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("SESSION_COOKIE_SECURE", False, True),
        ("SESSION_COOKIE_SECURE", True, False),
        ("SESSION_COOKIE_SAMESITE", "None", True),
        ("SESSION_COOKIE_SAMESITE", None, True),
        ("SESSION_COOKIE_SAMESITE", "Strict", False),
        ("CSRF_TRUSTED_ORIGINS", ("https://*",), True),
        ("CSRF_TRUSTED_ORIGINS", ("https://*.example.com",), False),
        ("DATA_UPLOAD_MAX_MEMORY_SIZE", 0, False),
        ("UNRELATED", False, False),
    ],
)
def test_the_table_of_wrong_settings(name: str, value: object, found: bool) -> None:
    setting = Setting(location=HERE, framework="django", name=name, value=known(value))
    assert (django_insecure_setting.judge(setting) is not None) is found


# --- applications and endpoints


def limit(per_minute: float | None, line: int = 1) -> RateLimit:
    return RateLimit(per_minute, Evidence("limiter", "app.py", line))


def endpoint(*traits: Trait, limits: tuple[RateLimit, ...] = (), rate: State = State.NO) -> Endpoint:
    return Endpoint(
        methods=("POST",),
        path="/x",
        handler="app:x",
        framework="flask",
        location=HERE,
        application="app",
        limits=limits,
        traits=frozenset(traits),
        protections={ProtectionKind.RATE_LIMIT: Protection(rate)},
    )


def application(
    *endpoints: Endpoint,
    defaults: tuple[RateLimit, ...] = (),
    limits_state: State = State.NO,
    headers: tuple[str, ...] = (),
    complete: bool = True,
) -> Application:
    return Application(
        key="app",
        framework="flask",
        location=HERE,
        complete=complete,
        endpoints=endpoints,
        default_limits=defaults,
        limits_state=limits_state,
        headers={name: Evidence("hook", "app.py", 1) for name in headers},
    )


@pytest.mark.parametrize(
    ("own", "defaults", "why"),
    [
        ((), (), "nothing limits"),
        ((), (limit(100),), "general limit of 100"),
        ((), (limit(10),), ""),
        ((limit(60, 2),), (limit(100),), ""),
        ((limit(100),), (limit(100),), "general limit of 100"),
    ],
)
def test_a_login_and_its_limit(own: tuple[RateLimit, ...], defaults: tuple[RateLimit, ...], why: str) -> None:
    login = endpoint(Trait.LOGIN, limits=own)
    verdict = rate_limit_login_missing.judge(login, application(login, defaults=defaults))
    assert (verdict is None) is (why == "")
    assert verdict is None or why in verdict.why


def test_a_login_whose_limit_was_not_resolved_is_for_review() -> None:
    login = endpoint(Trait.LOGIN, rate=State.UNKNOWN)
    verdict = rate_limit_login_missing.judge(login, application(login))
    assert verdict is not None
    assert verdict.precision is Precision.LOW


@pytest.mark.parametrize(
    ("traits", "rates", "found"),
    [
        ((), (101,), True),
        ((), (100,), False),
        ((), (600, 90), False),
        ((Trait.LOGIN,), (11,), True),
        ((Trait.LOGIN,), (10,), False),
        ((Trait.LOGIN,), (600, None), False),
    ],
)
def test_how_high_a_limit_may_be(traits: tuple[Trait, ...], rates: tuple[float | None, ...], found: bool) -> None:
    limited = endpoint(*traits, limits=tuple(limit(rate, line) for line, rate in enumerate(rates, 1)))
    assert (rate_limit_too_high.judge_endpoint(limited, application(limited)) is not None) is found


def test_no_limiter_is_one_finding_and_for_review_where_something_is_unresolved() -> None:
    bare, health = endpoint(), endpoint(Trait.HEALTH)
    (verdict,) = rate_limit_missing.judge(application(bare, bare, health))
    assert (len(verdict.related), verdict.precision) == (2, None)
    (verdict,) = rate_limit_missing.judge(application(bare, complete=False))
    assert verdict.precision is Precision.LOW
    (verdict,) = rate_limit_missing.judge(application(bare, endpoint(rate=State.UNKNOWN)))
    assert verdict.precision is Precision.LOW
    assert not list(rate_limit_missing.judge(application(bare, endpoint(limits=(limit(5),)))))
    assert not list(rate_limit_missing.judge(application(bare, limits_state=State.YES)))
    assert not list(rate_limit_missing.judge(application(health)))


@pytest.mark.parametrize(
    ("headers", "missing", "severity"),
    [
        (
            (),
            "x-content-type-options, strict-transport-security, content-security-policy, referrer-policy, x-frame-options",
            None,
        ),
        (
            ("x-content-type-options", "content-security-policy", "referrer-policy"),
            "strict-transport-security",
            Severity.LOW,
        ),
        (
            ("x-content-type-options", "strict-transport-security", "content-security-policy", "referrer-policy"),
            "",
            None,
        ),
        (
            ("x-content-type-options", "strict-transport-security", "x-frame-options", "referrer-policy"),
            "content-security-policy",
            Severity.LOW,
        ),
    ],
)
def test_headers_that_are_missing(headers: tuple[str, ...], missing: str, severity: Severity | None) -> None:
    verdicts = list(security_headers_missing.judge(application(endpoint(), headers=headers)))
    assert [dict(verdict.values)["headers"] for verdict in verdicts] == ([missing] if missing else [])
    assert all(verdict.severity is severity for verdict in verdicts)
