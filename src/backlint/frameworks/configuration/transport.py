"""Certificate checks of outgoing calls: the arguments and attributes that switch them off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from backlint.concepts import UNREAD, Fact, Reading, TransportCheck
from backlint.execution.values import AnyValue, CallEvent, External, Member, string_of
from backlint.frameworks.configuration.arguments import Option, by_site, last_name
from backlint.frameworks.configuration.readings import convert, known, merge
from backlint.frameworks.configuration.survey import Survey


class TransportApi(msgspec.Struct, frozen=True, kw_only=True):
    """Calls whose argument says whether the other side's certificate is checked."""

    names: tuple[str, ...]
    verify: Option


_VERBS = ("get", "options", "head", "post", "put", "patch", "delete", "request")


def _verbs(owner: str, *more: str) -> tuple[str, ...]:
    return tuple(f"{owner}.{verb}" for verb in (*_VERBS, *more))


TRANSPORT_APIS = (
    TransportApi(names=_verbs("requests"), verify=Option("verify")),
    TransportApi(names=(*_verbs("requests.Session", "send"), *_verbs("requests.sessions.Session")), verify=Option("verify")),
    TransportApi(names=_verbs("httpx", "stream"), verify=Option("verify")),
    TransportApi(names=("httpx.Client", "httpx.AsyncClient", "httpx.HTTPTransport", "httpx.AsyncHTTPTransport"), verify=Option("verify")),
    TransportApi(names=_verbs("aiohttp.ClientSession", "ws_connect"), verify=Option("ssl")),
    TransportApi(names=_verbs("aiohttp.ClientSession", "ws_connect"), verify=Option("verify_ssl")),
    TransportApi(names=("aiohttp.TCPConnector",), verify=Option("ssl")),
    TransportApi(names=("aiohttp.TCPConnector",), verify=Option("verify_ssl")),
    TransportApi(names=("urllib3.PoolManager", "urllib3.HTTPSConnectionPool", "urllib3.ProxyManager"), verify=Option("cert_reqs")),
    TransportApi(names=("ssl.wrap_socket",), verify=Option("cert_reqs", 4)),
    TransportApi(names=("redis.Redis", "redis.from_url", "redis.asyncio.from_url", "redis.asyncio.Redis"), verify=Option("ssl_cert_reqs")),
    TransportApi(names=("boto3.client", "boto3.resource", "boto3.Session.client"), verify=Option("verify")),
    TransportApi(names=("elasticsearch.Elasticsearch", "opensearchpy.OpenSearch"), verify=Option("verify_certs")),
    TransportApi(names=("ldap3.Tls",), verify=Option("validate")),
    TransportApi(names=("pymongo.MongoClient", "motor.motor_asyncio.AsyncIOMotorClient"), verify=Option("tlsInsecure")),
    TransportApi(names=("pymongo.MongoClient", "motor.motor_asyncio.AsyncIOMotorClient"), verify=Option("tlsAllowInvalidCertificates")),
)  # fmt: skip

# Arguments that switch the check off when they are true.
_INVERTED = frozenset({"tlsInsecure", "tlsAllowInvalidCertificates"})
_UNCHECKED_CONTEXTS = ("ssl._create_unverified_context", "ssl._create_stdlib_context")
_ATTRIBUTES = frozenset({"verify", "verify_mode", "check_hostname"})
_CHECKED_TYPES = ("requests.Session", "requests.sessions.Session", "httpx.Client", "httpx.AsyncClient")
_CONTEXT_TYPES = ("ssl.SSLContext", "ssl.create_default_context", "urllib3.util.ssl_.create_urllib3_context")


def transport_checks(survey: Survey) -> Iterator[Fact]:
    """Yield what a program says of certificate checks; where it says nothing, they are on."""
    for row in TRANSPORT_APIS:
        for events in by_site(survey.calls(row.names)).values():
            given = [survey.given(event.arguments, row.verify) for event in events]
            if any(one.explicit for one in given):
                enabled = merge(_enabled(row.verify.keyword, one.value, one.reading) for one in given)
                yield _check(survey, events[0], enabled)
    for event in survey.calls(_UNCHECKED_CONTEXTS):
        yield _check(survey, event, known(False))
    yield from _attributes(survey)


def _check(survey: Survey, event: CallEvent, enabled: Reading) -> TransportCheck:
    return TransportCheck(
        location=survey.location(event.site),
        scope=event.site.scope,
        callee=event.callee,
        production=survey.production(event.site),
        enabled=enabled,
    )


def _enabled(argument: str, value: AnyValue | None, reading: Reading) -> Reading:
    """Return whether the check is on: a path of certificates or a context counts as on, `CERT_NONE` as off."""
    if value is None:
        return UNREAD
    if _name(value) in {"CERT_NONE", "_create_unverified_context"}:
        return known(False)
    if _name(value) in {"CERT_REQUIRED", "CERT_OPTIONAL"}:
        return known(True)
    if argument in _INVERTED:
        return convert(reading, lambda constant: not constant)
    return convert(reading, _is_on)


def _is_on(constant: object) -> object:
    """Return whether a constant leaves the check on; None is the library's default, which checks."""
    if isinstance(constant, str):
        return constant.upper() not in {"CERT_NONE", "NONE"}
    if constant is None:
        return True
    return bool(constant)


def _name(value: AnyValue) -> str:
    if isinstance(value, External):
        return last_name(value.name)
    if isinstance(value, Member):
        return value.name
    return ""


def _attributes(survey: Survey) -> Iterator[TransportCheck]:
    """Yield checks that are switched by an attribute: of a session, a client, or an `ssl` context."""
    for event in survey.named("__setattr__"):
        name, value = string_of(event.arguments.get(0)), event.arguments.get(1)
        if name not in _ATTRIBUTES or value is None or not _belongs(survey, event, _owners(name)):
            continue
        yield _check(survey, event, _enabled(name, value, survey.read(value)))
    for event in survey.named("__setattr__"):
        # `ssl._create_default_https_context = ssl._create_unverified_context`
        name, value = string_of(event.arguments.get(0)), event.arguments.get(1)
        if (
            name == "_create_default_https_context"
            and value is not None
            and _name(value) == "_create_unverified_context"
        ):
            yield _check(survey, event, known(False))


def _owners(attribute: str | None) -> Sequence[str]:
    return _CHECKED_TYPES if attribute == "verify" else _CONTEXT_TYPES


def _belongs(survey: Survey, event: CallEvent, owners: Sequence[str]) -> bool:
    receiver = event.receiver
    if receiver is None:
        return False
    if survey.program.is_a(receiver, *owners):
        return True
    return event.callee.removesuffix(".__setattr__").removesuffix("()") in owners


FACTS = transport_checks
