"""Items of containers: reading one, writing one, going through all."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.execution import folding
from backlint.execution.declared import class_of
from backlint.execution.frames import Frame
from backlint.execution.joins import join, join_all
from backlint.execution.machine import Machine
from backlint.execution.mappings import note_item, own_item
from backlint.execution.stored_secrets import with_stored
from backlint.execution.taint import EVERY_SINK, both, neutralize
from backlint.execution.types import Subscripted, element_type, item_type
from backlint.execution.values import (
    UNKNOWN,
    AnyValue,
    Arguments,
    ClassObject,
    Constant,
    DictObject,
    External,
    HeapObject,
    InstanceObject,
    ListObject,
    Member,
    Module,
    Produced,
    Text,
    Tuple,
    Union,
    Unknown,
)

MAX_KEYS = 64
MAX_ITEMS = 256


def get_item(machine: Machine, frame: Frame, base: AnyValue, index: AnyValue, at: int) -> AnyValue:
    """Return `base[index]`, as a stored password where the key says so."""
    value = _item(machine, frame, base, index, at)
    if isinstance(index, Constant) and isinstance(index.value, str) and not isinstance(base, DictObject):
        return with_stored(machine.library, base, value, index.value, frame.site(at))
    if isinstance(value, Unknown) and value.tainted and _shows_little(index):
        kept = _OF_ENDING if _is_ending(index) else _OF_LITTLE
        return Unknown(neutralize(value.tainted, kept), value.type, value.note)
    return value


def _item(machine: Machine, frame: Frame, base: AnyValue, index: AnyValue, at: int) -> AnyValue:
    """Return `base[index]`."""
    if isinstance(base, Union):
        # Nothing is in what is empty: whoever asks it goes no further.
        filled = [one for one in base.members if not (_is_empty(one) and isinstance(index, Constant))]
        return join_all(_item(machine, frame, member, index, at) for member in filled or base.members)
    if isinstance(base, DictObject):
        return _made_item(machine, frame, base, index, at) or _dict_item(base, index)
    if isinstance(base, (ListObject, Tuple)):
        return _sequence_item(machine, frame, base, index, at)
    if isinstance(base, Constant) and isinstance(base.value, (str, bytes)):
        return _character(base, index)
    if isinstance(base, Text):
        # A piece cut out of a text that was put together is put together still.
        cut = isinstance(index, Produced) and index.type == "builtins.slice"
        return base if cut else Unknown(base.taint, folding.STRING)
    own = _own_item(machine, frame, base, index, at) if isinstance(base, InstanceObject) else None
    if own is not None:
        return own
    if isinstance(base, ClassObject) or (isinstance(base, External) and not machine.library.instance_type(base.name)):
        return _generic(machine, frame, base, index, at)
    type_name = type_of(machine, base)
    modelled = machine.library.item(base, type_name, index, frame.site(at))
    if modelled is not None:
        return modelled
    if isinstance(base, Unknown) and not _is_library_object(base):
        return Unknown(base.tainted, item_type(base.type))
    if isinstance(base, Produced) and isinstance(index, Constant):
        held = base.fields.get(f"[{index.value!r}]")
        if held is not None:
            return held
    if isinstance(base, (Produced, Member, External, Unknown)):
        owner = type_name if isinstance(base, Unknown) else callee_of(machine, base)
        callee = f"{owner}.__getitem__"
        event = machine.event_of(frame, callee, UNKNOWN, base, Arguments((index,)), at)
        result = machine.produce(event, "", base.taint)
        event.result = result
        machine.record(event)
        return result
    return Unknown(base.taint)


def _is_empty(value: AnyValue) -> bool:
    return isinstance(value, (ListObject, Tuple)) and not value.items and value.rest is None


def _own_item(machine: Machine, frame: Frame, base: InstanceObject, index: AnyValue, at: int) -> AnyValue | None:
    """Return what a class of the project gives under a key: by its method, as the dictionary that it is, or by
    the names of its items.
    """
    if base.cls.lookup("__getitem__") is not None:
        bound = machine.attribute(frame, base, "__getitem__", at)
        return machine.call(frame, bound, Arguments((index,)), at)
    fields = _named_items(base)
    if fields is not None:
        return _sequence_item(machine, frame, fields, index, at)
    return own_item(base, index)


def _is_library_object(value: Unknown) -> bool:
    """Tell whether a value is known to be of a library's class: what is read from it may be told by its key later."""
    name = value.type.name if isinstance(value.type, External) else ""
    return bool(name) and not name.startswith(("builtins.", "typing.", "collections."))


