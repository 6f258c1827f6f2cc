"""JSON Web Tokens being read: whether the signature is checked, by which algorithms, and whether the expiry is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import msgspec

from backlint.concepts import RELAYED, REMOTE, UNREAD, Fact, SourceKind, State, TokenVerification
from backlint.execution.taint import Origin, kinds_of
from backlint.execution.values import (
    AnyValue,
    CallEvent,
    Constant,
    DictObject,
    ListObject,
    Member,
    Produced,
    Tuple,
    members,
)
from backlint.facts import model
from backlint.frameworks.configuration.arguments import (
    NOT_GIVEN,
    Given,
    Option,
    always,
    by_site,
    last_name,
    parse_version,
)
from backlint.frameworks.configuration.readings import agreed, known, merge, state_of
from backlint.frameworks.configuration.secret_uses import as_secret
from backlint.frameworks.configuration.survey import Survey


class DecodeApi(msgspec.Struct, frozen=True, kw_only=True):
    """A call that reads a token.

    `open_without` tells whether any algorithm is accepted where none is named, below version `open_until` of
    `distribution` ("": in every one). `switch` is an argument that turns the check off when false, below version
    `switch_until` (""). `claims` tells how the expiry is checked: `decode` (by the call), `validate` (by a later call on
    what it returns), "" (not at all). `reads_only` calls check nothing. `needs_token` calls read a token only when
    they are given one, and make one otherwise.
    """

    names: tuple[str, ...]
    key: Option
    algorithms: Option | None = None
    options: Option | None = None
    switch: Option | None = None
    switch_until: str = ""
    open_without: bool = False
    open_until: str = ""
    distribution: str = ""
    claims: str = "decode"
    reads_only: bool = False
    needs_token: bool = False


_PYJWT = DecodeApi(
    names=("jwt.decode", "jwt.decode_complete", "jwt.api_jwt.decode", "jwt.PyJWT.decode", "jwt.PyJWT.decode_complete"),
    key=Option("key", 1, always("")),
    algorithms=Option("algorithms", 2),
    options=Option("options", 3),
    # in PyJWT 1 the third argument was `verify`; since 2.0 it does nothing
    switch=Option("verify"),
    switch_until="2.0.0",
    open_without=True,
    open_until="2.0.0",
    distribution="pyjwt",
)

DECODE_APIS = (
    _PYJWT,
    DecodeApi(
        names=("jose.jwt.decode",),
        key=Option("key", 1),
        algorithms=Option("algorithms", 2),
        options=Option("options", 3),
        open_without=True,
        distribution="python-jose",
    ),
    DecodeApi(
        names=("jose.jws.verify",),
        key=Option("key", 1),
        algorithms=Option("algorithms", 2),
        switch=Option("verify", 3),
        claims="",
        distribution="python-jose",
    ),
    DecodeApi(
        names=("jose.jwt.get_unverified_claims", "jose.jws.get_unverified_claims"),
        key=Option(""),
        reads_only=True,
    ),
    DecodeApi(
        names=("joserfc.jwt.decode",),
        key=Option("key", 1),
        algorithms=Option("algorithms", 2),
        claims="validate",
        distribution="joserfc",
    ),
    DecodeApi(
        names=("authlib.jose.jwt.decode", "authlib.jose.JsonWebToken.decode"),
        key=Option("key", 1),
        open_without=True,
        claims="validate",
        distribution="authlib",
    ),
    DecodeApi(
        names=("rest_framework_simplejwt.tokens.AccessToken", "rest_framework_simplejwt.tokens.UntypedToken"),
        key=Option(""),
        switch=Option("verify", 1),
        needs_token=True,
        distribution="djangorestframework-simplejwt",
    ),
    DecodeApi(
        names=("rest_framework_simplejwt.tokens.RefreshToken",),
        key=Option(""),
        switch=Option("verify", 1),
        needs_token=True,
        distribution="djangorestframework-simplejwt",
    ),
)

_HEADER_READERS = frozenset({"get_unverified_header", "get_unverified_headers"})


def tokens_verified(survey: Survey) -> Iterator[Fact]:
    """Yield how a program's tokens are read."""
    found = [
        fact
        for row in DECODE_APIS
        for events in by_site(survey.calls(row.names)).values()
        for fact in _verifications(survey, row, events)
    ]
    checking = {place for fact in found if fact.verified is State.YES for place in _places(fact)}
    for fact in found:
        # A look inside a token that the same function, or another method of the class, also checks decides nothing by itself.
        peeks = fact.verified is State.NO and not checking.isdisjoint(_places(fact))
        yield replace(fact, verified=State.UNKNOWN) if peeks else fact
    yield from _flask_jwt(survey)


