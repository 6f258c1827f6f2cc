"""What the methods of strings and containers give, and of what stands for a library's own objects."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.execution import folding
from backlint.execution.builtin_calls import first_of, note_change, update_by
from backlint.execution.characters import without
from backlint.execution.frames import Frame
from backlint.execution.items import get_item, iterate, put, set_item
from backlint.execution.joins import join
from backlint.execution.machine import Machine
from backlint.execution.mappings import called
from backlint.execution.refinement import asked_beginning, compared, constrained
from backlint.execution.sequences import list_method
from backlint.execution.taint import CLEAN, EVERY_SINK, Taints, both, kinds_of, neutralize
from backlint.execution.texts import begins_with, known_taint
from backlint.execution.values import (
    NONE,
    UNKNOWN,
    AnyValue,
    Arguments,
    Constant,
    DictObject,
    External,
    InstanceObject,
    ListObject,
    Member,
    Text,
    Tuple,
    Unknown,
    constant,
    string_of,
)


def call_method(machine: Machine, frame: Frame, function: Member, arguments: Arguments, at: int) -> AnyValue | None:
    """Return what a method of a string or container gives, or None where the base is something else."""
    base = function.base
    if isinstance(base, InstanceObject):
        return called(machine, base, function.name, arguments)
    if isinstance(base, DictObject):
        return _dict_method(machine, frame, base, function.name, arguments, at)
    if isinstance(base, (ListObject, Tuple)):
        return list_method(machine, frame, base, function.name, arguments, at)
    if isinstance(base, Constant) and isinstance(base.value, (str, bytes)):
        return _text_method(machine, frame, base, function.name, arguments, at)
    if isinstance(base, Text) or (isinstance(base, Unknown) and base.type == folding.STRING):
        return _unknown_text_method(machine, frame, base, function.name, arguments, at)
    if isinstance(base, External) and function.name in {"get", "pop", "setdefault"}:
        return _ambient(machine, base, arguments)
    return None


def _ambient(machine: Machine, base: External, arguments: Arguments) -> AnyValue | None:
    """Return what a library's object holds under a name that was set as an attribute (`flask.g.get("user")`)."""
    name = string_of(arguments.get(0))
    if name is None:
        return None
    default = arguments.get(1, "default")
    there = machine.ambient.has(base.name, name)
    held = machine.ambient.read(f"{base.name}.{name}")
    if there is False:
        return NONE if default is None else default
    return held if held is None or there else join(held, NONE if default is None else default)


def _dict_method(
    machine: Machine, frame: Frame, base: DictObject, name: str, arguments: Arguments, at: int
) -> AnyValue | None:
    first = first_of(arguments)
    if name in {"get", "pop", "setdefault"} and first is not None:
        constrained(frame, first, None, at)
        default = arguments.get(1, "default")
        if isinstance(first, Constant):
            held = base.entries.get(Constant(first.value, first.kind))
            if held is not None:
                if name == "pop":
                    _take_out(machine, frame, base, first)
                return held
        if name == "setdefault" and default is not None:
            put(base, first, default, strong=base.born >= frame.branch_born)
            note_change(machine, base)
        if isinstance(first, Constant) and base.rest is None:
            return NONE if default is None else default
        # Whether there is anything under a key depends on the key.
        nothing = Constant(None, NONE.kind, neutralize(first.taint, EVERY_SINK)) if default is None else default
        return join(get_item(machine, frame, base, first, at), nothing)
    if name == "items":
        pairs: list[AnyValue] = [Tuple((key, value)) for key, value in base.entries.items()]
        rest = None if base.rest is None else Tuple((Unknown(base.keys_taint, folding.STRING), base.rest))
        return machine.new_list("list", pairs, rest, frame.site(at))
    if name == "keys":
        return machine.new_list(
            "list", list(base.entries), None if base.rest is None else Unknown(base.keys_taint), None
        )
    if name == "values":
        return machine.new_list("list", list(base.entries.values()), base.rest, frame.site(at))
    if name == "copy":
        copied = machine.new_dict(dict(base.entries), base.rest, frame.site(at))
        copied.keys_taint = base.keys_taint
        return copied
    return _dict_change(machine, frame, base, name, arguments, at)


