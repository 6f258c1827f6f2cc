"""What is known of values once a condition holds.

A check on a value makes it safe where it really constrains it: membership in a fixed collection, equality with a
constant, a type, a full match of a pattern. A check also says what the path from here on depends on.
"""

from __future__ import annotations

from collections.abc import Iterable

from backlint.concepts import PROOFS, REMOTE, STORED, SinkKind, SourceKind
from backlint.execution import folding
from backlint.execution.characters import NEEDED, admitted, beginning
from backlint.execution.frames import Frame
from backlint.execution.joins import join, join_all
from backlint.execution.looked_up import looked_up_under
from backlint.execution.machine import Machine
from backlint.execution.program import Effect
from backlint.execution.taint import (
    CLEAN,
    EVERY_SINK,
    TEXTUAL,
    Origin,
    Symbol,
    Taint,
    Taints,
    is_neutral,
    kinds_of,
    neutralize,
    unite,
)
from backlint.execution.types import is_harmless
from backlint.execution.values import (
    AnyValue,
    CallEvent,
    ClassObject,
    Constant,
    DictObject,
    External,
    InstanceObject,
    ListObject,
    Produced,
    Text,
    Tuple,
    Union,
    Unknown,
    Value,
    members,
    string_of,
)
from backlint.facts import model

_SAFE_PREDICATES = frozenset({"isdigit", "isalnum", "isalpha", "isdecimal", "isnumeric", "isidentifier"})
_MATCHES = frozenset({"re.fullmatch", "re.match", "re.Pattern.fullmatch", "re.Pattern.match"})
_MATCH = "re.Match"


def assume(machine: Machine, frame: Frame, test: model.Expression, *, holds: bool) -> None:
    """Refine what the frame's variables may be, given that a test came out as `holds`."""
    if frame.state is None:
        return
    if isinstance(test, model.Unary) and test.op == "not":
        assume(machine, frame, test.operand, holds=not holds)
    elif isinstance(test, model.Boolean):
        if (test.op == "and") is holds:
            assume(machine, frame, test.left, holds=holds)
            _asked(frame, test)
            assume(machine, frame, test.right, holds=holds)
        else:
            _either(machine, frame, test, holds=holds)
    elif isinstance(test, model.Compare):
        if len(test.ops) == 1:
            _compare(machine, frame, test, holds=holds)
    elif isinstance(test, model.Call):
        _answered(frame, test, holds=holds)
        if holds:
            _call(machine, frame, test)
        else:
            _denied(machine, frame, test)
    elif isinstance(test, model.Await):
        assume(machine, frame, test.value, holds=holds)
    elif isinstance(test, model.Walrus):
        assume(machine, frame, test.target, holds=holds)
    elif isinstance(test, model.Binary) and test.op == "&" and holds:
        for one, other in ((test.left, test.right), (test.right, test.left)):
            _shared(machine, frame, one, other)
    else:
        _truth(frame, test, holds=holds)


def _either(machine: Machine, frame: Frame, test: model.Boolean, *, holds: bool) -> None:
    """Refine by an `and` that failed or an `or` that held: one of its sides did it, and what both prove is known."""
    before = frame.state
    if before is None:
        return
    for side, beside in ((test.left, test.right), (test.right, test.left)):
        if _comes_out(machine, frame, beside) is (not holds):
            assume(machine, frame, side, holds=holds)
            return
    first, second = before.copy(), before.copy()
    frame.state = first
    assume(machine, frame, test.left, holds=holds)
    frame.state = second
    assume(machine, frame, test.left, holds=not holds)
    _asked(frame, test)
    assume(machine, frame, test.right, holds=holds)
    frame.state = before
    before.proved |= first.proved & second.proved
    for name, value in before.locals.items():
        one, other = first.locals.get(name, value), second.locals.get(name, value)
        if one is not value and other is not value:
            before.locals[name] = join(one, other)


def _comes_out(machine: Machine, frame: Frame, test: model.Expression) -> bool | None:
    """Tell how a question whether a variable is None comes out; None for any other, and where it is not known."""
    if not isinstance(test, model.Compare) or test.ops not in {("is",), ("is not",)}:
        return None
    left, right = test.left, test.comparators[0]
    if not isinstance(left, model.Name) or not isinstance(right, model.Literal):
        return None
    return folding.compare(test.ops[0], machine.evaluate(frame, left), machine.evaluate(frame, right))


def _asked(frame: Frame, test: model.Boolean) -> None:
    """Note what the right side of a condition proved, on a path on which it was evaluated."""
    for taints, kinds in frame.proofs.get(id(test), ()):
        frame.prove_here(taints, kinds)


