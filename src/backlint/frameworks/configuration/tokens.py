"""JSON Web Tokens: with which key, algorithm and lifetime they are signed, and what is checked when they are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from backlint.concepts import UNREAD, Fact, Reading, State, TokenSigning
from backlint.execution.taint import Site
from backlint.execution.values import (
    AnyValue,
    CallEvent,
    ClassObject,
    Constant,
    DictObject,
    InstanceObject,
    Produced,
    members,
    string_of,
)
from backlint.frameworks.configuration.arguments import Option, always, entry, entry_state, last_name
from backlint.frameworks.configuration.durations import seconds_from_now, seconds_of
from backlint.frameworks.configuration.readings import agreed, known, merge, merge_longest
from backlint.frameworks.configuration.secret_uses import as_secret
from backlint.frameworks.configuration.survey import Survey
from backlint.frameworks.configuration.token_kinds import kind_told, with_alike

ACCESS, REFRESH, RESET, VERIFICATION = "access", "refresh", "reset", "verification"

# What a claim or a function says a token is for; the first that is found. The rest is for access.
_PURPOSES: Sequence[tuple[str, tuple[str, ...]]] = (
    (REFRESH, ("refresh",)),
    (RESET, ("reset", "recover", "forgot")),
    (VERIFICATION, ("verif", "confirm", "activat", "invit", "magic", "unsubscri")),
)
# Words that say it only where a kind of token is named: a scope may hold `email` as well.
_KINDS: Sequence[tuple[str, tuple[str, ...]]] = (
    (RESET, ("password",)),
    (VERIFICATION, ("mail", "otp", "oauth_state", "state_token", "link")),
)
_KIND_CLAIMS = ("type", "typ", "token_type", "token_use", "purpose", "use", "kind")
_OTHER_CLAIMS = ("scope", "grant", "grant_type", "aud", "sub")


class EncodeApi(msgspec.Struct, frozen=True, kw_only=True):
    """A call that signs claims. Without `algorithm` the algorithm stands in `header`."""

    names: tuple[str, ...]
    claims: Option
    key: Option
    algorithm: Option | None = None
    header: Option | None = None


class IssueApi(msgspec.Struct, frozen=True, kw_only=True):
    """A call that makes tokens of a lifetime of its own, or configures whoever does.

    `lifetime` is a timedelta or a number of seconds; a constant among `never` means no expiry. `setting` is the Flask
    setting in force where the call says nothing, for one of the `managers`; `key_settings` are those that hold the key.
    """

    names: tuple[str, ...]
    purpose: str
    lifetime: Option
    key: Option | None = None
    algorithm: Option | None = None
    never: tuple[object, ...] = (None,)
    setting: str = ""
    managers: tuple[str, ...] = ()
    key_settings: tuple[str, ...] = ()
    algorithm_setting: str = ""


# PyJWT 1 and 2, python-jose 3, joserfc 1, Authlib 1
ENCODE_APIS = (
    EncodeApi(
        names=("jwt.encode", "jwt.api_jwt.encode", "jwt.PyJWT.encode"),
        claims=Option("payload", 0),
        key=Option("key", 1),
        algorithm=Option("algorithm", 2, always("HS256")),
    ),
    EncodeApi(
        names=("jose.jwt.encode",),
        claims=Option("claims", 0),
        key=Option("key", 1),
        algorithm=Option("algorithm", 2, always("HS256")),
    ),
    EncodeApi(
        names=("joserfc.jwt.encode",),
        header=Option("header", 0),
        claims=Option("claims", 1),
        key=Option("key", 2),
    ),
    EncodeApi(
        names=("authlib.jose.jwt.encode", "authlib.jose.JsonWebToken.encode"),
        header=Option("header", 0),
        claims=Option("payload", 1),
        key=Option("key", 2),
    ),
)

_NEVER_IN_FLASK = (False,)
_MANAGERS = ("flask_jwt_extended.JWTManager", "flask_jwt_extended.JWTManager.init_app")
ISSUE_APIS = (
    IssueApi(
        names=("flask_jwt_extended.create_access_token",),
        purpose=ACCESS,
        lifetime=Option("expires_delta", 2, always(900)),
        never=_NEVER_IN_FLASK,
        setting="JWT_ACCESS_TOKEN_EXPIRES",
        managers=_MANAGERS,
        key_settings=("JWT_SECRET_KEY", "JWT_PRIVATE_KEY", "SECRET_KEY"),
        algorithm_setting="JWT_ALGORITHM",
    ),
    IssueApi(
        names=("flask_jwt_extended.create_refresh_token",),
        purpose=REFRESH,
        lifetime=Option("expires_delta", 1, always(2_592_000)),
        never=_NEVER_IN_FLASK,
        setting="JWT_REFRESH_TOKEN_EXPIRES",
        managers=_MANAGERS,
        key_settings=("JWT_SECRET_KEY", "JWT_PRIVATE_KEY", "SECRET_KEY"),
        algorithm_setting="JWT_ALGORITHM",
    ),
    IssueApi(
        names=("fastapi_users.authentication.JWTStrategy", "fastapi_users.authentication.strategy.JWTStrategy"),
        purpose=ACCESS,
        key=Option("secret", 0),
        lifetime=Option("lifetime_seconds", 1),
        algorithm=Option("algorithm", 3, always("HS256")),
    ),
    IssueApi(
        names=("fastapi_users.jwt.generate_jwt",),
        purpose="",
        key=Option("secret", 1),
        lifetime=Option("lifetime_seconds", 2, always(None)),
        algorithm=Option("algorithm", 3, always("HS256")),
    ),
    IssueApi(
        names=(
            "litestar.security.jwt.JWTAuth",
            "litestar.security.jwt.JWTCookieAuth",
            "litestar.security.jwt.OAuth2PasswordBearerAuth",
        ),
        purpose=ACCESS,
        key=Option("token_secret"),
        lifetime=Option("default_token_expiration", None, always(86_400)),
        algorithm=Option("algorithm", None, always("HS256")),
    ),
    IssueApi(
        names=("authx.AuthXConfig",),
        purpose=ACCESS,
        key=Option("JWT_SECRET_KEY"),
        lifetime=Option("JWT_ACCESS_TOKEN_EXPIRES", None, always(900)),
        algorithm=Option("JWT_ALGORITHM", None, always("HS256")),
    ),
    IssueApi(
        names=("authx.AuthXConfig",),
        purpose=REFRESH,
        key=Option("JWT_SECRET_KEY"),
        lifetime=Option("JWT_REFRESH_TOKEN_EXPIRES", None, always(1_728_000)),
        algorithm=Option("JWT_ALGORITHM", None, always("HS256")),
    ),
)


def tokens_signed(survey: Survey) -> Iterator[Fact]:
    """Yield how a program's tokens are signed."""
    yield from with_alike(_all_encoded(survey))
    for issue in ISSUE_APIS:
        yield from _issued(survey, issue)
    for row in _BY_SETTINGS:
        yield from _by_settings(survey, row)


