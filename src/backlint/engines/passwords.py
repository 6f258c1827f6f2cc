"""Where passwords are set, by what endpoints do: which forms and schemas their passwords come from, and whether anything
asks how long a password of a raw request is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from backlint.concepts import REMOTE, Fact, PasswordField, PasswordKept, Reading, SinkKind, SourceKind, State
from backlint.engines.entries import Entries, EntryRun
from backlint.execution.decisions import COMPARED_LITERAL
from backlint.execution.places import location_of
from backlint.execution.program import Check, Effect, Run, order
from backlint.execution.taint import Origin, Taint, Taints, in_order, is_neutral
from backlint.execution.types import plain
from backlint.execution.values import AnyValue, ClassObject, InstanceObject, Unknown, members
from backlint.frameworks.validation import SCHEMA_PROOF
from backlint.secrecy import purpose_of

_NOTHING = Reading((0,), complete=True)
_FAST = frozenset({SinkKind.FAST_HASH, SinkKind.PASSWORD_STORE})
LOOKS_UP = frozenset("filter filter_by where find find_one count_documents get exclude select authenticate".split())
"""Methods, by their own names, that look for records by what they are given."""
_ASKED = re.compile(r"\b(?!get\b|getlist\b|strip\b|bool\b|str\b)\w+\(\)|\bin\b|[<>]")
"""The text of a condition that asks more of a value than whether it is there or the same as another."""


def policies(entries: Entries, facts: Iterable[Fact]) -> Iterator[Fact]:
    """Yield facts with what the endpoints tell: fields of which only their use says that they set a password do so where
    a handler that is given their class stores or hashes one, and nothing is known of those that a handler looks at
    itself. Passwords that are read from a raw request are added.
    """
    used: set[str] = set()
    asked: set[str] = set()
    raw: dict[tuple[object, ...], PasswordField] = {}
    validated: set[str] = set()
    named: set[str] = set()
    for _, runs in entries.applications:
        for entry in runs:
            validated.update(_validated(entry))
            named.update(_schemas_of(entry))
            for run, origin in _set_by(entry):
                typed = _classes_of(entry, origin)
                used.update(typed)
                if _is_asked(run, origin):
                    asked.update(typed)
                if not typed:
                    fact = _raw(entry, run, origin)
                    raw.setdefault((fact.location, fact.field), fact)
    for one in facts:
        if isinstance(one, PasswordField):
            sent = one.owner in used or not named.isdisjoint(one.classes)
            sets = State.YES if one.sets is State.UNKNOWN and sent else one.sets
            # What a form has cleaned does not tell which form that was.
            later = one.field in validated and one.callee.startswith(("django.", "rest_framework."))
            yield replace(one, sets=sets, minimum=Reading() if later or one.owner in asked else one.minimum)
        else:
            yield one
    yield from raw.values()
    yield from _compared(entries)
    yield from _compared_tokens(entries)


_TOLD = frozenset({SourceKind.CREDENTIAL, SourceKind.HEADER, SourceKind.COOKIE, SourceKind.PASSWORD})


def _compared_tokens(entries: Entries) -> Iterator[PasswordKept]:
    """Yield the texts of the program that headers and cookies are compared with which are called secrets."""
    for _, runs in entries.applications:
        for entry in runs:
            for effect in (one for run in entry.runs() for one in run.effects if one.mark == COMPARED_LITERAL):
                sent = next((one.origin for one in in_order(effect.taints) if isinstance(one.origin, Origin)), None)
                if sent is None or sent.kinds.isdisjoint(_TOLD):
                    continue
                yield PasswordKept(
                    location=location_of(effect.site),
                    scope=effect.site.scope,
                    name=sent.text,
                    compared="literal",
                )


_LITERAL = re.compile(
    r'(?:(?P<name>\w+)|.*\["\w+"\]|.*\b(?:headers|form|json|args|cookies)\.get\(\)|(?:\w*(?:form|data|body|payload|request|credentials|creds|login)\w*)\.(?!(?:scheme|grant_type|type)\b)\w+) == "…"',
    re.IGNORECASE,
)
"""A comparison of what was sent with a text of the program; an attribute of something else may be a row's, and the
word before a token is no secret."""
_STORED = "the stored password "


def _compared(entries: Entries) -> Iterator[PasswordKept]:
    """Yield the conditions by which a password of a request is compared, as it is, with a text or what a row keeps."""
    seen: set[object] = set()
    for _, runs in entries.applications:
        for check in (
            one
            for entry in runs
            for run in entry.runs()
            for exit_ in run.exits
            for one in sorted(exit_.checks, key=order)
        ):
            place = location_of(check.site)
            sent = next((taint.origin for taint in in_order(check.taints) if _is_sent(taint)), None)
            if not isinstance(sent, Origin) or place in seen:
                continue
            others = [taint.origin for taint in check.taints if taint.origin != sent]
            stored = any(isinstance(one, Origin) and one.text.startswith(_STORED) for one in others)
            literal = not others and not sent.kinds >= _KEY and _is_a_text(check.text)
            # That a header is the same as a text lets in whoever knows the text, be it called a password or a key.
            if (stored and _as_typed(check.text)) or literal:
                seen.add(place)
                yield PasswordKept(
                    location=place,
                    scope=check.site.scope,
                    name=sent.text,
                    compared="stored" if stored else "literal",
                )


_KEY = frozenset({SourceKind.HEADER, SourceKind.CREDENTIAL})
_SIDES = re.compile(r'([\w.\["\]…]+) (?:==|!=) ([\w.\["\]…]+)')


_LONGEST = 300
"""Characters of a condition that somebody wrote; the pattern takes time by the square of them."""


def _is_a_text(text: str) -> bool:
    """Tell whether a condition compares what was sent under the name of a secret with a text of the program."""
    found = _LITERAL.fullmatch(text) if len(text) <= _LONGEST else None
    return found is not None and (found["name"] is None or bool(purpose_of(found["name"])))


def _as_typed(text: str) -> bool:
    """Tell whether both sides of a comparison are called passwords: what was hashed for it is called something else."""
    sides = _SIDES.fullmatch(text)
    if sides is None:
        return False
    names = [re.findall(r"[A-Za-z]\w*", side)[-1:] for side in sides.groups()]
    return all(name and purpose_of(name[0]) == "password" for name in names)


def _is_sent(taint: Taint) -> bool:
    """Tell whether data is a password of a request: once it was found equal to something it harms nothing any more."""
    origin = taint.origin
    return (
        isinstance(origin, Origin)
        and not taint.weak
        and (SourceKind.PASSWORD in origin.kinds or origin.kinds >= _KEY)
        and bool(origin.kinds & REMOTE)
    )


def _validated(entry: EntryRun) -> Iterator[str]:
    """Yield the names of passwords that a handler itself hands to a validator of passwords."""
    for effect in entry.run.effects if entry.run is not None else ():
        if effect.mark == "password-policy":
            yield from (taint.origin.name for taint in effect.taints if isinstance(taint.origin, Origin))


def _set_by(entry: EntryRun) -> Iterator[tuple[Run, Origin]]:
    """Yield the passwords of a request that a handler hashes or stores as somebody's own, and that no schema has checked."""
    for taint, origin in _kept_by(entry):
        if entry.run is not None and not taint.safe >= SCHEMA_PROOF:
            yield entry.run, origin


