"""Python's own functions.

These are the language, not a library: what they do to values decides which routes a loop registers.
"""

from __future__ import annotations

from collections.abc import Callable

from backlint.concepts import SinkKind
from backlint.execution import folding
from backlint.execution.class_questions import callable_call, has_attribute, is_class, isclass_call, issubclass_call
from backlint.execution.declared import class_of
from backlint.execution.exceptions import is_builtin_exception, made_exception
from backlint.execution.frames import Frame
from backlint.execution.items import element_of, iterate, put, type_of
from backlint.execution.joins import join, join_all, tuple_of
from backlint.execution.machine import Machine
from backlint.execution.numbers import counted, fitted, note_conversion
from backlint.execution.overriding import note_overridden
from backlint.execution.printing import printed
from backlint.execution.rendering import FUNCTIONS as TEMPLATE_FUNCTIONS
from backlint.execution.sequences import in_any_order, listed
from backlint.execution.taint import CLEAN, EVERY_SINK, TEXTUAL, both, neutralize
from backlint.execution.values import (
    FALSE,
    NONE,
    TRUE,
    UNKNOWN,
    AnyValue,
    Arguments,
    Bound,
    ClassObject,
    Constant,
    DictObject,
    External,
    FunctionObject,
    InstanceObject,
    ListObject,
    Member,
    Module,
    Partial,
    Produced,
    Super,
    Text,
    Tuple,
    Union,
    Unknown,
    constant,
    members,
    string_of,
)

Builtin = Callable[[Machine, Frame, Arguments, int], AnyValue | None]
MAX_RANGE = 64


def call_builtin(machine: Machine, frame: Frame, name: str, arguments: Arguments, at: int) -> AnyValue | None:
    """Return what a builtin gives, or None where the library's models or the default should say."""
    function = _FUNCTIONS.get(name) or TEMPLATE_FUNCTIONS.get(name)
    if function is not None:
        return function(machine, frame, arguments, at)
    if is_builtin_exception(name):
        return made_exception(machine, frame, name, arguments, at)
    owner, _, method = name.rpartition(".")
    if owner in _OWNERS and arguments.positional and method not in _OF_CLASS:
        # `str.strip(x)`, and so `map(str.strip, xs)`: the method of what comes first.
        receiver, *others = arguments.positional
        rest = Arguments(tuple(others), arguments.keywords, arguments.star, arguments.double_star)
        return machine.call(frame, Member(receiver, method, receiver.taint), rest, at)
    return None


_OWNERS = frozenset(f"builtins.{name}" for name in ("str", "bytes", "list", "dict", "set", "frozenset", "tuple"))
_OF_CLASS = frozenset({"maketrans", "fromkeys", "fromhex"})


def first_of(arguments: Arguments) -> AnyValue | None:
    """Return the first positional argument."""
    return arguments.positional[0] if arguments.positional else None