def _key(target: model.Expression) -> str | None:
    """Return the name under which a refined value is kept: a variable, or an attribute of one."""
    if isinstance(target, model.Walrus):
        return _key(target.target)
    if isinstance(target, model.Name):
        return target.id if target.scope in {model.LOCAL, model.CLASS} else None
    if isinstance(target, model.Attribute) and isinstance(target.value, model.Name):
        return f"{target.value.id}.{target.name}"
    return None


def item_place(node: model.Expression) -> str:
    """Return the name under which a frame knows what it put into a container last under a key that is not known:
    `cache[key]`, for a container and a key in variables; else "".
    """
    if not isinstance(node, model.Subscript) or not isinstance(node.index, model.Name):
        return ""
    names = [f"[{node.index.id}]"]
    base = node.value
    while isinstance(base, model.Attribute):
        names.append(f".{base.name}")
        base = base.value
    return "".join((base.id, *reversed(names))) if isinstance(base, model.Name) else ""


def _refine(frame: Frame, target: model.Expression, value: AnyValue) -> None:
    key = _key(target)
    if key is not None and frame.state is not None and (("." in key) or key in frame.state.locals):
        frame.state.locals[key] = value
        frame.refines = frame.refines or "." in key


def _truth(frame: Frame, test: model.Expression, *, holds: bool) -> None:
    key = _key(test)
    if key is None or frame.state is None:
        return
    value = frame.state.locals.get(key)
    if holds:
        _found(frame, key)
    if holds and isinstance(value, Produced) and value.type == _MATCH:
        _matched_by(frame, value.call)
    if value is not None and value.taint and not holds:
        empty = folding.falsy(value)
        if members(empty):
            frame.state.locals[key] = empty
    elif isinstance(value, Union):
        kept = [member for member in value.members if folding.truth(member) is not (not holds)]
        if kept:
            frame.state.locals[key] = join_all(kept)


def _compare(machine: Machine, frame: Frame, test: model.Compare, *, holds: bool) -> None:
    op = test.ops[0]
    left, right = test.left, test.comparators[0]
    if isinstance(left, model.Attribute):
        # The comparison itself may have been evaluated on a path that other paths have met since.
        compared(frame, (machine.evaluate(frame, left),), test.at)
    if op in {"in", "not in"}:
        if (op == "in") is holds:
            collection = machine.evaluate(frame, right)
            make_safe(machine, frame, left, CLEAN if is_ours(collection) else collection.taint)
        return
    if op == "<=" and holds and isinstance(left, model.Call):
        _subset(machine, frame, left, right)
        return
    if op in {"is", "is not", "==", "!="}:
        positive = (op in {"is", "=="}) is holds
        for one, other in ((left, right), (right, left)):
            called = isinstance(one, (model.Call, model.Await))
            if _key(one) is None and not called:
                continue
            against = machine.evaluate(frame, other)
            if called:
                # `match(x) is not None`, `allowed(x) == True`: what the call answers is asked.
                if isinstance(against, Constant) and (against.value is None or against.kind == "bool"):
                    assume(machine, frame, one, holds=bool(against.value) is positive)
                continue
            if isinstance(against, Constant) and against.value is None:
                _none(machine, frame, one, is_none=positive)
                _truth(frame, one, holds=not positive)
            elif positive and (is_ours(against) or kinds_of(against.taint) <= STORED):
                make_safe(machine, frame, one, CLEAN if is_ours(against) else against.taint)
        return


def is_fixed(value: AnyValue) -> bool:
    """Tell whether a value is entirely the program's own: constants, however many."""
    if isinstance(value, Constant):
        return not value.tainted
    if isinstance(value, (Tuple, ListObject)):
        every = [*value.items, *([] if value.rest is None else [value.rest])]
        return all(is_fixed(item) for item in every)
    if isinstance(value, DictObject):
        return not value.keys_taint and (value.rest is None or not value.rest.taint)
    if isinstance(value, Union):
        return all(is_fixed(member) for member in value.members)
    if isinstance(value, Text):
        return False
    return isinstance(value, (ClassObject, External)) or (not isinstance(value, Unknown) and not value.taint)


_CONFIGURED = frozenset({SourceKind.ENVIRONMENT, SourceKind.COMMAND_LINE})


def is_ours(value: AnyValue) -> bool:
    """Tell whether a value is chosen by the program or by whoever runs it, so that what is among it is allowed."""
    return is_fixed(value) or all(
        isinstance(taint.origin, Origin) and taint.origin.kinds <= _CONFIGURED for taint in value.taint
    )


