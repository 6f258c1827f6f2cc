"""Decisions by what a caller says of itself: a condition on a field whose name says what the caller may do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from backlint.concepts import SinkKind, SourceKind
from backlint.execution.frames import Frame
from backlint.execution.library import Sunk
from backlint.execution.program import Effect
from backlint.execution.taint import Origin, Symbol, Taint, Taints, is_neutral
from backlint.execution.values import NONE, AnyValue, Constant
from backlint.facts import model
from backlint.secrecy import purpose_of

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_DECISIVE = re.compile(
    r"(?:.*[-_.])?(?:admin|is_?admin|administrator|superuser|staff|root|role|privileges?|permissions?|access_level|"
    r"logged_?in|is_?authenticated|authenticated|authorized|forwarded_for|real_ip|client_ip|connecting_ip)",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def announces_right(name: str) -> bool:
    """Tell whether a field's name says who the caller is allowed to be, or from where it calls."""
    return _DECISIVE.fullmatch(_CAMEL.sub("_", name).replace("-", "_")) is not None


def note_decision(frame: Frame, value: AnyValue, node: model.Expression, how: str) -> None:
    """Note a sink where a condition asks for such a field, as whoever sends it has filled it in.

    `how` is `compared` (with something that the program holds) or `asked` (whether there is anything). What an argument is
    called where it comes from only whoever calls knows: here it is called as the parameter is.
    """
    called = node.id if isinstance(node, model.Name) else ""
    named = frozenset(taint for taint in value.taint if announces_right(_name(taint) or called))
    harmful = frame.harmful(named, SinkKind.DECISION) if named else named
    if harmful:
        frame.effect(Effect("sink", "a condition", frame.site(node.at), harmful, Sunk(SinkKind.DECISION, how, NONE)))


RELATES = "relates"
"""The mark of an effect: a condition asks of several things at once, of which one may tell who is calling."""

_TELLING = frozenset({SourceKind.CREDENTIAL, SourceKind.SESSION, SourceKind.COOKIE, SourceKind.HEADER})


def note_relation(frame: Frame, taints: Taints, at: int) -> None:
    """Note that a condition depends on who is calling and on something else: whose record it is, perhaps.

    In a function that is run once for all of its callers it is they who know what its parameters are.
    """
    if len(taints) < 2:
        return
    for taint in taints:
        if isinstance(taint.origin, Symbol) or not _TELLING.isdisjoint(taint.origin.kinds):
            frame.effect(Effect(RELATES, "", frame.site(at), taints))
            return


COMPARED_PASSWORD = "password-compared"
"""The mark of an effect: something called a password was compared with something that the program keeps."""

_SET_TWICE = re.compile(r"confirm|repeat|again|retype|verif|second|twice|2\b|new", re.IGNORECASE)


def note_password(frame: Frame, node: model.Compare, taints: Taints) -> None:
    """Note a comparison by hand of what somebody types as a password with what is kept; two that are typed are none."""
    names = [name for side in (node.left, *node.comparators) for name in _names(side)]
    # What an argument is called only whoever calls knows.
    passed = any(isinstance(taint.origin, Symbol) and not taint.origin.part for taint in taints)
    called = passed or any(purpose_of(name) == "password" for name in names)
    if called and not any(_SET_TWICE.search(name) for name in names):
        frame.effect(Effect(COMPARED_PASSWORD, "", frame.site(node.at), taints))


COMPARED_LITERAL = "literal-compared"
"""The mark of an effect: what was sent under the name of a secret was compared with a text of the program, at its site."""

_SCHEMES = frozenset(
    {"bearer", "basic", "token", "digest", "apikey", "negotiate", "none", "null", "undefined", "true", "false"}
)
_KEY = frozenset({SourceKind.HEADER, SourceKind.CREDENTIAL})
_PART = re.compile(r"(?:header|cookie|credential) (\S+)")
SHORTEST_SECRET = 4


_WHO = re.compile(r"user|login|e?mail|scheme|type|method|algorithm|alg|realm", re.IGNORECASE)


def note_literal(frame: Frame, node: model.Compare, one: AnyValue, other: AnyValue) -> None:
    """Note a comparison of what somebody sends as a secret, by its name or as a credential, with a text of the program."""
    names = [name for side in (node.left, *node.comparators) for name in _names(side)]
    if any(_WHO.search(name) for name in names):
        return
    if any(
        isinstance(side, model.Attribute) and not _is_secret_part(side.name) for side in (node.left, *node.comparators)
    ):
        return
    # What a parameter was given only whoever calls knows.
    called = any(purpose_of(name) for name in names)
    for sent, held in ((one, other), (other, one)):
        if not isinstance(held, Constant) or held.site is None or held.tainted or not isinstance(held.value, str):
            continue
        text = held.value.strip().lower()
        if len(text) < SHORTEST_SECRET or text in _SCHEMES:
            continue
        # What a token says whose signature was checked is no secret of its own.
        taints = frozenset(
            taint
            for taint in sent.taint
            if not taint.weak and not is_neutral(taint) and _is_sent_secret(taint, called=called)
        )
        if taints:
            frame.effect(Effect(COMPARED_LITERAL, "", held.site, taints))


def _is_secret_part(name: str) -> bool:
    """Tell whether an attribute of what was sent, or was found by it, is the secret itself."""
    return bool(purpose_of(name)) or name.lower() in {"authorization", "credentials"}


def _is_sent_secret(taint: Taint, *, called: bool) -> bool:
    origin = taint.origin
    if isinstance(origin, Symbol):
        return called
    if _TELLING.isdisjoint(origin.kinds):
        return False
    # What a token says of who sends it is read under a name of its own.
    part = _PART.fullmatch(origin.text)
    if part is not None and origin.name and part[1].lower() != origin.name.lower():
        return bool(purpose_of(part[1]))
    return origin.kinds >= _KEY or bool(purpose_of(origin.name))


def _names(node: model.Expression) -> Iterator[str]:
    """Yield the names that a side of a comparison is written with: of variables, fields, keys and what calls are given."""
    if isinstance(node, model.Name):
        yield node.id
    elif isinstance(node, model.Attribute):
        yield node.name
        yield from _names(node.value)
    elif isinstance(node, model.Subscript):
        if isinstance(node.index, model.Literal) and isinstance(node.index.value, str):
            yield node.index.value
        yield from _names(node.value)
    elif isinstance(node, model.Call):
        yield from _names(node.function)
        for argument in node.arguments:
            yield from _names(argument.value)
    elif isinstance(node, model.Literal) and isinstance(node.value, str) and node.value.isidentifier():
        # `request.form.get("password")`
        yield node.value


def _name(taint: Taint) -> str:
    return taint.origin.name if isinstance(taint.origin, Origin) else taint.origin.part