def _places(fact: TokenVerification) -> Iterator[tuple[str, str]]:
    """Yield the function in which a token is read, and the class whose method that is."""
    yield fact.location.path, fact.scope
    cls = fact.scope.rpartition(".")[0]
    if cls and "<locals>" not in cls:
        yield fact.location.path, f"{cls}."


def _verifications(survey: Survey, row: DecodeApi, events: Sequence[CallEvent]) -> Iterator[TokenVerification]:
    """Yield the fact of one call that reads a token, over all contexts in which it was run."""
    first = events[0]
    if row.reads_only and all(_only_logged(survey, event) for event in events):
        return
    if row.needs_token and not survey.given(first.arguments, Option("token", 0)).explicit:
        return
    algorithms = [_algorithms(survey, row, event) for event in events]
    yield TokenVerification(
        location=survey.location(first.site),
        scope=first.site.scope,
        callee=row.names[0],
        production=survey.production(first.site),
        key=as_secret(merge(survey.given(event.arguments, row.key).reading for event in events)),
        algorithms=merge(given.reading for given in algorithms),
        verified=agreed(_verified(survey, row, event) for event in events),
        pinned=agreed(_pinned(survey, row, event, given) for event, given in zip(events, algorithms, strict=True)),
        expiry_checked=agreed(_expiry(survey, row, event) for event in events),
        sent=_sent(events),
        published=any(_is_published(event.arguments.get(row.key.position, row.key.keyword)) for event in events),
        handed_on=agreed(_verified(survey, row, event) for event in events) is State.NO and _handed_on(survey, events),
    )


_BROUGHT = REMOTE | {SourceKind.CREDENTIAL, SourceKind.SESSION}


def _sent(events: Sequence[CallEvent]) -> State:
    """Tell whether the token is one that a caller brings: NO where all of it comes from another server."""
    tokens = [event.arguments.get(0, name) for event in events for name in _TOKEN]
    kinds = {kind for token in tokens if token is not None for kind in kinds_of(token.taint)}
    if kinds & _BROUGHT:
        return State.YES
    return State.NO if kinds and kinds <= RELAYED else State.UNKNOWN


def _is_published(key: AnyValue | None) -> bool:
    """Tell whether a key is what another server has answered: the keys that a provider publishes say what they are for."""
    return key is not None and bool(kinds_of(key.taint) & RELAYED)


def _handed_on(survey: Survey, events: Sequence[CallEvent]) -> bool:
    """Tell whether the function that reads a token hands it to another library's call as well, which may check it."""
    token = {
        taint.origin
        for event in events
        for name in _TOKEN
        for value in (event.arguments.get(0, name),)
        if value is not None
        for taint in value.taint
        if isinstance(taint.origin, Origin)
    }
    scopes = {(event.site.path, event.site.scope) for event in events}
    return any(
        (one.site.path, one.site.scope) in scopes
        and one.callee not in _READING
        and last_name(one.callee) not in _LOGS
        and any(taint.origin in token for value in one.arguments.values() for taint in value.taint)
        for one in survey.program.iterate_events()
        if token
    )


_READING = frozenset(name for row in DECODE_APIS for name in row.names) | {
    f"{package}.{name}" for package in ("jwt", "jose.jwt", "jose.jws") for name in _HEADER_READERS
}

_TOKEN = ("jwt", "token", "s", "value")
"""What the libraries call the token that they are given."""


_LOGS = ("debug", "info", "warning", "warn", "error", "exception", "critical", "log")


def _only_logged(survey: Survey, event: CallEvent) -> bool:
    """Tell whether claims are read where a log call is written that takes them: nothing is decided by them."""
    inner = model.unpack_region(event.site.at)
    return any(
        (one.site.path, one.site.scope) == (event.site.path, event.site.scope)
        and "log" in one.callee.rpartition(".")[0]
        and any(value == event.result for value in one.arguments.values())
        and _encloses(model.unpack_region(one.site.at), inner)
        for one in survey.named(*_LOGS)
    )


def _encloses(outer: model.Region, inner: model.Region) -> bool:
    return (outer.line, outer.column) <= (inner.line, inner.column) and (inner.end_line, inner.end_column) <= (
        outer.end_line,
        outer.end_column,
    )


def _old_pyjwt(row: DecodeApi, event: CallEvent) -> bool:
    """Tell whether a call has PyJWT 1's order of arguments: token, key, verify, algorithms."""
    third = event.arguments.get(2)
    return row is _PYJWT and isinstance(third, Constant) and isinstance(third.value, bool)


def _algorithms(survey: Survey, row: DecodeApi, event: CallEvent) -> Given:
    """Return the algorithms that a call accepts, by its argument or by what the method belongs to."""
    if _old_pyjwt(row, event):
        return survey.given(event.arguments, Option("algorithms", 3))
    if row.algorithms is not None:
        return survey.given(event.arguments, row.algorithms)
    receiver = event.receiver
    if isinstance(receiver, Produced) and last_name(receiver.call.callee) == "JsonWebToken":
        return survey.given(receiver.call.arguments, Option("algorithms", 0))
    return NOT_GIVEN