def _generic(machine: Machine, frame: Frame, base: AnyValue, index: AnyValue, at: int) -> AnyValue:
    """Return a subscripted type such as `list[int]`: its class stays readable as the callee of what is produced."""
    name = base.name if isinstance(base, External) else "builtins.type"
    event = machine.event_of(frame, f"{name}[]", base, None, Arguments((index,)), at)
    event.result = machine.produce(event, "")
    return event.result


def _made_item(machine: Machine, frame: Frame, base: DictObject, index: AnyValue, at: int) -> AnyValue | None:
    """Make what a dictionary holds under a key that it is asked for first, while applications are put together."""
    if base.maker is None or not machine.registering or not isinstance(index, Constant):
        return None
    key = Constant(index.value, index.kind)
    if key in base.entries or len(base.entries) >= MAX_KEYS:
        return None
    made = machine.call(frame, base.maker, Arguments(), at)
    put(base, key, made, strong=True)
    machine.wrote(base)
    return made


def _dict_item(base: DictObject, index: AnyValue) -> AnyValue:
    if isinstance(index, Constant):
        held = base.entries.get(Constant(index.value, index.kind))
        if held is not None:
            return held
        return base.rest if base.rest is not None else UNKNOWN
    every = [*base.entries.values(), *([] if base.rest is None else [base.rest])]
    # What is looked up in a fixed table is one of its values, whatever the key was.
    return join_all(every) if every else UNKNOWN


def _sequence_item(machine: Machine, frame: Frame, base: ListObject | Tuple, index: AnyValue, at: int) -> AnyValue:
    if isinstance(index, Constant) and isinstance(index.value, int) and not isinstance(index.value, bool):
        position = index.value
        if base.rest is None or 0 <= position < len(base.items):
            try:
                return base.items[position]
            except IndexError:
                return base.rest if base.rest is not None else UNKNOWN
    if isinstance(index, Produced) and index.type == "builtins.slice":
        return _cut(machine, frame, base, index, at)
    every = [*base.items, *([] if base.rest is None else [base.rest])]
    return join_all(every) if every else UNKNOWN


def _cut(machine: Machine, frame: Frame, base: ListObject | Tuple, index: Produced, at: int) -> AnyValue:
    cut = slice_of(index)
    if base.rest is None and cut is not None:
        items = list(base.items)[cut]
        rest = None
    else:
        items, rest = [], join_all([*base.items, *([] if base.rest is None else [base.rest])])
    if isinstance(base, Tuple):
        return Tuple(tuple(items), rest)
    return machine.new_list(base.kind, items, rest, frame.site(at))


def slice_of(index: AnyValue | None) -> slice | None:
    """Return a slice whose bounds are all known; None for anything else."""
    if not isinstance(index, Produced) or index.type != "builtins.slice":
        return None
    bounds: list[int | None] = []
    for part in index.call.arguments.positional:
        if not isinstance(part, Constant) or not (part.value is None or isinstance(part.value, int)):
            return None
        bounds.append(part.value)
    return slice(*bounds)


def _shows_little(index: AnyValue) -> bool:
    """Tell whether a slice takes a few characters of an end, as one shows of a secret to tell it from others."""
    cut = slice_of(index) if isinstance(index, Produced) and index.type == "builtins.slice" else None
    if cut is None:
        return False
    first, last = cut.start or 0, cut.stop or 0
    return 0 < last <= _FEW if first == 0 else (-_FEW <= first < 0 and last == 0)


_FEW = 8
_OF_LITTLE = frozenset({SinkKind.SECRET_LOG})
_OF_ENDING = frozenset({SinkKind.SECRET_LOG, SinkKind.PATH})
_LONGEST_ENDING = 5
"""Characters: `.jpeg`. In so many no other file is named from below what stands before them."""


def _is_ending(index: AnyValue) -> bool:
    """Tell whether a slice takes the last few characters, as of a file's name."""
    cut = slice_of(index)
    return cut is not None and cut.stop is None and -_LONGEST_ENDING <= (cut.start or 0) < 0


def _character(base: Constant, index: AnyValue) -> AnyValue:
    if isinstance(base.value, str):
        key: object = ...
        if isinstance(index, Constant):
            key = index.value
        elif isinstance(index, Produced) and index.type == "builtins.slice":
            key = slice_of(index)
        if isinstance(key, (int, slice)):
            try:
                return Constant(base.value[key], "str", base.tainted, base.site)
            except IndexError:
                return Unknown(base.tainted, folding.STRING)
    return Unknown(base.tainted, folding.STRING)


