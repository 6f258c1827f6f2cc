"""Calls that put addresses together from their parts: which of the parts decide on the host."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from backlint.concepts import SinkKind
from backlint.execution import folding
from backlint.execution.joins import join_all
from backlint.execution.library import Exchange
from backlint.execution.taint import neutralize
from backlint.execution.values import (
    AnyValue,
    CallEvent,
    Constant,
    ListObject,
    Text,
    Tuple,
    Unknown,
    constant,
    members,
    string_of,
    taint_of_all,
)
from backlint.frameworks.selectors import first

_HOSTS = frozenset({SinkKind.SSRF, SinkKind.REDIRECT})
_QUOTED = frozenset({SinkKind.HTML, SinkKind.HEADER, SinkKind.LOG})
_MANY = 4


def joins(event: CallEvent) -> Exchange | None:
    """The model of `urljoin(base, url)`, where the base decides on the host if what follows begins by a path or query."""
    base, url = first(event, "0:base"), first(event, "1:url")
    if base is None or url is None:
        return None
    bases, urls = members(base), members(url)
    if len(bases) * len(urls) > _MANY or not all(_stays(one) for one in urls):
        return None
    return Exchange(result=join_all(folding.text([one, other]) for one in bases for other in urls))


def _stays(url: AnyValue) -> bool:
    """Tell whether an address begins by constant text that cannot name a host."""
    start = url.parts[0] if isinstance(url, Text) else url
    text = string_of(start)
    if text is None:
        return False
    if text.startswith(("?", "#")):
        return True
    if text == "/" and isinstance(url, Text) and all(SinkKind.NOT_ROOTED in one.safe for one in url.parts[1].taint):
        return bool(url.parts[1].taint)
    return text.startswith("/") and not text.startswith(("//", "/\\")) and (len(text) > 1 or url is start)


def adds_query(event: CallEvent) -> Exchange | None:
    """The model of a call that puts parameters behind an address (`url_concat`)."""
    url, parameters = first(event, "0:url"), first(event, "1:args")
    if url is None:
        return None
    taints = parameters.taint if parameters is not None else frozenset()
    # Behind the question mark nothing changes the host, whatever the address is that it follows.
    query = Unknown(neutralize(taints, _QUOTED | _HOSTS), folding.STRING)
    return Exchange(result=join_all(folding.text([one, constant("?"), query]) for one in members(url)))


def assembles(event: CallEvent) -> Exchange | None:
    """The model of `urlunsplit((scheme, host, path, …))`: what follows a host cannot change it."""
    parts = first(event, "0:components")
    if not isinstance(parts, (Tuple, ListObject)) or parts.rest is not None or len(parts.items) < 2:
        return None
    scheme, host, *rest = parts.items
    if isinstance(host, Constant) and not host.value:
        return None
    return Exchange(result=folding.text([scheme, constant("://"), host, constant("/"), _behind(rest)]))


def _behind(values: Iterable[AnyValue]) -> AnyValue:
    return Unknown(taint_of_all(values), folding.STRING)


def replaces_parts(*deciding: str) -> Callable[[CallEvent], Exchange | None]:
    """Return the model of a method that gives an address with other parts, of which those named decide on the host."""

    def model(event: CallEvent) -> Exchange | None:
        if event.receiver is None:
            return None
        taints = event.receiver.taint
        for name, value in event.arguments.keywords:
            taints |= value.taint if name in deciding else neutralize(value.taint, _HOSTS)
        for given in (*event.arguments.positional, event.arguments.star, event.arguments.double_star):
            if given is not None:
                taints |= given.taint if deciding else neutralize(given.taint, _HOSTS)
        return Exchange(taint=taints)

    return model