def compared(frame: Frame, values: Iterable[AnyValue], at: int) -> None:
    """Note what comparing values proves of the data that they were made from."""
    for value in values:
        # An object of the project's own is compared by itself: that says nothing of the hosts and paths it may hold.
        compared_taints = value.tainted if isinstance(value, InstanceObject) else value.taint
        for marker, kinds in PROOFS.items() if compared_taints else ():
            taints = frozenset(one for one in compared_taints if marker in one.safe and not kinds <= one.safe)
            if taints:
                frame.prove(taints, kinds, frame.site(at))


CONSTRAINED = "constrained"
"""The mark of an effect: what came from these sources was compared with something that is not empty."""


def constrained(frame: Frame, value: AnyValue, other: AnyValue | None, at: int, *, size: bool = False) -> None:
    """Note that data was compared with what is allowed, which a test for being there at all is not.

    The size of a file says nothing of what it is, and what other data is compared with, such as that of a record, need not
    be allowed.
    """
    empty = isinstance(other, Constant) and not other.value
    if empty or not (given := value.taint):
        return
    kinds = _FILES if other is not None and not size and not is_fixed(other) else REMOTE - _FILES if size else REMOTE
    taints = frozenset(taint for taint in given if _is_compared(taint, kinds))
    if taints:
        frame.effect(Effect(CONSTRAINED, "", frame.site(at), taints))


_FILES = frozenset({SourceKind.FILE})


def _is_compared(taint: Taint, kinds: frozenset[SourceKind]) -> bool:
    """Tell whether it is data as it came that is compared; what a symbol stands for the caller knows."""
    # What something unknown made of it says little of what went in, but for a file: it looks at what that is.
    as_it_came = not is_neutral(taint) and not taint.weak
    if isinstance(taint.origin, Symbol):
        return as_it_came or kinds >= _FILES
    return bool(taint.origin.kinds & kinds) and (as_it_came or bool(taint.origin.kinds & _FILES))


_PARENTS = frozenset({"..", "../", "/..", "/../", "..\\"})


def looked_for(frame: Frame, part: AnyValue, whole: AnyValue, at: int) -> None:
    """Note what looking for a text in data proves of the data: that it does not lead to a folder above, say."""
    if isinstance(part, Constant) and whole.taint:
        if part.value in _PARENTS:
            frame.prove(whole.taint, frozenset({SinkKind.NO_PARENTS}), frame.site(at))
        elif part.value == "//":
            frame.prove(whole.taint, frozenset({SinkKind.ONE_SLASH}), frame.site(at))


def asked_beginning(frame: Frame, whole: AnyValue, prefix: AnyValue | None, at: int) -> None:
    """Note what asking with what data begins proves of it: whether a path begins at the root, an address with a host."""
    given = prefix.items if isinstance(prefix, Tuple) else (prefix,)
    texts = {one.value for one in given if isinstance(one, Constant)}
    found = {kind for text, kind in _BEGINNINGS.items() if text in texts}
    if found and whole.taint:
        frame.prove(whole.taint, frozenset(found), frame.site(at))


_BEGINNINGS = {"/": SinkKind.BEGINNING_CHECKED, "//": SinkKind.ONE_SLASH, "..": SinkKind.NO_PARENTS}


def _none(machine: Machine, frame: Frame, target: model.Expression, *, is_none: bool) -> None:
    value = machine.evaluate(frame, target)
    if is_none:
        return
    _found(frame, _key(target))
    kept = [member for member in members(value) if not (isinstance(member, Constant) and member.value is None)]
    if kept and len(kept) < len(members(value)):
        _refine(frame, target, join_all(kept))


def _found(frame: Frame, key: str | None) -> None:
    """Note that something was found: the value under which it was looked for is one of those that are listed."""
    asked = looked_up_under(frame, key) if key is not None else None
    if asked is not None and frame.state is not None:
        value = frame.state.locals[asked]
        frame.state.locals[asked] = join_all(_safe(member) for member in members(value))


def make_safe(machine: Machine, frame: Frame, target: model.Expression, of: Taints = CLEAN) -> None:
    """Note that a value is now one that the program itself chose, or one of a form that harms nothing.

    `of` are the taints of that among which it was found: it is as harmful as these, whoever sent it.
    """
    if isinstance(target, model.Call) and isinstance(target.function, model.Attribute):
        # `x.lower() in ALLOWED` constrains x as far as any sink is concerned; `form.get("x")` is one part of many.
        if target.function.name in folding.KEEPS_TEXT:
            make_safe(machine, frame, target.function.value, of)
        return
    if _key(target) is None:
        return
    value = machine.evaluate(frame, target)
    if value.taint:
        _refine(frame, target, join_all(_safe(member, of) for member in members(value)))