def _schemas_of(entry: EntryRun) -> Iterator[str]:
    """Yield the names of the schemas by which a decorator has checked a password that a handler then makes somebody's own."""
    for taint, origin in _kept_by(entry):
        if taint.safe >= SCHEMA_PROOF:
            # What is read from the whole has the place where it is read.
            yield from (one.by for one in entry.route.parameters if one.by and one.name in {"", origin.name})


def _kept_by(entry: EntryRun) -> Iterator[tuple[Taint, Origin]]:
    run = entry.run
    if run is None:
        return
    marks = {effect.mark for effect in run.effects}
    seen: set[Origin] = set()
    for effect in run.effects:
        if not _keeps(effect, marks):
            continue
        for taint in in_order(effect.taints):
            origin = taint.origin
            if (
                isinstance(origin, Origin)
                and not taint.weak
                and SourceKind.PASSWORD in origin.kinds
                and origin.kinds & REMOTE
                and origin not in seen
            ):
                seen.add(origin)
                yield taint, origin


def _keeps(effect: Effect, marks: set[str]) -> bool:
    """Tell whether an effect makes a password somebody's own: its hash is made, or it is stored."""
    if effect.mark == "password-hash":
        return True
    if effect.sunk is None or effect.sunk.kind not in _FAST or "password-check" in marks:
        return False
    asks = effect.sunk.argument == "a condition" or effect.callee.rpartition(".")[2] in LOOKS_UP
    return not asks and (effect.sunk.kind is SinkKind.PASSWORD_STORE or "write" in marks)


def _classes_of(entry: EntryRun, origin: Origin) -> set[str]:
    """Return the classes, by name, of what a handler is given whose part a password is."""
    given: list[AnyValue] = [*entry.route.arguments.positional, *(value for _, value in entry.route.arguments.keywords)]
    found: set[str] = set()
    for value in given:
        for one in members(value):
            cls = one.cls if isinstance(one, InstanceObject) else plain(one.type) if isinstance(one, Unknown) else None
            if isinstance(cls, ClassObject) and _is_at(one.taint, origin):
                found.update(ancestor.name for ancestor in cls.ancestors() if isinstance(ancestor, ClassObject))
    return found


def _is_at(taints: Taints, origin: Origin) -> bool:
    """Tell whether data comes from the same place as a part of it."""
    return any(isinstance(taint.origin, Origin) and taint.origin.site == origin.site for taint in taints)


def _raw(entry: EntryRun, run: Run, origin: Origin) -> PasswordField:
    """Make the fact of a password that a handler reads by itself."""
    return PasswordField(
        location=location_of(origin.site),
        scope=origin.site.scope,
        callee="",
        production=True,
        owner=entry.title,
        field=origin.name,
        minimum=Reading() if _is_asked(run, origin) else _NOTHING,
        sets=State.YES,
    )


def _is_asked(run: Run, origin: Origin) -> bool:
    """Tell whether a handler asks more of a password than whether it is there, or hands it to what does."""
    checks = (check for exit_ in run.exits for check in exit_.checks)
    return any(
        (_ASKED.search(check.text) and _is_of(check.taints, origin)) or (not check.text and _is_about(check, origin))
        for check in checks
    ) or any(effect.mark == "password-policy" and _is_of(effect.taints, origin) for effect in run.effects)


def _is_about(check: Check, origin: Origin) -> bool:
    """Tell whether an exception says something of a password: nothing else of the request was at hand, and not only its hash."""
    raw = frozenset(one for one in check.taints if not is_neutral(one))
    sent = (one.origin for one in check.taints if isinstance(one.origin, Origin) and one.origin.kinds & REMOTE)
    return _is_of(raw, origin) and all(SourceKind.PASSWORD in one.kinds for one in sent)


def _is_of(taints: Taints, origin: Origin) -> bool:
    """Tell whether data is what a source gives, wherever it is read."""
    return any(
        isinstance(taint.origin, Origin) and taint.origin.name == origin.name and taint.origin.kinds == origin.kinds
        for taint in taints
    )