def _option(survey: Survey, row: DecodeApi, event: CallEvent, name: str) -> State:
    """Tell whether one of the checks in `options` is on; they are unless it says otherwise."""
    if row.options is None:
        return State.YES
    value = survey.given(event.arguments, row.options).value
    if value is None:
        return State.UNKNOWN if event.arguments.opaque else State.YES
    return agreed(_switched(survey, member, name) for member in members(value))


def _switched(survey: Survey, options: AnyValue, name: str) -> State:
    if isinstance(options, Constant) and options.value is None:
        return State.YES
    if not isinstance(options, DictObject):
        return State.UNKNOWN
    value = options.get(name)
    if value is not None:
        return state_of(survey.read(value))
    return State.YES if options.rest is None else State.UNKNOWN


def _verified(survey: Survey, row: DecodeApi, event: CallEvent) -> State:
    """Tell whether a call checks the signature."""
    if row.reads_only:
        return State.NO
    if _old_pyjwt(row, event):
        return state_of(survey.read(event.arguments.get(2)))
    switch = survey.given(event.arguments, row.switch) if row.switch is not None else NOT_GIVEN
    if switch.explicit and state_of(switch.reading) is not State.YES:
        in_force = _before(survey, row, row.switch_until)
        if in_force is not State.NO:
            return state_of(switch.reading) if in_force is State.YES else State.UNKNOWN
    return _option(survey, row, event, "verify_signature")


def _before(survey: Survey, row: DecodeApi, version: str) -> State:
    """Tell whether the library is older than a version; one that never came is always later."""
    if not version:
        return State.YES
    pinned = survey.version(row.distribution)
    if pinned is None:
        return State.UNKNOWN
    return State.YES if pinned < parse_version(version) else State.NO


def _pinned(survey: Survey, row: DecodeApi, event: CallEvent, algorithms: Given) -> State:
    """Tell whether the program, not the token, decides on the algorithm."""
    nothing = algorithms.reading.known and algorithms.reading.value is None
    if algorithms.explicit and not nothing:
        return State.NO if _from_token(algorithms.value) else State.YES
    if event.arguments.opaque:
        return State.UNKNOWN
    if not row.open_without:
        return State.YES
    answer = _before(survey, row, row.open_until)
    return {State.YES: State.NO, State.NO: State.YES}.get(answer, State.UNKNOWN)


def _from_token(value: AnyValue | None, depth: int = 6) -> bool:
    """Tell whether a value comes from the header of a token, or from a request."""
    if value is None or depth == 0:
        return False
    if kinds_of(value.taint) & REMOTE:
        return True
    inside: Sequence[AnyValue | None] = ()
    if isinstance(value, Produced):
        if last_name(value.call.callee) in _HEADER_READERS:
            return True
        inside = (value.call.receiver,)
    elif isinstance(value, Member):
        inside = (value.base,)
    elif isinstance(value, (ListObject, Tuple)):
        inside = (*value.items, value.rest)
    return any(_from_token(one, depth - 1) for one in inside)


def _expiry(survey: Survey, row: DecodeApi, event: CallEvent) -> State:
    """Tell whether the expiry is checked, by the call itself or by a later one on what it returns."""
    if row.claims == "decode":
        return _option(survey, row, event, "verify_exp")
    if row.claims != "validate":
        return State.UNKNOWN
    result = event.result
    if result is not None and any(last_name(one.callee) == "validate" for one in survey.program.calls_on(result)):
        return State.YES
    validators = [one for one in survey.named("validate") if one.arguments.positional]
    for one in validators:
        claims = one.arguments.positional[0]
        if isinstance(claims, Member) and claims.base is result:
            return State.YES
    return State.UNKNOWN if any(True for _ in survey.named("validate")) else State.NO


def _flask_jwt(survey: Survey) -> Iterator[TokenVerification]:
    """Yield flask-jwt-extended's tokens that are read though they have expired."""
    for event in survey.calls(("flask_jwt_extended.decode_token",)):
        allowed = survey.given(event.arguments, Option("allow_expired", 2, always(False))).reading
        answer = {State.YES: State.NO, State.NO: State.YES}.get(state_of(allowed), State.UNKNOWN)
        algorithms = survey.setting("JWT_DECODE_ALGORITHMS") or survey.setting("JWT_ALGORITHM")
        yield TokenVerification(
            location=survey.location(event.site),
            scope=event.site.scope,
            callee="flask_jwt_extended.decode_token",
            production=survey.production(event.site),
            key=UNREAD,
            algorithms=algorithms.reading if algorithms is not None else known(("HS256",)),
            verified=State.YES,
            pinned=State.YES,
            expiry_checked=answer,
        )


FACTS = tokens_verified
