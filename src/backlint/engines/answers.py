"""What handlers send back by returning it: text that is HTML, exceptions, stored passwords."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from backlint.concepts import SinkKind, SourceKind
from backlint.execution.folding import is_text
from backlint.execution.library import Library, Sunk
from backlint.execution.pages import sent_to
from backlint.execution.program import Effect, Run
from backlint.execution.stored_secrets import is_private, records_in, shown_passwords
from backlint.execution.taint import CLEAN, Origin, Site, Taint, Taints
from backlint.execution.values import NONE, AnyValue, DictObject, ListObject, Text, Tuple, members, string_of

ANSWER = "the response"


def answers(
    run: Run, *, html: bool, filtered: bool, whole: Library | None, picked: Collection[str] = ()
) -> Iterator[Effect]:
    """Yield a sink for everything harmful that a handler returns.

    `html` tells that returned text goes out as HTML, `filtered` that a model picks the fields that do: those that are
    `picked`, where they are known. `whole` is given where records are sent with all of their fields, by whoever knows
    which those are.
    """
    for value, site in run.returned:
        for member in members(value):
            body = member.items[0] if isinstance(member, Tuple) and member.items else member
            declared = _declares_html(member.items[1:]) if isinstance(member, Tuple) else None
            # A wrapper passes on what the handler made; where that stands is what a person looks for.
            made = body.site if isinstance(body, (DictObject, ListObject)) else None
            if not filtered:
                yield from _sink(SinkKind.RESPONSE, body, _stored(whole, body), made or site)
            elif picked and whole is not None:
                shown = (one for one in records_in(whole, body) if getattr(one.origin, "name", "") in picked)
                yield from _sink(SinkKind.RESPONSE, body, frozenset(shown), made or site)
            yield from _answer(body, made or site, html=html if declared is None else declared)


def _declares_html(rest: Iterable[AnyValue]) -> bool | None:
    """Tell whether the headers beside a body say that it is HTML; None when they say nothing of its type."""
    for headers in rest:
        if isinstance(headers, DictObject):
            for key, value in headers.entries.items():
                if isinstance(key.value, str) and key.value.lower() == "content-type":
                    declared = string_of(value)
                    return None if declared is None else "html" in declared.lower() or "svg" in declared.lower()
    return None


def _stored(library: Library | None, body: AnyValue) -> Taints:
    """Return what is private in what is sent: what was read from records or the environment, and whole records."""
    whole = CLEAN if library is None else records_in(library, body)
    if not isinstance(body, (DictObject, ListObject)) and not is_text(body):
        return whole
    return whole | shown_passwords(body) | frozenset(taint for taint in body.taint if is_private(taint))


def _answer(body: AnyValue, site: Site, *, html: bool) -> Iterator[Effect]:
    if not body.taint or not (isinstance(body, (DictObject, ListObject)) or is_text(body)):
        # What a library made of it has sinks of its own.
        return
    if html and is_text(body):
        yield from _sink(SinkKind.HTML, body, body.taint, site)
        sent = sent_to(body)
        if sent is not None:
            yield from _sink(SinkKind.REDIRECT, body, sent.taint, site)
    exceptions = frozenset(taint for taint in body.taint if _is_exception(taint))
    yield from _sink(SinkKind.ERROR_LEAK, body, exceptions, site)


def _is_exception(taint: Taint) -> bool:
    return isinstance(taint.origin, Origin) and SourceKind.EXCEPTION in taint.origin.kinds


def _sink(kind: SinkKind, body: AnyValue, taints: Taints, site: Site) -> Iterator[Effect]:
    harmful = frozenset(taint for taint in taints if kind not in taint.safe and isinstance(taint.origin, Origin))
    if harmful:
        built = isinstance(body, Text)
        yield Effect("sink", ANSWER, site, harmful, Sunk(kind, "", NONE), (), built)