# --- claims and a key


def _all_encoded(survey: Survey) -> Iterator[TokenSigning]:
    for row in ENCODE_APIS:
        grouped: dict[tuple[Site, str], list[CallEvent]] = {}
        for event in survey.calls(row.names):
            purpose = purpose_of_claims(survey, survey.given(event.arguments, row.claims).value, event.site.scope)
            grouped.setdefault((event.site, purpose), []).append(event)
        for (_, purpose), events in grouped.items():
            yield _encoded(survey, row, events, purpose)


def _encoded(survey: Survey, row: EncodeApi, events: Sequence[CallEvent], purpose: str) -> TokenSigning:
    """Make the fact of one call that signs claims, over all contexts in which it was run."""
    claims = [survey.given(event.arguments, row.claims).value for event in events]
    first = events[0]
    return TokenSigning(
        location=survey.location(first.site),
        scope=first.site.scope,
        callee=row.names[0],
        production=survey.production(first.site),
        key=as_secret(merge(survey.given(event.arguments, row.key).reading for event in events)),
        algorithm=merge(_algorithm(survey, row, event) for event in events),
        expires=agreed(_expires(survey, value) for value in claims),
        lifetime=merge_longest(_lifetime(survey, value) for value in claims),
        purpose=purpose,
        kind=agreed(map(kind_told, claims)),
    )