def _safe(value: AnyValue, of: Taints = CLEAN) -> AnyValue:
    """Return a value that the program itself chose; a constant among others (a default) stays known."""
    if not value.taint:
        return value
    return Unknown(unite(neutralize(value.taint, EVERY_SINK), of), folding.type_hint(value))


def _answered(frame: Frame, test: model.Call, *, holds: bool) -> None:
    """Refine by what a function of the project has made sure of when it answers so."""
    answer = frame.answers.get(test.at)
    if answer is not None and frame.state is not None:
        frame.prove_here(answer.yes if holds else answer.no, TEXTUAL)


def _denied(machine: Machine, frame: Frame, test: model.Call) -> None:
    """Refine by `isinstance(x, str)` that answered no: a text is none of what is left."""
    function = test.function
    if isinstance(function, model.Name) and function.id == "isinstance" and len(test.arguments) == 2:
        kind = machine.evaluate(frame, test.arguments[1].value)
        target = test.arguments[0].value
        if kind != folding.STRING or _key(target) is None:
            return
        value = machine.evaluate(frame, target)
        kept = [member for member in members(value) if folding.type_hint(member) != folding.STRING]
        if len(kept) == len(members(value)):
            return
        if kept:
            _refine(frame, target, join_all(kept))
        else:
            make_safe(machine, frame, target)


def _call(machine: Machine, frame: Frame, test: model.Call) -> None:
    """Refine by a call that answered yes: `isinstance`, `str.isdigit`, `re.fullmatch`."""
    function = test.function
    if isinstance(function, model.Name) and function.id == "bool" and len(test.arguments) == 1:
        assume(machine, frame, test.arguments[0].value, holds=True)
        return
    if isinstance(function, model.Name) and function.id == "any" and len(test.arguments) == 1:
        _any(machine, frame, test.arguments[0].value)
        return
    if isinstance(function, model.Attribute) and function.name in _SAFE_PREDICATES and not test.arguments:
        make_safe(machine, frame, function.value)
        return
    if isinstance(function, model.Attribute) and function.name == "startswith" and len(test.arguments) == 1:
        _begins(machine, frame, function.value, test.arguments[0].value)
        return
    if isinstance(function, model.Name) and function.id == "isinstance" and len(test.arguments) == 2:
        kind = machine.evaluate(frame, test.arguments[1].value)
        if is_harmless(kind):
            make_safe(machine, frame, test.arguments[0].value)
        return
    if isinstance(function, model.Name) and function.id == "all" and len(test.arguments) == 1:
        _every(machine, frame, test.arguments[0].value)
        return
    if isinstance(function, model.Attribute) and function.name == "issubset" and len(test.arguments) == 1:
        _subset(machine, frame, function.value, test.arguments[0].value)
        return
    if isinstance(function, (model.Attribute, model.Name)) and test.arguments and _may_match(function):
        value = machine.evaluate(frame, test)
        if isinstance(value, Produced) and value.type == _MATCH:
            _matched_by(frame, value.call)
            subject = test.arguments[0 if isinstance(value.call.receiver, Produced) else 1 :]
            if subject:
                _matched_from_start(machine, frame, value.call, subject[0].value)


def _any(machine: Machine, frame: Frame, test: model.Expression) -> None:
    """Refine by `any(x == one for one in names)` and `any(x in one for one in lists)` that held."""
    if not isinstance(test, model.Comprehension) or len(test.clauses) != 1 or test.kind == "dict":
        return
    clause, compared_to = test.clauses[0], test.element
    if not isinstance(compared_to, model.Compare) or compared_to.ops not in {("==",), ("in",)}:
        return
    sides = [(compared_to.left, compared_to.comparators[0])]
    if compared_to.ops == ("==",):
        sides.append((compared_to.comparators[0], compared_to.left))
    for asked, one in sides:
        own = one.value if isinstance(one, model.Attribute) else one
        if isinstance(own, model.Name) and isinstance(clause.target, model.Name) and own.id == clause.target.id:
            listed = machine.evaluate(frame, clause.iterable)
            if is_ours(listed):
                make_safe(machine, frame, asked)