def _dict_change(
    machine: Machine, frame: Frame, base: DictObject, name: str, arguments: Arguments, at: int
) -> AnyValue | None:
    """Do what a method does that changes a dictionary and gives nothing; None for one that is not known."""
    first = first_of(arguments)
    if name == "update":
        update_by(machine, frame, base, arguments, at)
        return NONE
    if name == "__setitem__" and len(arguments.positional) == 2:
        set_item(machine, frame, base, arguments.positional[0], arguments.positional[1], at)
        return NONE
    if name == "__delitem__" and isinstance(first, Constant):
        _take_out(machine, frame, base, first)
        return NONE
    if name == "clear":
        if base.born >= frame.branch_born:
            base.entries, base.rest, base.keys_taint = {}, None, CLEAN
            note_change(machine, base)
        return NONE
    return None


def _take_out(machine: Machine, frame: Frame, base: DictObject, key: Constant) -> None:
    """Take an entry out of a dictionary, where that certainly happens."""
    if base.born >= frame.branch_born and base.entries.pop(Constant(key.value, key.kind), None) is not None:
        note_change(machine, base)


def _text_method(
    machine: Machine, frame: Frame, base: Constant, name: str, arguments: Arguments, at: int
) -> AnyValue | None:
    if name == "format":
        return _format(base, arguments)
    if name == "join":
        return _join(machine, frame, base, arguments, at)
    if not arguments.keywords:
        result = folding.string_method(base, name, arguments.positional)
        if isinstance(result, (list, tuple)):
            items: list[AnyValue] = [Constant(item, type(item).__name__, base.tainted, base.site) for item in result]
            return machine.new_list("list", items, None, frame.site(at))
        if result is not None:
            return Constant(result, type(result).__name__, both(base.tainted, arguments.taint), base.site)
    return _unknown_text_method(machine, frame, base, name, arguments, at)


def _unknown_text_method(
    machine: Machine, frame: Frame, base: Constant | Text | Unknown, name: str, arguments: Arguments, at: int
) -> AnyValue | None:
    if name in folding.PREDICATES:
        begins = begins_with(base, first_of(arguments)) if isinstance(base, Text) and name == "startswith" else None
        if begins is not None:
            return Constant(begins, "bool", folding.unknown_bool(both(known_taint(base), arguments.taint)).tainted)
        if name in {"startswith", "endswith"}:
            compared(frame, (base,), at)
            constrained(frame, base, first_of(arguments), at)
            if name == "startswith":
                asked_beginning(frame, base, first_of(arguments), at)
        return folding.unknown_bool(both(base.taint, arguments.taint))
    if name in folding.GIVES_NUMBER:
        return Unknown(neutralize(base.taint, EVERY_SINK), folding.INTEGER)
    if name == "join":
        taints: Taints = both(base.taint, arguments.taint)
        return Unknown(taints, folding.STRING)
    if name in {"partition", "rpartition"} and isinstance(first_of(arguments), Constant):
        # The separator, or nothing, stands in the middle.
        part = Unknown(base.taint, folding.STRING)
        first = _before(base, arguments) if name == "partition" else part
        return Tuple((first, join(arguments.positional[0], constant("")), part))
    if name in folding.GIVES_LIST:
        safe = _split_off(name, arguments)
        part = Unknown(neutralize(base.taint, safe), folding.STRING)
        first = _before(base, arguments) if name == "split" else part
        first = part if safe and isinstance(first, Unknown) else first
        return machine.new_list("list", [] if first is part else [first], part, frame.site(at))
    if name in folding.KEEPS_TEXT:
        event = machine.event_of(frame, f"str.{name}", UNKNOWN, base, arguments, at)
        exchange = machine.library.call(event, "str", name)
        if isinstance(base, Text) and name in {"strip", "lstrip", "rstrip", "encode"}:
            # Its parts tell more than what the library says of any text: which of them stands where.
            return base
        if name == "replace" and isinstance(base, (Constant, Text)) and not _taken(name, arguments):
            filled = _replaced(base, arguments)
            if filled is not None:
                return filled
        taints = exchange.taint if exchange is not None and exchange.taint else both(base.taint, arguments.taint)
        return Unknown(neutralize(taints, _taken(name, arguments)), folding.STRING)
    return None


def _before(base: Constant | Text | Unknown, arguments: Arguments) -> Unknown:
    """Return what stands before the first separator of a text: before the colon of a header's credentials, who it is.

    RFC 7617, section 2: the user-id of `Basic` credentials ends at the first colon, and what follows is the password.
    """
    if string_of(first_of(arguments)) != ":":
        return Unknown(base.taint, folding.STRING)
    credentials = frozenset(taint for taint in base.taint if kinds_of((taint,)) >= _SENT_CREDENTIALS)
    told = both(base.taint - credentials, neutralize(credentials, _NO_SECRET))
    return Unknown(told, folding.STRING)