def _algorithm(survey: Survey, row: EncodeApi, event: CallEvent) -> Reading:
    if row.algorithm is not None:
        return survey.given(event.arguments, row.algorithm).reading
    header = survey.given(event.arguments, row.header).value if row.header is not None else None
    value = entry(header, "alg")
    return survey.read(value) if value is not None else UNREAD


def _expires(survey: Survey, claims: AnyValue | None) -> State:
    """Tell whether claims have an expiry."""
    if claims is None:
        return State.UNKNOWN
    return agreed(State.YES if _claim(survey, one, "exp") else _lacks_expiry(one) for one in members(claims))


def _lacks_expiry(claims: AnyValue) -> State:
    """Tell whether claims in which no expiry was seen certainly have none."""
    model = _model(claims)
    if model is not None:
        return State.YES if _declares(model, "exp") else State.NO
    return entry_state(claims, "exp")


def _model(claims: AnyValue) -> InstanceObject | None:
    """Return the object that was turned into these claims: `payload.model_dump()`."""
    if not isinstance(claims, Produced) or last_name(claims.call.callee) not in {"model_dump", "dict", "to_dict"}:
        return None
    return claims.call.receiver if isinstance(claims.call.receiver, InstanceObject) else None


def _declares(instance: InstanceObject, name: str) -> bool:
    return any(
        isinstance(cls, ClassObject) and (name in cls.annotations or name in cls.namespace)
        for cls in instance.cls.ancestors()
    )


def _claim(survey: Survey, claims: AnyValue, name: str) -> tuple[AnyValue, ...]:
    """Return what a claim may be: as a dictionary holds it, as a model does, or as it was put into something unknown."""
    held = entry(claims, name)
    if held is not None:
        return (held,)
    model = _model(claims)
    if model is not None:
        return (model.fields[name],) if name in model.fields else ()
    if isinstance(claims, (DictObject, Constant)):
        return ()
    found: list[AnyValue] = []
    for event in survey.program.calls_on(claims):
        if last_name(event.callee) == "update":
            updates = [event.arguments.keyword(name), *(entry(one, name) for one in event.arguments.positional)]
            found.extend(value for value in updates if value is not None)
        elif last_name(event.callee) == "__setitem__" and string_of(event.arguments.get(0)) == name:
            found.extend(event.arguments.positional[1:2])
    return tuple(found)


def _lifetime(survey: Survey, claims: AnyValue | None) -> Reading:
    """Return how long claims are valid, in seconds from when they are made."""
    alternatives = members(claims) if claims is not None else ()
    values = [value for one in alternatives for value in _claim(survey, one, "exp")]
    return merge_longest(seconds_from_now(survey, value) for value in values)


def purpose_of_claims(survey: Survey, claims: AnyValue | None, scope: str) -> str:
    """Tell what a token is for: by a claim that says so, else by the function that makes it."""
    for member in members(claims) if claims is not None else ():
        for name in (*_KIND_CLAIMS, *_OTHER_CLAIMS):
            text = " ".join(text for value in _claim(survey, member, name) for text in survey.read(value).texts)
            found = purpose_of_text(text, kind=name in _KIND_CLAIMS)
            if found != ACCESS or "access" in text.lower():
                return found
        keys = " ".join(str(key.value) for key in member.entries) if isinstance(member, DictObject) else ""
        if "refresh" in keys.lower():
            return REFRESH
    return purpose_of_text(scope.rpartition(".")[2], kind=True)


def purpose_of_text(text: str, *, kind: bool) -> str:
    """Tell what a token is for by a text; `kind` says that the text names the kind of a token (`refresh-token`)."""
    lowered = text.lower()
    for purpose, words in (*_PURPOSES, *(_KINDS if kind else ())):
        if any(word in lowered for word in words):
            return purpose
    return ACCESS


# --- lifetimes