def _bytes(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    """Encode a text: `bytes(text, encoding)`."""
    value = arguments.get(0)
    if len(arguments.positional) < 2 and arguments.keyword("encoding") is None:
        return None
    return machine.call(frame, Member(value, "encode", value.taint), Arguments(), at) if value is not None else None


def _str(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    value = first_of(arguments)
    if value is None:
        return constant("")
    if isinstance(value, Constant) and value.kind in {"str", "int", "bool", "float", "NoneType"}:
        return Constant(str(value.value), "str", value.tainted, value.site)
    if isinstance(value, Text):
        return value
    said = printed(machine, frame, value, at)
    if said is not None:
        return said
    if isinstance(value, Union):
        given = [_str(machine, frame, Arguments((member,)), at) for member in value.members]
        return join_all([member for member in given if member is not None])
    return Unknown(value.taint, folding.STRING)


def _number(kind: str) -> Builtin:
    def convert(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
        value = first_of(arguments)
        note_conversion(frame, f"builtins.{kind}", value, at)
        if (
            isinstance(value, Constant)
            and len(arguments.positional) == 1
            and isinstance(value.value, (str, int, float))
        ):
            try:
                number = int(value.value) if kind == "int" else float(value.value)
            except (ValueError, OverflowError):
                return Unknown(type=External(f"builtins.{kind}"))
            return Constant(number, kind, neutralize(value.tainted, EVERY_SINK), value.site)
        taints = neutralize(arguments.taint, TEXTUAL)
        environment = value.note if isinstance(value, Unknown) else ""
        if isinstance(value, Union):
            # An environment variable with a default: the default is known, and the rest stays open.
            given = [convert(machine, frame, Arguments((member,)), at) for member in value.members]
            return join_all([member for member in given if member is not None])
        if isinstance(value, Produced) and not taints:
            # The number of something computed (`int(time.time())`) keeps how it came about.
            event = machine.event_of(frame, f"builtins.{kind}", External(f"builtins.{kind}"), None, arguments, at)
            return machine.produce(event, f"builtins.{kind}")
        return Unknown(taints, External(f"builtins.{kind}"), environment)

    return convert


def _bool(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    _ = (machine, frame, at)
    value = first_of(arguments)
    if value is None:
        return FALSE
    return join_all(folding.truth_of_text(member) or folding.truths(member) for member in members(value))


def _len(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    _ = (machine, frame, at)
    value = first_of(arguments)
    if isinstance(value, Constant) and isinstance(value.value, (str, bytes)):
        return constant(len(value.value))
    if isinstance(value, (ListObject, Tuple)) and value.rest is None:
        return constant(len(value.items))
    if isinstance(value, DictObject) and value.rest is None:
        return constant(len(value.entries))
    return Unknown(neutralize(arguments.taint, EVERY_SINK), folding.INTEGER)


def _isinstance(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    _ = (frame, at)
    value = first_of(arguments)
    if len(arguments.positional) > 1 and value is not None:
        wanted = arguments.positional[1]
        asked = wanted.items if isinstance(wanted, Tuple) and wanted.rest is None else (wanted,)
        answers = {_is_a(machine, value, one) for one in asked}
        if True in answers:
            return TRUE
        if answers == {False}:
            return FALSE
    return folding.unknown_bool(arguments.taint)


def _is_a(machine: Machine, value: AnyValue, wanted: AnyValue) -> bool | None:
    """Tell whether a value is an instance of a class, as far as its own class is known."""
    if isinstance(value, Union):
        answers = {_is_a(machine, member, wanted) for member in value.members}
        return answers.pop() if len(answers) == 1 else None
    if isinstance(wanted, External) and wanted.name == "builtins.type":
        return is_class(value)
    builtin = isinstance(wanted, External) and wanted.name.startswith("builtins.")
    cls = class_of(value)
    if cls is not None:
        if isinstance(wanted, ClassObject) and (isinstance(value, InstanceObject) or wanted in list(cls.ancestors())):
            return wanted in list(cls.ancestors())
        return wanted.name in cls.library_bases() if builtin and isinstance(wanted, External) else None
    if isinstance(value, Unknown) and isinstance(value.type, External) and isinstance(wanted, External):
        if value.tainted and value.type.name == "builtins.str" and wanted.name in _BYTES:
            # What is sent as text comes as text.
            return False
        other = value.type.name in _SCALARS and not wanted.name.startswith(_ABSTRACT)
        return False if other and not builtin else None
    if isinstance(wanted, External) and isinstance(value, (Constant, DictObject, ListObject, Tuple, Text)):
        if builtin:
            return type_of(machine, value) == wanted.name
        # What the program puts together itself is of the language's own types.
        return None if wanted.name.startswith(_ABSTRACT) or isinstance(value, DictObject) else False
    return None


_BYTES = frozenset({"builtins.bytes", "builtins.bytearray", "builtins.memoryview"})
_SCALARS = frozenset({"builtins.str", "builtins.bytes", "builtins.int", "builtins.float", "builtins.bool"})
_ABSTRACT = ("builtins.", "typing.", "collections.", "numbers.", "abc.", "typing_extensions.")


def _getattr(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    if len(arguments.positional) < 2:
        return None
    base, name = arguments.positional[0], string_of(arguments.positional[1])
    if name is None:
        return None
    value = machine.attribute(frame, base, name, at)
    default = arguments.get(2)
    if default is None:
        return value
    if isinstance(base, (FunctionObject, Bound)) and isinstance(value, Member):
        # A function has the attributes that the program has set.
        return default
    if isinstance(base, External):
        there = machine.ambient.has(base.name, name)
        if there is not None:
            return value if there else default
    if isinstance(base, Module) and isinstance(value, Unknown) and value.note == f"{base.name}.{name} is not defined":
        return default
    if isinstance(base, ClassObject):
        there = has_attribute(base, name)
        if there is not None:
            return value if there else default
    holders = (InstanceObject, ClassObject, Module, FunctionObject, Bound)
    certain = isinstance(base, holders) and not isinstance(value, (Member, Unknown))
    return value if certain else join(value, default)


def _hasattr(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    base, name = first_of(arguments), string_of(arguments.get(1))
    if isinstance(base, (FunctionObject, Bound)) and name is not None:
        return FALSE if isinstance(machine.attribute(frame, base, name, at), Member) else TRUE
    if isinstance(base, ClassObject) and name is not None:
        there = has_attribute(base, name)
        return folding.unknown_bool(arguments.taint) if there is None else constant(there)
    if isinstance(base, InstanceObject) and name and (name in base.fields or base.cls.lookup(name) is not None):
        return TRUE
    if isinstance(base, External) and name is not None:
        there = machine.ambient.has(base.name, name)
        held = machine.ambient.read(f"{base.name}.{name}")
        return folding.unknown_bool(CLEAN if held is None else held.taint) if there is None else constant(there)
    return folding.unknown_bool(arguments.taint)


def _dict(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    mapping = machine.new_dict({}, None, frame.site(at))
    given = first_of(arguments)
    if given is not None:
        _update(machine, frame, mapping, given, at)
    for name, value in arguments.keywords:
        mapping.entries[constant(name)] = value
    if arguments.double_star is not None:
        _update(machine, frame, mapping, arguments.double_star, at)
    return mapping


def _from_keys(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    mapping = machine.new_dict({}, None, frame.site(at))
    value = arguments.get(1)
    keys, rest = iterate(machine, frame, arguments.positional[0], at) if arguments.positional else ((), None)
    for key in (*keys, *([] if rest is None else [rest])):
        put(mapping, key, NONE if value is None else value, strong=True)
    return mapping


def _defaultdict(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    """Make a dictionary that holds under any key what its factory makes: one object for all keys that are not known, and
    for all while requests are answered.
    """
    rest = Arguments(arguments.positional[1:], arguments.keywords, arguments.star, arguments.double_star)
    mapping = _dict(machine, frame, rest, at)
    factory = first_of(arguments)
    if isinstance(mapping, DictObject) and factory is not None and factory != NONE:
        made = machine.call(frame, factory, Arguments(), at)
        mapping.rest = made if mapping.rest is None else join(mapping.rest, made)
        mapping.maker = factory
    return mapping


def update_by(machine: Machine, frame: Frame, base: DictObject, arguments: Arguments, at: int) -> None:
    """Do `base.update(…)`: with a mapping or pairs, and with keywords."""
    first = first_of(arguments)
    if first is not None:
        note_overridden(frame, base, first, at)
        _update(machine, frame, base, first, at)
    for key, value in arguments.keywords:
        put(base, constant(key), value, strong=base.born >= frame.branch_born)
    if arguments.double_star is not None:
        note_overridden(frame, base, arguments.double_star, at)
        _update(machine, frame, base, arguments.double_star, at)
    note_change(machine, base)


def note_change(machine: Machine, value: DictObject | ListObject) -> None:
    """Note that a container was written, and the object whose attributes it holds."""
    machine.wrote(value)
    owner = value.of if isinstance(value, DictObject) else None
    if owner is not None and isinstance(value, DictObject):
        owner.tainted |= CLEAN if value.rest is None else value.rest.taint
        for key, held in value.entries.items():
            if isinstance(key.value, str) and owner.fields.get(key.value) is not held:
                owner.fields[key.value] = held
                machine.wrote(owner, key.value)


def _update(machine: Machine, frame: Frame, mapping: DictObject, given: AnyValue, at: int) -> None:
    if isinstance(given, DictObject):
        for key, value in given.entries.items():
            put(mapping, key, value, strong=True)
        if given.rest is not None:
            put(mapping, UNKNOWN, given.rest, strong=False)
        mapping.keys_taint = both(mapping.keys_taint, given.keys_taint)
        return
    items, rest = iterate(machine, frame, given, at)
    for item in items:
        if isinstance(item, Tuple) and len(item.items) == 2:
            put(mapping, item.items[0], item.items[1], strong=True)
    several = members(rest) if isinstance(rest, Union) else ()
    if several and all(isinstance(one, Tuple) and len(one.items) == 2 for one in several):
        # What is under a key does not name it: keys from a list of the program's own stay its own.
        for one in several:
            if isinstance(one, Tuple):
                put(mapping, one.items[0], one.items[1], strong=False)
        mapping.partial = True
    elif rest is not None:
        # A library's own mapping has its taints from what it holds (`os.environ`).
        held = machine.library.item(given, type_of(machine, given), UNKNOWN, frame.site(at))
        taints = given.taint if held is None else both(given.taint, held.taint)
        one = rest.items[1] if isinstance(rest, Tuple) and len(rest.items) == 2 else rest
        # What nothing is known of but where it came from (a row of a database) stays that.
        value = one if isinstance(one, Produced) and one.taint == taints else Unknown(taints)
        put(mapping, Unknown(given.taint), value, strong=False)


def _sequence(kind: str) -> Builtin:
    def make(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
        value = first_of(arguments)
        if value is None:
            return Tuple(()) if kind == "tuple" else machine.new_list(kind, [], None, frame.site(at))
        given, rest = iterate(machine, frame, value, at)
        items = listed(value, given)
        if kind == "tuple":
            return tuple_of(items, rest)
        return machine.new_list(kind, items, rest, frame.site(at))

    return make


def _range(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    counted(frame, arguments, at)
    bounds = [item.value for item in arguments.positional if isinstance(item, Constant) and isinstance(item.value, int)]
    if len(bounds) == len(arguments.positional) and bounds:
        try:
            numbers = range(*bounds)
        except (TypeError, ValueError):
            return None
        if len(numbers) <= MAX_RANGE:
            return machine.new_list("list", [constant(number) for number in numbers], None, frame.site(at))
    rest = Unknown(neutralize(arguments.taint, EVERY_SINK), folding.INTEGER)
    return machine.new_list("list", [], rest, frame.site(at))


def _enumerate(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    value = first_of(arguments)
    if value is None:
        return None
    items, rest = iterate(machine, frame, value, at)
    pairs: list[AnyValue] = [Tuple((constant(position), item)) for position, item in enumerate(items)]
    others = None if rest is None else Tuple((Unknown(type=folding.INTEGER), rest))
    return machine.new_list("list", pairs, others, frame.site(at))


def _zip(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    every = [iterate(machine, frame, value, at) for value in arguments.positional]
    if every and all(rest is None for _, rest in every):
        rows = zip(*(items for items, _ in every), strict=False)
        return machine.new_list("list", [Tuple(tuple(row)) for row in rows], None, frame.site(at))
    row = tuple_of(element_of(machine, frame, value, at) for value in arguments.positional)
    return machine.new_list("list", [], row, frame.site(at))


def _map(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    if len(arguments.positional) < 2:
        return None
    function, *given = arguments.positional
    every = [iterate(machine, frame, value, at) for value in given]
    if len(every) == 1 or all(rest is None for _, rest in every):
        rows = zip(*(items for items, _ in every), strict=False)
        results = [machine.call(frame, function, Arguments(tuple(row)), at) for row in rows]
        rest = every[0][1]
        others = None if rest is None else machine.call(frame, function, Arguments((rest,)), at)
        return machine.new_list("list", results, others, frame.site(at))
    elements = tuple(element_of(machine, frame, value, at) for value in given)
    return machine.new_list("list", [], machine.call(frame, function, Arguments(elements), at), frame.site(at))


def _filter(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    if len(arguments.positional) < 2:
        return None
    element = element_of(machine, frame, arguments.positional[1], at)
    function = arguments.positional[0]
    if isinstance(function, External) and function.name in _HARMLESS_ONLY:
        element = Unknown(neutralize(element.taint, EVERY_SINK), folding.STRING)
    elif function != NONE:
        machine.call(frame, arguments.positional[0], Arguments((element,)), at)
    return machine.new_list("list", [], element, frame.site(at))


_HARMLESS_ONLY = frozenset(
    f"builtins.str.{name}" for name in ("isdigit", "isalnum", "isalpha", "isdecimal", "isnumeric")
)


def _sorted(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    value = first_of(arguments)
    if value is None:
        return None
    items, rest = iterate(machine, frame, value, at)
    _by_key(machine, frame, value, arguments, at)
    return machine.new_list("list", in_any_order(items), rest, frame.site(at))


def _by_key(machine: Machine, frame: Frame, value: AnyValue, arguments: Arguments, at: int) -> None:
    """Call the function that tells by what items are compared."""
    key = arguments.keyword("key")
    if isinstance(key, (FunctionObject, Bound, Partial)):
        machine.call(frame, key, Arguments((element_of(machine, frame, value, at),)), at)


def _choose(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    if len(arguments.positional) == 1:
        _by_key(machine, frame, arguments.positional[0], arguments, at)
        return element_of(machine, frame, arguments.positional[0], at)
    return join_all(arguments.positional) if arguments.positional else None


def _fitted(kind: SinkKind) -> Builtin:
    """Return what `min` or `max` gives: where a number of the program's own is among them, none is larger, or smaller."""

    def choose(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
        chosen = _choose(machine, frame, arguments, at)
        if chosen is None or all(value.taint for value in arguments.positional) or len(arguments.positional) < 2:
            return chosen
        return fitted(chosen, kind)

    return choose


def _question(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    _ = (machine, frame, at)
    return folding.unknown_bool(arguments.taint)


def _next(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    value = first_of(arguments)
    if value is None:
        return None
    element = element_of(machine, frame, value, at)
    default = arguments.get(1)
    return element if default is None else join(element, default)


def _same(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    _ = (machine, frame, at)
    return first_of(arguments)


def _super(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    _ = (machine, at)
    holder: Frame | None = frame
    while holder is not None and holder.owner is None:
        holder = holder.parent
    owner = holder.owner if holder is not None else None
    receiver = holder.receiver if holder is not None else None
    if len(arguments.positional) > 1:
        given = arguments.positional[0]
        owner = given if isinstance(given, ClassObject) else owner
        receiver = arguments.positional[1]
    if owner is None or receiver is None:
        return None
    return Super(owner, receiver)


def _partial(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    _ = (machine, frame, at)
    if not arguments.positional:
        return None
    rest = Arguments(arguments.positional[1:], arguments.keywords, arguments.star, arguments.double_star)
    return Partial(arguments.positional[0], rest)


def _type(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    _ = (frame, at)
    value = first_of(arguments)
    if len(arguments.positional) != 1 or value is None:
        return None
    if isinstance(value, InstanceObject):
        return value.cls
    if isinstance(value, ClassObject):
        return External("builtins.type")
    if isinstance(value, Unknown) and isinstance(value.type, (ClassObject, External)):
        return value.type
    name = type_of(machine, value)
    return External(name) if name else None


def _setattr(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    from backlint.execution.attributes import set_attribute

    if len(arguments.positional) < 3:
        return None
    base, name, value = arguments.positional[:3]
    known = string_of(name)
    if known is not None:
        set_attribute(machine, frame, base, known, value, at)
        return NONE
    for one in members(base):
        # Which field of a record it is nobody knows, but the record is changed.
        cls = one.cls if isinstance(one, InstanceObject) else one.type if isinstance(one, Unknown) else None
        if isinstance(cls, ClassObject) and cls.library_bases():
            machine.call(frame, Member(one, "__setattr__"), Arguments((name, value)), at)
    return None


def _update_wrapper(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    _ = (machine, frame, at)
    wrapper, wrapped = arguments.get(0, "wrapper"), arguments.get(1, "wrapped")
    if wrapped is not None and isinstance(wrapper, FunctionObject):
        wrapper.wraps = wrapped
    elif wrapped is not None and isinstance(wrapper, InstanceObject):
        wrapper.fields["__wrapped__"] = wrapped
    return wrapper


def _reduce(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    if len(arguments.positional) < 2:
        return None
    function, value = arguments.positional[:2]
    items, rest = iterate(machine, frame, value, at)
    start = arguments.get(2, "initial")
    pending = [*([] if start is None else [start]), *items[:_REDUCED], *([] if rest is None else [rest])]
    if not pending:
        return None
    if len(items) > _REDUCED:
        pending.append(join_all(items[_REDUCED:]))
    reduced = pending[0]
    for item in pending[1:]:
        reduced = machine.call(frame, function, Arguments((reduced, item)), at)
    return reduced if rest is None else join(reduced, rest)


_REDUCED = 16


def _subclass(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    known = issubclass_call(machine, frame, arguments, at)
    return _question(machine, frame, arguments, at) if known is None else known


def _cast(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    _ = (machine, frame, at)
    return arguments.get(1)


def _vars(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    value = first_of(arguments)
    return None if value is None else machine.attribute(frame, value, "__dict__", at)


_FUNCTIONS: dict[str, Builtin] = {
    "builtins.bytes": _bytes,
    "builtins.str": _str,
    "builtins.int": _number("int"),
    "builtins.float": _number("float"),
    "builtins.bool": _bool,
    "builtins.len": _len,
    "builtins.isinstance": _isinstance,
    "builtins.issubclass": _subclass,
    "inspect.isclass": isclass_call,
    "builtins.callable": callable_call,
    "builtins.any": _question,
    "builtins.all": _question,
    "builtins.hasattr": _hasattr,
    "builtins.getattr": _getattr,
    "builtins.setattr": _setattr,
    "builtins.dict": _dict,
    "builtins.dict.fromkeys": _from_keys,
    "collections.OrderedDict": _dict,
    "collections.defaultdict": _defaultdict,
    "collections.deque": _sequence("list"),
    "builtins.list": _sequence("list"),
    "builtins.set": _sequence("set"),
    "builtins.frozenset": _sequence("set"),
    "builtins.tuple": _sequence("tuple"),
    "builtins.iter": _sequence("list"),
    "builtins.range": _range,
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    "builtins.map": _map,
    "builtins.filter": _filter,
    "builtins.sorted": _sorted,
    "builtins.reversed": _sorted,
    "builtins.min": _fitted(SinkKind.RESOURCE),
    "builtins.max": _fitted(SinkKind.AMOUNT),
    "builtins.next": _next,
    "builtins.super": _super,
    "builtins.type": _type,
    "builtins.vars": _vars,
    "functools.partial": _partial,
    "functools.reduce": _reduce,
    "functools.update_wrapper": _update_wrapper,
    "functools.lru_cache": lambda m, f, a, at: _same(m, f, a, at) if _is_function(first_of(a)) else None,
    "functools.cache": _same,
    "functools.singledispatch": _same,
    "contextlib.contextmanager": _same,
    "contextlib.asynccontextmanager": _same,
    "typing.cast": _cast,
}


def _is_function(value: AnyValue | None) -> bool:
    return isinstance(value, (FunctionObject, Bound))