_NO_SECRET = frozenset({SinkKind.SECRET_LOG})
_SENT_CREDENTIALS = frozenset({SourceKind.HEADER, SourceKind.CREDENTIAL})
_STRIPPED = frozenset({SinkKind.BEGINNING_CHECKED, SinkKind.NOT_ROOTED})


def _split_off(name: str, arguments: Arguments) -> frozenset[SinkKind]:
    """Return what the pieces of a text cannot harm that was split wherever the separator stands: none holds it."""
    whole = name in {"split", "rsplit"} and len(arguments.positional) == 1 and not arguments.keywords
    separator = string_of(first_of(arguments)) if whole else None
    return without(separator, "") if separator else frozenset()


def _taken(name: str, arguments: Arguments) -> frozenset[SinkKind]:
    """Return what a text can no longer do from which a method has taken characters."""
    first = string_of(first_of(arguments))
    if first is None:
        return frozenset()
    if name in {"strip", "lstrip"} and "/" in first:
        return _STRIPPED
    put = string_of(arguments.get(1))
    if (name, first, put) == ("replace", "'", "''"):
        # As the standard has it, a quote in a literal is written twice.
        return frozenset({SinkKind.SQL})
    if name == "replace" and put is not None and len(arguments.positional) == 2:
        return without(first, put)
    return frozenset()


def _join(machine: Machine, frame: Frame, base: Constant, arguments: Arguments, at: int) -> AnyValue:
    value = first_of(arguments)
    if value is None:
        return Unknown(type=folding.STRING)
    items, rest = iterate(machine, frame, value, at)
    if rest is not None or not isinstance(base.value, str):
        if not items and isinstance(rest, (Constant, Text)):
            # Placeholders repeated an unknown number of times: the text is fixed but for how often it stands there.
            return folding.text([rest, base, rest]) if not rest.taint else Unknown(value.taint, folding.STRING)
        every = [*items, *([] if rest is None else [rest])]
        if all(isinstance(item, Constant) for item in every) and not value.taint:
            return Constant(base.value, "str", base.tainted, base.site) if not every else folding.text(list(every))
        if not items or rest is None:
            return Unknown(both(value.taint, base.taint), folding.STRING)
        items = (*items, Unknown(rest.taint, folding.STRING))
    parts: list[AnyValue] = []
    for position, item in enumerate(items):
        if position:
            parts.append(base)
        parts.append(item)
    return folding.text(parts)


def _format(base: Constant, arguments: Arguments) -> AnyValue:
    """Return `template.format(…)`, with the values where the fields stand."""
    if not isinstance(base.value, str) or arguments.opaque:
        return Unknown(both(base.tainted, arguments.taint), folding.STRING)
    import string

    parts: list[AnyValue] = []
    position = 0
    try:
        fields = list(string.Formatter().parse(base.value))
    except ValueError:
        return Unknown(arguments.taint, folding.STRING)
    for literal, name, spec, _ in fields:
        if literal:
            parts.append(Constant(literal, "str", base.tainted, base.site))
        if name is None:
            continue
        root = name.partition(".")[0].partition("[")[0]
        if root == "":
            value = arguments.get(position)
            position += 1
        elif root.isdigit():
            value = arguments.get(int(root))
        else:
            value = arguments.keyword(root)
        if value is None:
            parts.append(Unknown(arguments.taint, folding.STRING))
        elif spec and spec[-1] in "dfxXobeEgGn%":
            parts.append(Unknown(neutralize(value.taint, EVERY_SINK), folding.STRING))
        else:
            parts.append(value)
    return folding.text(parts)


def _replaced(base: Constant | Text, arguments: Arguments) -> AnyValue | None:
    """Put a value into a text in the place of something constant; None where what is replaced may be anywhere."""
    old, new = string_of(arguments.get(0)), arguments.get(1)
    if not old or new is None or len(arguments.positional) != 2:
        return None
    parts: list[AnyValue] = []
    for part in base.parts if isinstance(base, Text) else (base,):
        text = string_of(part)
        if text is None:
            parts.append(part)
            continue
        tainted = part.taint
        for position, piece in enumerate(text.split(old)):
            parts += [new] if position else []
            parts.append(Constant(piece, "str", tainted))
    return folding.text(parts)
