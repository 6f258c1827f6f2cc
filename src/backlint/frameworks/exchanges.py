"""What one call means, from its rows: the taints of its result, what takes taints on, and the value that it gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from backlint.concepts import SinkKind, SourceKind
from backlint.execution.joins import proved
from backlint.execution.library import Exchange
from backlint.execution.naming import named
from backlint.execution.taint import CLEAN, EVERY_SINK, Origin, Site, Taint, Taints, is_neutral, neutralize
from backlint.execution.values import AnyValue, CallEvent, Constant, External, Text, Tuple, Unknown, string_of
from backlint.frameworks.model import Propagator, Source
from backlint.frameworks.registry import Meaning
from backlint.frameworks.selectors import RECEIVER, first, select
from backlint.frameworks.sinks import reached
from backlint.frameworks.statuses import status_of

STRING_MAP = "builtins.dict[str, str]"
"""A mapping of strings to strings or lists of them, where the library has no class of its own for it."""

VALUE_TYPES = frozenset(
    f"builtins.{name}" for name in ("str", "bytes", "int", "float", "bool", "list", "dict", "tuple", "set", "object")
)
"""Types whose values are plain unknowns: how they came about tells a framework nothing."""

_ANYTHING = "builtins.object"
_YIELDS = {
    "str": "builtins.str",
    "bytes": "builtins.bytes",
    "int": "builtins.int",
    "map": STRING_MAP,
    "path": "builtins.str",
    "local-path": "builtins.str",
    "file-name": "builtins.str",
}
_BEGUN: Mapping[str, frozenset[SinkKind]] = {"path": frozenset(), "local-path": frozenset({SinkKind.NOT_ROOTED})}
"""Texts that begin with a slash, by what the rest of them cannot harm."""
_HARMLESS_TYPES = frozenset({"builtins.int", "builtins.float", "builtins.bool"})

_WHOLE = {
    SourceKind.QUERY: "the query string",
    SourceKind.BODY: "the request body",
    SourceKind.PATH: "the request path",
    SourceKind.HEADER: "a request header",
    SourceKind.COOKIE: "a cookie",
    SourceKind.FILE: "an uploaded file",
    SourceKind.URL: "the request URL",
    SourceKind.HOST: "the Host header",
    SourceKind.CLIENT: "the client's address",
    SourceKind.WEBSOCKET: "a WebSocket message",
    SourceKind.SESSION: "the session",
    SourceKind.CREDENTIAL: "the request's credentials",
    SourceKind.GRAPHQL: "a GraphQL argument",
    SourceKind.JOB: "a job's argument",
    SourceKind.NET: "a network peer",
    SourceKind.DATABASE: "the database",
    SourceKind.UPSTREAM: "another server's answer",
    SourceKind.ENVIRONMENT: "the environment",
    SourceKind.COMMAND_LINE: "the command line",
    SourceKind.SECRET: "a secret",
    SourceKind.PASSWORD: "a password",
    SourceKind.EXCEPTION: "an exception",
    SourceKind.RANDOM: "a random number that can be foretold",
}


def origin(source: Source, site: Site) -> Taints:
    """Make the taints of what a row says comes from outside."""
    words = " or ".join(dict.fromkeys(_WHOLE.get(kind, kind.value) for kind in sorted(source.kinds)))
    attribute = ".".join(source.name.rsplit(".", 2)[-2:]).removeprefix("builtins.")
    text = f"{words} ({attribute})"
    return frozenset({Taint(Origin(frozenset(source.kinds), text, site, "", source.confidence))})


def with_origin(source: Source, held: Taints, site: Site) -> Taints:
    """Return the taints of what a source gives, of which an object was read that has taints of its own.

    These are what it gives, unless it comes from another server: then they are what that server was asked. A number that
    it answers with is its own, whatever it was asked.
    """
    if SourceKind.UPSTREAM in source.kinds and source.yields == "int":
        return held | origin(source, site)
    if SourceKind.UPSTREAM in source.kinds and all(map(is_neutral, held)):
        return held | origin(source, site)
    return held or origin(source, site)


def type_of_source(source: Source, declared: str) -> str:
    """Return the class of what a source gives, "" when it may be anything."""
    return declared or _YIELDS.get(source.yields, "")


def given_by(source: Source, taints: Taints, declared: str) -> AnyValue:
    """Make the value that a source gives, which has these taints; `declared` is its class where another row says it."""
    if source.yields == "file-name":
        taints = neutralize(taints, frozenset({SinkKind.PATH}))
    begun = _BEGUN.get(source.yields)
    if begun is None:
        return unknown(taints, type_of_source(source, declared))
    return Text((Constant("/", "str"), Unknown(neutralize(taints, begun), External("builtins.str"))))


def unknown(taints: Taints, type_name: str) -> AnyValue:
    """Make a value of a library's class with these taints, of several with `[]`; a number harms no sink.

    `builtins.object` is a value of which nothing is known, as what a parser of JSON gives.
    """
    if type_name.endswith("[]"):
        return Tuple((), unknown(taints, type_name.removesuffix("[]")))
    if type_name in _HARMLESS_TYPES:
        taints = neutralize(taints, EVERY_SINK)
    return Unknown(taints, External(type_name) if type_name not in {"", _ANYTHING} else None)


def exchange_of(meaning: Meaning, event: CallEvent, result_type: str) -> Exchange:
    """Return what a call means by its rows; `result_type` is the class of its result, "" when that is not known."""
    called = meaning.model(event) if meaning.model is not None else None
    rows = _by_rows(meaning, event, result_type)
    if called is None:
        return rows
    if called.result is None and not called.type and not called.returns_call:
        called = msgspec.structs.replace(called, result=rows.result, type=rows.type, taint=called.taint or rows.taint)
    return msgspec.structs.replace(
        called,
        sinks=(*rows.sinks, *called.sinks),
        marks=tuple(dict.fromkeys((*rows.marks, *called.marks))),
        into=(*rows.into, *called.into),
        raises=rows.raises or called.raises,
        status=called.status or rows.status,
    )


def _by_rows(meaning: Meaning, event: CallEvent, result_type: str) -> Exchange:
    taints = result_taints(meaning, event)
    source = meaning.source
    result: AnyValue | None = None
    if source is not None and source.called:
        result = _given(source, meaning, event)
    elif result_type in VALUE_TYPES or result_type == STRING_MAP or result_type.endswith("[]"):
        result = unknown(taints, result_type)
    answer = meaning.answer
    raises = answer is not None and answer.raises
    status = 0
    if answer is not None and raises:
        given = status_of(first(event, answer.argument)) if answer.argument else None
        status = given or answer.status
    return Exchange(
        result=result,
        type=result_type,
        taint=taints,
        sinks=tuple(reached(meaning.sinks, event)),
        marks=meaning.marks,
        raises=raises,
        status=status,
        into=_into(meaning.propagators, event),
    )


def of_own(meaning: Meaning, event: CallEvent, returned: AnyValue) -> Exchange:
    """Return what a team's rows say of a call of the project's own function, which returned `returned` when it was run.

    What no row speaks of stays as the function does it: a sanitizer's result is what it returned, made safe.
    """
    source = meaning.source
    result = returned
    if source is not None:
        result = _given(source, meaning, event)
    elif meaning.propagators:
        result = Unknown(result_taints(meaning, event), External(meaning.returns) if meaning.returns else None)
    for sanitizer in meaning.sanitizers:
        origins = frozenset(taint.origin for taint in result.taint)
        result = proved(result, origins, sanitizer.neutralizes)
    return Exchange(
        result=result,
        sinks=tuple(reached(meaning.sinks, event)),
        marks=meaning.marks,
        into=_into(meaning.propagators, event),
        validated=event.arguments.taint if "validation" in meaning.marks else CLEAN,
    )


def _given(source: Source, meaning: Meaning, event: CallEvent) -> AnyValue:
    """Return what a call into a source gives; a constant first argument names it (`get_argument("q")`)."""
    taints = with_origin(source, event.receiver.taint if event.receiver is not None else CLEAN, event.site)
    key = string_of(event.arguments.get(0)) if source.yields != "map" else None
    if key:
        taints = named(taints, key, event.site)
    return given_by(source, taints, meaning.returns)


def result_taints(meaning: Meaning, event: CallEvent) -> Taints:
    """Return the taints of a call's result.

    A call whose rows pass nothing on gives something new. It still tells what it was made from, which matters where a
    condition asks for it: the user whom a token's row belongs to, the answer of a password check.
    """
    found: Taints = CLEAN
    passes = False
    for sanitizer in meaning.sanitizers:
        passes = True
        for selector in sanitizer.arguments:
            for _, value in select(event, selector):
                found |= neutralize(value.taint, sanitizer.neutralizes)
    for propagator in meaning.propagators:
        if propagator.to == "return":
            passes = True
            found |= _passed(propagator, event)
    if passes:
        return found
    every = event.arguments.taint
    if event.receiver is not None:
        every |= event.receiver.taint
    return neutralize(every, EVERY_SINK)


def _passed(propagator: Propagator, event: CallEvent) -> Taints:
    found: Taints = CLEAN
    for selector in propagator.origins:
        for _, value in select(event, selector):
            found |= value.taint
    return revive(neutralize(found, propagator.kills), propagator.revives)


def revive(taints: Taints, kinds: frozenset[SinkKind]) -> Taints:
    """Return the taints as dangerous again for `kinds` (what was escaped is unescaped)."""
    if not kinds:
        return taints
    return frozenset(Taint(taint.origin, taint.safe - kinds, taint.weak) for taint in taints)


def _into(propagators: Iterable[Propagator], event: CallEvent) -> tuple[tuple[AnyValue, Taints], ...]:
    """Return what takes taints on through a call: its receiver, or an argument that it writes to."""
    found: list[tuple[AnyValue, Taints]] = []
    for propagator in propagators:
        if propagator.to == "return":
            continue
        target = event.receiver if propagator.to == RECEIVER else first(event, propagator.to)
        taints = _passed(propagator, event)
        if target is not None and taints:
            found.append((target, taints))
    return tuple(found)