def set_item(machine: Machine, frame: Frame, base: AnyValue, index: AnyValue, value: AnyValue, at: int) -> None:
    """Do `base[index] = value`."""
    if isinstance(base, Union):
        for member in base.members:
            set_item(machine, frame, member, index, value, at)
        return
    if isinstance(base, DictObject):
        strong = base.born >= frame.branch_born
        put(base, index, value, strong=strong)
        machine.wrote(base)
        if base.of is not None and isinstance(index, Constant) and isinstance(index.value, str):
            base.of.fields[index.value] = value
            machine.wrote(base.of, index.value)
        return
    if isinstance(base, ListObject):
        _set_place(machine, frame, base, index, value, at)
        machine.wrote(base)
        return
    if isinstance(base, InstanceObject) and base.cls.lookup("__setitem__") is not None:
        bound = machine.attribute(frame, base, "__setitem__", at)
        machine.call(frame, bound, Arguments((index, value)), at)
        return
    note_item(machine, base, index, value)
    if isinstance(base, Produced) and isinstance(index, Constant):
        base.fields[f"[{index.value!r}]"] = value
        machine.wrote(base, f"[{index.value!r}]")
    machine.call(frame, Member(base, "__setitem__", base.taint), Arguments((index, value)), at)


def _set_place(machine: Machine, frame: Frame, base: ListObject, index: AnyValue, value: AnyValue, at: int) -> None:
    """Put a value into a list: at its place where that is known, else at any."""
    strong = base.born >= frame.branch_born and not frame.loops
    if isinstance(index, Produced) and index.type == "builtins.slice":
        items, rest = iterate(machine, frame, value, at)
        if strong and slice_of(index) == slice(None):
            base.items, base.rest = list(items), rest
            return
        value = join_all([*items, *([] if rest is None else [rest])]) if items or rest is not None else UNKNOWN
    place = index.value if isinstance(index, Constant) and isinstance(index.value, int) else None
    if place is not None and (base.rest is None or place >= 0) and -len(base.items) <= place < len(base.items):
        base.items[place] = value if strong else join(base.items[place], value)
        return
    base.rest = value if base.rest is None else join(base.rest, value)
    if place is None and value.taint:
        base.items[:] = [join(item, value) for item in base.items]


def put(mapping: DictObject, key: AnyValue, value: AnyValue, *, strong: bool) -> None:
    """Put a value under a key; weakly where it may not happen, or where the key is not known."""
    if isinstance(key, Constant) and len(mapping.entries) < MAX_KEYS:
        plain = Constant(key.value, key.kind)
        held = mapping.entries.get(plain)
        mapping.entries[plain] = value if held is None or strong else join(held, value)
        return
    mapping.rest = value if mapping.rest is None else join(mapping.rest, value)
    mapping.keys_taint = both(mapping.keys_taint, key.taint)


def iterate(machine: Machine, frame: Frame, value: AnyValue, at: int) -> tuple[tuple[AnyValue, ...], AnyValue | None]:
    """Return the items that going through a value gives, and what unknown further ones may be (None: no others)."""
    if isinstance(value, (ListObject, Tuple)):
        if len(value.items) > MAX_ITEMS:
            return (), join_all([*value.items[:8], Unknown(value.taint)])
        return tuple(value.items), value.rest
    if isinstance(value, InstanceObject):
        fields = _named_items(value)
        if fields is not None:
            return fields.items, None
    gone_through = _gone_through(machine, frame, value, at)
    if gone_through is not None:
        return gone_through.items, gone_through.rest
    if isinstance(value, DictObject):
        rest = None if value.rest is None else Unknown(value.keys_taint, folding.STRING)
        return tuple(value.entries), rest
    if isinstance(value, Constant) and isinstance(value.value, str):
        if len(value.value) <= MAX_KEYS:
            return tuple(Constant(letter, "str", value.tainted) for letter in value.value), None
        return (), Unknown(value.tainted, folding.STRING)
    if isinstance(value, Union):
        return (), join_all(element_of(machine, frame, member, at) for member in value.members)
    if isinstance(value, ClassObject):
        enumerated = [Member(value, name) for name in value.namespace if not name.startswith("_")]
        return tuple(enumerated[:MAX_KEYS]), None
    return (), element_of(machine, frame, value, at)