def _issued(survey: Survey, row: IssueApi) -> Iterator[TokenSigning]:
    """Yield one fact for each lifetime that is said, and one for all calls that leave it to the settings."""
    silent: list[CallEvent] = []
    for event in survey.calls(row.names):
        value = survey.given(event.arguments, row.lifetime)
        if row.setting and not value.explicit:
            silent.append(event)
        else:
            lifetime = seconds_of(survey, value.value) if value.explicit else _seconds(value.reading)
            yield _issue(survey, row, event, _never(row, value.reading), lifetime)
    entries = survey.flask.in_force(row.setting) if row.setting and (silent or survey.calls(row.managers)) else ()
    for setting in entries:
        # The place that says it, whichever calls it is for.
        made = (silent or survey.calls(row.managers))[0]
        fact = _issue(survey, row, made, _never(row, survey.read(setting.value)), seconds_of(survey, setting.value))
        yield replace(fact, location=survey.location(setting.site), scope=setting.site.scope)
    if silent and not entries:
        yield _issue(survey, row, silent[0], State.YES, survey.default(row.lifetime.defaults))


def _seconds(reading: Reading) -> Reading:
    """Keep of a reading what is a number of seconds."""
    return Reading(reading.numbers, reading.complete and bool(reading.numbers), reading.environment, reading.location)


def _never(row: IssueApi, reading: Reading) -> State:
    """Tell whether tokens expire, by what is known of the lifetime that was given."""
    if any(reading.may_be(value) for value in row.never):
        return State.NO if reading.known else State.UNKNOWN
    return State.YES


def _issue(survey: Survey, row: IssueApi, event: CallEvent, expires: State, lifetime: Reading) -> TokenSigning:
    key = survey.given(event.arguments, row.key).reading if row.key is not None else UNREAD
    for name in row.key_settings:
        setting = survey.setting(name)
        if setting is not None:
            key = setting.reading
            break
    algorithm = survey.given(event.arguments, row.algorithm).reading if row.algorithm is not None else UNREAD
    if row.algorithm_setting:
        setting = survey.setting(row.algorithm_setting)
        algorithm = setting.reading if setting is not None else known("HS256")
    return TokenSigning(
        location=survey.location(event.site),
        scope=event.site.scope,
        callee=row.names[0],
        production=survey.production(event.site),
        key=key,
        algorithm=algorithm,
        expires=expires,
        lifetime=lifetime,
        purpose=row.purpose or purpose_of_text(event.site.scope.rpartition(".")[2], kind=True),
    )


# --- djangorestframework-simplejwt 5 and djangorestframework-jwt 1: their settings and their defaults, in seconds


@dataclass(frozen=True, slots=True)
class _Settings:
    """A library whose tokens a dictionary in Django's settings configures; its keys, and the tokens by their lifetimes."""

    library: str
    name: str
    key: str
    algorithm: str
    lifetimes: Mapping[str, tuple[str, int]]


_BY_SETTINGS = (
    _Settings(
        "rest_framework_simplejwt",
        "SIMPLE_JWT",
        "SIGNING_KEY",
        "ALGORITHM",
        {"ACCESS_TOKEN_LIFETIME": (ACCESS, 300), "REFRESH_TOKEN_LIFETIME": (REFRESH, 86_400)},
    ),
    _Settings(
        "rest_framework_jwt",
        "JWT_AUTH",
        "JWT_SECRET_KEY",
        "JWT_ALGORITHM",
        {"JWT_EXPIRATION_DELTA": (ACCESS, 300), "JWT_REFRESH_EXPIRATION_DELTA": (REFRESH, 604_800)},
    ),
)


def _by_settings(survey: Survey, row: _Settings) -> Iterator[TokenSigning]:
    """Yield the tokens of a library, where Django's settings configure them."""
    seen: set[Site] = set()
    for table in survey.django:
        for holder in table.in_force(row.name):
            if holder.site in seen:
                continue
            seen.add(holder.site)
            options = holder.value
            if not isinstance(options, DictObject):
                continue
            key = options.get(row.key)
            algorithm = options.get(row.algorithm)
            secret = table.read(survey.program, "SECRET_KEY") or UNREAD
            for name, (purpose, default) in row.lifetimes.items():
                value = options.get(name)
                if value is None and options.rest is not None:
                    continue
                yield TokenSigning(
                    location=survey.location(holder.site),
                    callee=f"{row.library}.{name}",
                    production=table.production,
                    key=survey.read(key) if key is not None else secret,
                    algorithm=survey.read(algorithm) if algorithm is not None else known("HS256"),
                    expires=State.YES,
                    lifetime=seconds_of(survey, value) if value is not None else known(default),
                    purpose=purpose,
                )


FACTS = tokens_signed
