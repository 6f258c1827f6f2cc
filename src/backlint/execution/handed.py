"""What code that nobody knows may tell from a request that it is handed whole: who is calling, for one."""

from __future__ import annotations

import re

from backlint.concepts import SourceKind
from backlint.execution.frames import Frame
from backlint.execution.items import type_of
from backlint.execution.machine import Machine
from backlint.execution.program import Effect
from backlint.execution.taint import CLEAN, EVERY_SINK, Origin, Site, Taint, Taints, kinds_of, taint_of
from backlint.execution.values import AnyValue, Arguments
from backlint.facts import model

WHOLE_REQUEST = "a request that is handed on whole"
"""What the source is called that stands for all of a request, and so for the credentials in it."""


def told_by_request(machine: Machine, arguments: Arguments, site: Site) -> Taints:
    """Return what a call may give back of a caller whose whole request is among its arguments: it harms no sink, yet
    a condition on it may ask who is calling.
    """
    given = (*arguments.positional, *(value for _, value in arguments.keywords))
    if not any(_has_headers(machine, value, site) for value in given):
        return CLEAN
    return _told_of_caller(site)


def _told_of_caller(site: Site) -> Taints:
    return frozenset({taint_of(Origin(_KINDS, WHOLE_REQUEST, site, "", "low"), EVERY_SINK, True)})


PERHAPS_ASKS = "perhaps-authentication"
"""The mark of a call of code that nobody knows, which is handed a whole request and says by its name that it asks who calls."""
_ASKS = re.compile(
    r"auth(?!or(?:s|_))|permission|permit|require|guard|protect|log_?in|logged|sign_?in|access|polic|acl|role|right|admin|allow"
)


def note_handed_on(frame: Frame, node: model.Call, result: AnyValue) -> None:
    """Note that a call whose result comes from a whole request, and which nobody knows, is named as one that refuses."""
    name = node.function.name if isinstance(node.function, model.Attribute) else ""
    if not name or _ASKS.search(name.lower()) is None:
        return
    site = frame.site(node.at)
    told = frozenset(one for one in result.taint if _is_told(one, site))
    if told:
        frame.effect(Effect(PERHAPS_ASKS, name, site, told))


def _is_told(taint: Taint, site: Site) -> bool:
    origin = taint.origin
    return isinstance(origin, Origin) and origin.text == WHOLE_REQUEST and origin.site == site


_OF_CALLER = re.compile(
    r"user|account|identity|auth|token|session|caller|actor|principal|member|client|customer|tenant|team|organi[sz]ation|key"
)


def kept_of_caller(machine: Machine, request: AnyValue, name: str, site: Site) -> Taints:
    """Return what an attribute that no model knows tells of a caller, where something before has put it at a request."""
    if _OF_CALLER.search(name.lower()) is None or not _has_headers(machine, request, site):
        return CLEAN
    return _told_of_caller(site)


_KINDS = frozenset({SourceKind.CREDENTIAL})


def _has_headers(machine: Machine, value: AnyValue, site: Site) -> bool:
    """Tell whether a value is a request: what the models say has headers that a caller sends, and is no file."""
    type_name = type_of(machine, value)
    if not type_name or type_name.startswith("builtins."):
        return False
    headers = machine.library.attribute(value, type_name, "headers", site)
    kinds = kinds_of(headers.taint) if headers is not None else frozenset()
    return SourceKind.HEADER in kinds and SourceKind.FILE not in kinds