def _gone_through(machine: Machine, frame: Frame, value: AnyValue, at: int) -> Tuple | None:
    """Return what going through an instance of a project's class gives where a library's class above it says so."""
    cls = class_of(value)
    bases = () if cls is None or cls.lookup("__iter__") is not None else cls.library_bases()[:1]
    for base in bases:
        event = machine.event_of(frame, f"{base}.__iter__", UNKNOWN, value, Arguments(), at)
        exchange = machine.library.call(event, base, "__iter__")
        if exchange is not None and isinstance(exchange.result, Tuple):
            return exchange.result
    return None


def _named_items(value: InstanceObject) -> Tuple | None:
    """Return the items of a tuple whose class names them; None for an instance of any other class."""
    if "typing.NamedTuple" not in value.cls.library_bases():
        return None
    names = [name for one in value.cls.ancestors() if isinstance(one, ClassObject) for name in one.annotations]
    held = [value.fields.get(name) or value.cls.lookup(name) for name in names]
    return Tuple(tuple(Unknown(value.tainted) if one is None else one for one in held))


def element_of(machine: Machine, frame: Frame, value: AnyValue, at: int) -> AnyValue:
    """Return what any one item of a value may be."""
    if isinstance(value, (ListObject, Tuple, DictObject)):
        items, rest = iterate(machine, frame, value, at)
        every = [*items, *([] if rest is None else [rest])]
        return join_all(every) if every else Unknown()
    if isinstance(value, InstanceObject) and value.cls.lookup("__iter__") is not None:
        produced = machine.call(frame, machine.attribute(frame, value, "__iter__", at), Arguments(), at)
        if produced is not value and not isinstance(produced, InstanceObject):
            return element_of(machine, frame, produced, at)
    gone_through = _gone_through(machine, frame, value, at)
    if gone_through is not None:
        return join_all([*gone_through.items, *([] if gone_through.rest is None else [gone_through.rest])])
    if isinstance(value, Unknown):
        return Unknown(value.tainted, element_type(value.type))
    if isinstance(value, (Produced, Member, External)):
        modelled = machine.library.item(value, type_of(machine, value), UNKNOWN, frame.site(at))
        if modelled is not None:
            return modelled
        if isinstance(value, Produced) and value.call.callee == "builtins.range":
            return Unknown(neutralize(value.taint, EVERY_SINK), folding.INTEGER)
        event = machine.event_of(frame, f"{callee_of(machine, value)}.__next__", UNKNOWN, value, Arguments(), at)
        event.result = machine.produce(event, "", value.taint)
        return event.result
    return Unknown(value.taint)


def type_of(machine: Machine, value: AnyValue) -> str:  # noqa: PLR0911
    """Return the dotted name of the library class (or builtin) that a value is an instance of, or ""."""
    if isinstance(value, Produced):
        return value.type
    if isinstance(value, External):
        return machine.library.instance_type(value.name)
    if isinstance(value, InstanceObject):
        return next(iter(value.cls.library_bases()), "")
    if isinstance(value, ClassObject):
        return next(iter(value.library_bases()), "")
    if isinstance(value, Unknown):
        if isinstance(value.type, External):
            return value.type.name
        if isinstance(value.type, ClassObject):
            return next(iter(value.type.library_bases()), "")
        if isinstance(value.type, Subscripted):
            return value.type.annotation.call.callee.removesuffix("[]")
        return ""
    if isinstance(value, Constant):
        return f"builtins.{value.kind}"
    if isinstance(value, Text):
        return "builtins.str"
    if isinstance(value, ListObject):
        return f"builtins.{value.kind}"
    if isinstance(value, DictObject):
        return "builtins.dict"
    if isinstance(value, Tuple):
        return "builtins.tuple"
    return ""


def callee_of(machine: Machine, value: AnyValue) -> str:
    """Return the dotted name by which a call of the value is known; unknown bases give a leading `?`."""
    if isinstance(value, External):
        return value.name
    if isinstance(value, Member):
        owner = type_of(machine, value.base)
        if owner:
            return f"{owner}.{value.name}"
        return f"{callee_of(machine, value.base)}.{value.name}"
    if isinstance(value, Produced):
        return value.type or f"{value.call.callee}()"
    if isinstance(value, Module):
        return value.name
    if isinstance(value, HeapObject) and isinstance(value, ClassObject):
        return value.name
    return "?"