def _every(machine: Machine, frame: Frame, test: model.Expression) -> None:
    """Refine by `all(… for one in many)`: what each item is checked for holds for all of them.

    Only for containers: what makes a single character safe says little of a text of such.
    """
    before = frame.state
    if before is None or not isinstance(test, model.Comprehension) or len(test.clauses) != 1:
        return
    clause = test.clauses[0]
    if not isinstance(clause.target, model.Name) or clause.conditions:
        return
    many = machine.evaluate(frame, clause.iterable)
    if not many.taint or not isinstance(many, (ListObject, Tuple)):
        return
    frame.state = before.copy()
    frame.state.locals[clause.target.id] = Unknown(many.taint, folding.STRING)
    assume(machine, frame, test.element, holds=True)
    checked = frame.state.locals[clause.target.id]
    frame.state = before
    if all(map(is_neutral, checked.taint)):
        make_safe(machine, frame, clause.iterable)


def _subset(machine: Machine, frame: Frame, part: model.Expression, whole: model.Expression) -> None:
    """Refine by `set(part) <= whole`: every item of it is one of the program's own."""
    while isinstance(part, model.Call) and len(part.arguments) == 1 and isinstance(part.function, model.Name):
        part = part.arguments[0].value
    if is_fixed(machine.evaluate(frame, whole)):
        make_safe(machine, frame, part)


def _shared(machine: Machine, frame: Frame, part: model.Expression, whole: model.Expression) -> None:
    """Refine by `{x, "*"} & whole` that is not empty: x is one of the program's own, or the program lets in all by `*`."""
    if isinstance(part, model.Call) and len(part.arguments) == 1 and isinstance(part.function, model.Name):
        part = part.arguments[0].value
    if not isinstance(part, model.Display):
        return
    listed = machine.evaluate(frame, whole)
    asked = [one for one in part.items if not isinstance(one, model.Literal)]
    if len(asked) == 1 and is_ours(listed):
        make_safe(machine, frame, asked[0])


def _begins(machine: Machine, frame: Frame, target: model.Expression, beginning: model.Expression) -> None:
    """Note with what a text is now known to begin: the same as if the program had put it there."""
    if _key(target) is None:
        return
    given = machine.evaluate(frame, beginning)
    if isinstance(given, Text) and is_ours(given):
        _begun(machine, frame, target, given.parts, frozenset())
        return
    items = given.items if isinstance(given, Tuple) and given.rest is None else (given,)
    known = [one.value for one in items if isinstance(one, Constant) and isinstance(one.value, str)]
    common = _common_beginning(known) if len(known) == len(items) else ""
    _begun(machine, frame, target, (Constant(common, "str"),) if common else (), frozenset())


def _begun(
    machine: Machine, frame: Frame, target: model.Expression, known: tuple[Value, ...], safe: frozenset[SinkKind]
) -> None:
    """Let a text of which nothing else is known begin with what it is now known to begin with."""
    value = machine.evaluate(frame, target) if known and _key(target) is not None else None
    if isinstance(value, Unknown) and value.tainted and value.type in {None, folding.STRING}:
        rest = Unknown(neutralize(value.tainted, safe), value.type, value.note) if safe else value
        _refine(frame, target, Text((*known, rest)))


def _common_beginning(texts: list[str]) -> str:
    first, last = min(texts, default=""), max(texts, default="")
    same = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    return first[:same]


def _may_match(function: model.Attribute | model.Name) -> bool:
    return (function.name if isinstance(function, model.Attribute) else function.id) in {"match", "fullmatch"}


def _pattern_of(call: CallEvent) -> tuple[str, AnyValue | None]:
    """Return the pattern that a call tries, "" where it is not known, and the text that it tries it on."""
    patterns: AnyValue | None = call.arguments.get(0, "pattern")
    subject = call.arguments.get(1, "string")
    if isinstance(call.receiver, Produced):
        patterns, subject = call.receiver.call.arguments.get(0, "pattern"), call.arguments.get(0, "string")
    pattern = string_of(patterns) if call.callee in _MATCHES else None
    return pattern or "", subject


def _matched_by(frame: Frame, call: CallEvent) -> None:
    """Note what a text cannot harm that a pattern has matched in whole."""
    pattern, subject = _pattern_of(call)
    if subject is not None and pattern and (call.callee.endswith("fullmatch") or pattern.endswith(("$", r"\Z"))):
        safe = admitted(pattern)
        frame.prove_here(subject.taint, EVERY_SINK if safe >= NEEDED.keys() else safe)


def _matched_from_start(machine: Machine, frame: Frame, call: CallEvent, target: model.Expression) -> None:
    """Note how a text begins that a pattern has matched from its start."""
    known, safe = beginning(_pattern_of(call)[0])
    _begun(machine, frame, target, (Constant(known, "str"),) if known else (), safe)
