"""The defaults in the rows are those of the libraries, where these are installed."""

from __future__ import annotations

import importlib
import inspect
from importlib.metadata import PackageNotFoundError, version

import pytest

from backlint.frameworks.configuration import topics
from backlint.frameworks.configuration.arguments import Option, parse_version
from backlint.frameworks.configuration.cookies import METHODS, SESSIONS
from backlint.frameworks.configuration.cors import CORS_APIS
from backlint.frameworks.configuration.django_settings import HASHERS
from backlint.frameworks.configuration.escaping import TEMPLATE_APIS
from backlint.frameworks.configuration.limiters import LIMITER_APIS
from backlint.frameworks.configuration.passlib import SCHEMES
from backlint.frameworks.configuration.passwords import HASH_APIS
from backlint.frameworks.configuration.secrets import SECRET_APIS
from backlint.frameworks.configuration.tokens import ENCODE_APIS, ISSUE_APIS
from backlint.frameworks.configuration.transport import TRANSPORT_APIS
from backlint.frameworks.configuration.verification import DECODE_APIS

# Arguments that pass through `*args` or `**kwargs`, which a signature does not show.
PASSED_THROUGH = {"flask_cors", "requests", "redis", "boto3"}


def find(name: str) -> object:
    """Import what a dotted name stands for; skips where the library is not installed."""
    parts = name.split(".")
    for count in range(len(parts) - 1, 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:count]))
        except ImportError:
            continue
        try:
            for part in parts[count:]:
                found = getattr(found, part)
        except AttributeError:
            continue
        return found
    pytest.skip(f"{parts[0]} is not installed, or has no {name}")


def parameters_of(name: str) -> dict[str, inspect.Parameter]:
    function = find(name)
    try:
        signature = inspect.signature(function)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        pytest.skip(f"{name} shows no signature")
    parameters = [one for one in signature.parameters.values() if one.name != "self"]
    return {one.name: one for one in parameters}


def check(name: str, option: Option | None, distribution: str = "") -> None:
    """Compare an option with the real parameter: its name, position and default at the installed version."""
    if option is None or not option.keyword or name.partition(".")[0] in PASSED_THROUGH:
        return
    parameters = parameters_of(name)
    if option.keyword not in parameters:
        assert any(one.kind is inspect.Parameter.VAR_KEYWORD for one in parameters.values()), (name, option.keyword)
        return
    if option.position is not None:
        assert list(parameters).index(option.keyword) == option.position, (name, option)
    real = parameters[option.keyword].default
    default = default_at_installed(option, distribution)
    if default is not None and real is not inspect.Parameter.empty and isinstance(real, (bool, int, str, tuple)):
        assert real == default or (real in ((), [], "") and default in ((), "")), (name, option.keyword, real, default)


def default_at_installed(option: Option, distribution: str) -> object:
    if len(option.defaults) == 1:
        return option.defaults[0].value
    try:
        installed = parse_version(version(distribution)) if distribution else ()
    except PackageNotFoundError:
        return None
    return next((one.value for one in option.defaults if installed >= parse_version(one.since)), None)


OPTIONS = [
    *((name, option, row.distribution) for row in HASH_APIS for name in row.names for option in row.options.values()),
    *((name, row.origins, "") for row in CORS_APIS for name in row.names),
    *((name, row.credentials, "") for row in CORS_APIS for name in row.names),
    *((name, row.pattern, "") for row in CORS_APIS for name in row.names),
    *(
        (name, option, "")
        for row in ENCODE_APIS
        for name in row.names
        for option in (row.claims, row.key, row.algorithm)
    ),
    *((name, option, "") for row in ISSUE_APIS for name in row.names for option in (row.lifetime, row.key)),
    *(
        (name, option, "")
        for row in DECODE_APIS
        for name in row.names
        for option in (row.key, row.algorithms, row.options)
    ),
    *((name, row.escape, "") for row in TEMPLATE_APIS for name in row.names),
    *((row.name, option, "") for row in LIMITER_APIS for option in row.defaults),
    *((name, row.verify, "") for row in TRANSPORT_APIS for name in row.names),
    *((name, row.argument, "") for row in SECRET_APIS for name in row.names if not row.url),
    *(
        (f"{name}.{row.method}", option, "")
        for row in METHODS
        for name in row.classes
        for option in (row.name, row.secure, row.http_only, row.same_site)
    ),
    *((name, option, "") for row in SESSIONS for name in row.classes for option in (row.secure, row.same_site)),
]


@pytest.mark.parametrize(
    ("name", "option", "distribution"),
    [pytest.param(*row, id=f"{row[0]}-{row[1].keyword}") for row in OPTIONS if row[1] is not None],
)
def test_options(name: str, option: Option, distribution: str) -> None:
    check(name, option, distribution)


@pytest.mark.parametrize("scheme", sorted(SCHEMES))
def test_passlib_rounds(scheme: str) -> None:
    passlib = pytest.importorskip("passlib.hash")
    row = SCHEMES[scheme]
    handler = getattr(passlib, scheme)
    if row.rounds is not None:
        assert handler.default_rounds == row.rounds
    for attribute, default in row.others.values():
        if default:
            assert getattr(handler, attribute) == default


@pytest.mark.parametrize("name", sorted(HASHERS))
def test_django_hashers(name: str) -> None:
    hasher = find(name)
    installed = parse_version(version("django"))
    for attribute, defaults in HASHERS[name].attributes.values():
        expected = next(one.value for one in defaults if installed >= parse_version(one.since))
        assert getattr(hasher, attribute) == expected


def test_werkzeug() -> None:
    security = pytest.importorskip("werkzeug.security")
    stored = security.generate_password_hash("p")
    assert stored.startswith("scrypt:32768:8:1$")
    if parse_version(version("werkzeug")) >= (3, 1):
        assert security.DEFAULT_PBKDF2_ITERATIONS == 1_000_000


def test_flask_session_cookie() -> None:
    flask = pytest.importorskip("flask")
    config = flask.Flask("x").config
    names = ("SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "SESSION_COOKIE_NAME")
    assert [config[name] for name in names] == [False, True, None, "session"]


def test_flask_cors_defaults() -> None:
    core = pytest.importorskip("flask_cors.core")
    assert core.DEFAULT_OPTIONS["origins"] == "*"
    assert core.DEFAULT_OPTIONS["supports_credentials"] is False
    assert core.DEFAULT_OPTIONS["send_wildcard"] is False


def test_flask_jwt_extended_defaults() -> None:
    flask = pytest.importorskip("flask")
    jwt = pytest.importorskip("flask_jwt_extended")
    app = flask.Flask("x")
    jwt.JWTManager(app)
    assert app.config["JWT_ACCESS_TOKEN_EXPIRES"].total_seconds() == 900
    assert app.config["JWT_REFRESH_TOKEN_EXPIRES"].total_seconds() == 2_592_000
    assert app.config["JWT_COOKIE_SECURE"] is False
    assert app.config["JWT_COOKIE_SAMESITE"] is None
    assert app.config["JWT_ALGORITHM"] == "HS256"


def test_every_topic_is_found() -> None:
    assert len(topics()) >= 12
