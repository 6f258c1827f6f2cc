"""What is fetched from where a stranger says is the stranger's: the answer of a server or the file that they name.

Its text is not a part of the request, so most sinks are left to those who know what it holds. But what is run, or parsed
by something that runs, is as good as sent by whoever names where it comes from.
"""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.execution.library import Exchange
from backlint.execution.taint import EVERY_SINK, neutralize, weaken
from backlint.execution.values import CallEvent, members, taint_of_all
from backlint.frameworks.model import CallModel
from backlint.frameworks.selectors import first
from backlint.frameworks.sinks import before_fixed_host

_RUN = frozenset({SinkKind.CODE, SinkKind.TEMPLATE, SinkKind.DESERIALIZATION})
_SENT = _RUN | {SinkKind.COMMAND, SinkKind.SQL}


def fetches(selector: str) -> CallModel:
    """Return the model of a request to a server: where a stranger chooses the host, the answer is theirs."""

    def model(event: CallEvent) -> Exchange | None:
        address = first(event, selector)
        deciding = () if address is None else tuple(before_fixed_host(one, SinkKind.SSRF) for one in members(address))
        taints = taint_of_all(one for one in deciding if one is not None)
        chosen = frozenset(taint for taint in taints if SinkKind.SSRF not in taint.safe)
        return Exchange(taint=neutralize(weaken(chosen), EVERY_SINK - _SENT)) if chosen else None

    return model


def opens(selector: str) -> CallModel:
    """Return the model of opening a file: where a stranger chooses the path, what is read may be a file of theirs."""

    def model(event: CallEvent) -> Exchange | None:
        path = first(event, selector)
        chosen = frozenset(taint for taint in path.taint if SinkKind.PATH not in taint.safe) if path else None
        return Exchange(taint=neutralize(weaken(chosen), EVERY_SINK - _RUN)) if chosen else None

    return model
