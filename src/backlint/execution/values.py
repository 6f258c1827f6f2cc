"""What an expression may be when a program is run in the abstract.

Immutable values compare by content; what has identity in Python (lists, dictionaries, instances, functions, classes, the
results of library calls) is an object with identity here, mutated by the machine only.

`External` is a name of a library, `Produced` what a call into a library returned, `Member` an attribute of either that
nothing in the project defines. They keep how they came about, so that a framework can read an application's
registrations from the values themselves: `app.router.get("/x")(handler)` is a chain of `Produced` and `Member`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

from backlint.execution.taint import CLEAN, Site, Taints, unite

if TYPE_CHECKING:
    from backlint.execution.frames import Frame
    from backlint.facts.model import ClassFacts, FunctionFacts


class Value(msgspec.Struct, frozen=True):
    """Any value."""

    @property
    def taint(self) -> Taints:
        """The taints of the value as a whole, those of what it holds included."""
        return CLEAN


class Constant(Value, frozen=True, cache_hash=True):
    """None, a boolean, number, string, bytes or Ellipsis. `kind` keeps 1, 1.0 and True apart."""

    value: object
    kind: str
    tainted: Taints = CLEAN
    site: Site | None = None

    @property
    def taint(self) -> Taints:
        return self.tainted

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Constant)
            and self.kind == other.kind
            and self.value == other.value
            and self.tainted == other.tainted
        )

    def __hash__(self) -> int:
        return hash((self.kind, self.value, self.tainted))


class Text(Value, frozen=True, cache_hash=True):
    """A string of which only parts are known: constants and other values in order."""

    parts: tuple[Value, ...]

    @property
    def taint(self) -> Taints:
        return taint_of_all(self.parts)


class Unknown(Value, frozen=True, cache_hash=True):
    """Something of which at most the type and the taints are known.

    `type` is an `External` or a `ClassObject`. `note` says for people why nothing more is known.
    """

    tainted: Taints = CLEAN
    type: Value | ClassObject | None = None
    note: str = ""

    @property
    def taint(self) -> Taints:
        return self.tainted


class External(Value, frozen=True, cache_hash=True):
    """A module, class, function or object of a library by its canonical dotted name."""

    name: str


class Tuple(Value, frozen=True, cache_hash=True):
    """A tuple; `rest` is what any further items may be, or None when there are none."""

    items: tuple[AnyValue, ...]
    rest: AnyValue | None = None

    @property
    def taint(self) -> Taints:
        return taint_of_all(self.items if self.rest is None else (*self.items, self.rest))


class Union(Value, frozen=True, cache_hash=True):
    """One of at most eight values."""

    members: tuple[AnyValue, ...]

    @property
    def taint(self) -> Taints:
        return taint_of_all(self.members)


class Member(Value, frozen=True, cache_hash=True):
    """`base.name`, where no definition in the project says what that is."""

    base: AnyValue
    name: str
    tainted: Taints = CLEAN

    @property
    def taint(self) -> Taints:
        return self.tainted


class Bound(Value, frozen=True, cache_hash=True):
    """A method of the project bound to its receiver."""

    function: FunctionObject
    receiver: AnyValue


class Module(Value, frozen=True, cache_hash=True):
    """A module of the project by its dotted name."""

    name: str


class Super(Value, frozen=True, cache_hash=True):
    """`super()` inside a method of `owner`."""

    owner: ClassObject
    receiver: AnyValue


class Descriptor(Value, frozen=True, cache_hash=True):
    """A function in a class body under `property`, `staticmethod` or `classmethod`, as `kind` says; `setter` is what a
    property is set by.
    """

    kind: str
    function: AnyValue
    setter: AnyValue | None = None


class Partial(Value, frozen=True, cache_hash=True):
    """`functools.partial(function, …)`."""

    function: AnyValue
    arguments: Arguments


BLOCK = 1 << 32
"""How far the numbers, moments and orders of one run of an entry point lie from those of the next: each has its own."""

_numbers: Iterator[int] = itertools.count()
_noted: dict[int, HeapObject] | None = None


def numbering(
    numbers: Iterator[int], noted: dict[int, HeapObject] | None
) -> tuple[Iterator[int], dict[int, HeapObject] | None]:
    """Let objects that are made from now on have these numbers, and note them where they are to be found again; returned
    is what held before.
    """
    global _numbers, _noted
    before = _numbers, _noted
    _numbers, _noted = numbers, noted
    return before


class Deferred(Value, frozen=True, cache_hash=True):
    """Stands for what calling a function of the project gives, each time that it is used (`werkzeug.local.LocalProxy`)."""

    function: AnyValue


class HeapObject:
    """Something with identity. `version` grows with every change, `born` is the machine's clock at its making.

    `number` is its own for ever, while the address of an object that is gone is given to another.
    """

    __slots__ = ("born", "number", "site", "version")

    def __init__(self, site: Site | None, born: int) -> None:
        self.site = site
        self.born = born
        self.version = 0
        self.allot()

    def allot(self) -> None:
        """Give it a number of its own."""
        self.number = next(_numbers)
        if _noted is not None:
            _noted[self.number] = self

    @property
    def taint(self) -> Taints:
        """The taints of everything that it holds."""
        return CLEAN


class ListObject(HeapObject):
    """A list, set, frozenset, deque or generator, as `kind` says; `rest` is what unknown further items may be."""

    __slots__ = ("items", "kind", "rest")

    def __init__(self, kind: str, items: list[AnyValue], rest: AnyValue | None, site: Site | None, born: int) -> None:
        super().__init__(site, born)
        self.kind = kind
        self.items = items
        self.rest = rest

    @property
    def taint(self) -> Taints:
        return taint_within((self,))


class DictObject(HeapObject):
    """A dictionary: values by constant key, and `rest` for all keys that are not known.

    `partial` tells that any of the keys may be missing (a dump of those fields only that were set). `of` is the object
    whose `__dict__` it is: what is put into it are attributes. `maker` makes what it holds under a key that it is asked
    for first (`defaultdict`).
    """

    __slots__ = ("entries", "keys_taint", "maker", "of", "partial", "rest")

    def __init__(self, entries: dict[Constant, AnyValue], rest: AnyValue | None, site: Site | None, born: int) -> None:
        super().__init__(site, born)
        self.entries = entries
        self.rest = rest
        self.keys_taint: Taints = CLEAN
        self.partial = False
        self.of: InstanceObject | None = None
        self.maker: AnyValue | None = None

    @property
    def taint(self) -> Taints:
        return taint_within((self,))

    def get(self, key: str) -> AnyValue | None:
        """Return the value under a string key, if that key is certainly there."""
        return self.entries.get(Constant(key, "str"))


class InstanceObject(HeapObject):
    """An instance of a class of the project."""

    __slots__ = ("cls", "fields", "tainted")

    def __init__(self, cls: ClassObject, site: Site | None, born: int) -> None:
        super().__init__(site, born)
        self.cls = cls
        self.fields: dict[str, AnyValue] = {}
        self.tainted: Taints = CLEAN

    @property
    def taint(self) -> Taints:
        return taint_within((self,))


class Produced(HeapObject):
    """What a call into a library returned; `type` is the dotted name of its class, or "" when that is not known."""

    __slots__ = ("call", "fields", "tainted", "type")

    def __init__(self, call: CallEvent, type_name: str, tainted: Taints, born: int) -> None:
        super().__init__(call.site, born)
        self.call = call
        self.type = type_name
        self.tainted = tainted
        self.fields: dict[str, AnyValue] = {}

    @property
    def taint(self) -> Taints:
        return self.tainted


def unsubscripted(value: AnyValue) -> AnyValue:
    """Return the class behind a subscripted one: `Repository` of `Repository[Order]`, which makes and holds the same."""
    if isinstance(value, Produced) and value.call.callee.endswith("[]") and not value.type:
        return value.call.function
    return value


class FunctionObject(HeapObject):
    """A function of the project: a `def` or lambda that was executed.

    `decorations` are the library calls that it went through as a decorated function, innermost first. `wraps` is
    what `functools.wraps` named. `owner` is the class whose body defined it. `became` is what the decorators above made of it, where that
    is something else: whoever got hold of the function before has it without them.
    """

    __slots__ = ("attributes", "became", "closure", "decorations", "defaults", "facts", "module", "owner", "wraps")

    def __init__(
        self,
        module: str,
        facts: FunctionFacts,
        closure: Frame | None,
        defaults: dict[str, AnyValue],
        site: Site,
        born: int,
    ) -> None:
        super().__init__(site, born)
        self.module = module
        self.facts = facts
        self.closure = closure
        self.defaults = defaults
        self.decorations: tuple[CallEvent, ...] = ()
        self.wraps: AnyValue | None = None
        self.attributes: dict[str, AnyValue] = {}
        self.owner: ClassObject | None = None
        self.became: AnyValue | None = None

    @property
    def name(self) -> str:
        """`package.module:Class.method`, as endpoints name their handler."""
        return f"{self.module}:{self.facts.qualname}"


class ClassObject(HeapObject):
    """A class of the project; `bases` and `keywords` as they were evaluated, `namespace` what its body bound."""

    __slots__ = (
        "_ancestors",
        "_library",
        "annotations",
        "bases",
        "decorations",
        "facts",
        "keywords",
        "module",
        "namespace",
    )

    def __init__(
        self,
        module: str,
        facts: ClassFacts,
        bases: tuple[AnyValue, ...],
        keywords: dict[str, AnyValue],
        site: Site,
        born: int,
    ) -> None:
        super().__init__(site, born)
        self.module = module
        self.facts = facts
        self.bases = bases
        self.keywords = keywords
        self.namespace: dict[str, AnyValue] = {}
        self.annotations: dict[str, AnyValue] = {}
        self.decorations: tuple[CallEvent, ...] = ()
        self._ancestors: tuple[ClassObject | External, ...] | None = None
        self._library: tuple[str, ...] | None = None

    @property
    def name(self) -> str:
        """`package.module:Class`."""
        return f"{self.module}:{self.facts.qualname}"

    def ancestors(self) -> tuple[ClassObject | External, ...]:
        """Return the class and its bases, nearest first as Python looks for attributes, library classes included."""
        if self._ancestors is None:
            self._ancestors = _linear(self, frozenset())
        return self._ancestors

    def descend(self, base: AnyValue) -> None:
        """Add a base, as some decorators do."""
        self.bases = (*self.bases, base)
        self._library = self._ancestors = None

    def library_bases(self) -> tuple[str, ...]:
        """Return the dotted names of all library classes that it descends from, nearest first."""
        if self._library is None:
            self._library = tuple(base.name for base in self.ancestors() if isinstance(base, External))
        return self._library

    def lookup(self, name: str) -> AnyValue | None:
        """Return what the class or the nearest ancestor in the project binds under `name`."""
        for cls in self.ancestors():
            if isinstance(cls, ClassObject) and name in cls.namespace:
                return cls.namespace[name]
        return None


class Arguments(msgspec.Struct, frozen=True):
    """The arguments of a call. `star` and `double_star` stand for unpacked values whose items are not known."""

    positional: tuple[AnyValue, ...] = ()
    keywords: tuple[tuple[str, AnyValue], ...] = ()
    star: AnyValue | None = None
    double_star: AnyValue | None = None

    def keyword(self, name: str) -> AnyValue | None:
        """Return the argument given by that keyword."""
        for key, value in self.keywords:
            if key == name:
                return value
        return None

    def get(self, position: int | None, name: str | None = None) -> AnyValue | None:
        """Return the argument at a position or under a keyword, whichever is given; None when neither is."""
        if position is not None and position < len(self.positional):
            return self.positional[position]
        return self.keyword(name) if name else None

    @property
    def opaque(self) -> bool:
        """Whether an argument that is not seen may still be given through `*` or `**`."""
        return self.star is not None or self.double_star is not None

    def values(self) -> Iterator[AnyValue]:
        """Yield every argument."""
        yield from self.positional
        for _, value in self.keywords:
            yield value
        if self.star is not None:
            yield self.star
        if self.double_star is not None:
            yield self.double_star

    @property
    def taint(self) -> Taints:
        """The taints of all arguments together."""
        return taint_of_all(self.values())


class CallEvent:
    """One call to something outside the project, or a write to it.

    `callee` is the canonical dotted name: `fastapi.FastAPI`, `flask.Flask.route`; a write is
    `type.__setattr__` or `type.__setitem__` with the name or key and the value as arguments. `receiver` is the object
    of a method call. `function` is the value that was called, so that a call of a call (`app.get("/")(handler)`) is
    seen: its `function` is the `Produced` of the first, and its callee that one's followed by `()`.
    `certain` is False under a branch that could not be decided.
    """

    __slots__ = ("arguments", "callee", "certain", "function", "order", "receiver", "result", "site")

    def __init__(  # noqa: PLR0913 -- an event has that many parts
        self,
        callee: str,
        function: AnyValue,
        receiver: AnyValue | None,
        arguments: Arguments,
        site: Site,
        order: int,
        *,
        certain: bool,
    ) -> None:
        self.callee = callee
        self.function = function
        self.receiver = receiver
        self.arguments = arguments
        self.site = site
        self.order = order
        self.certain = certain
        self.result: AnyValue | None = None


AnyValue = Value | HeapObject


def taint_of_all(values: Iterable[AnyValue]) -> Taints:
    """Return the taints of several values together; most have none, or the same as the one before."""
    found: Taints = CLEAN
    containers: list[AnyValue | None] = []
    for value in values:
        kind = type(value)
        if kind is Constant or kind is Unknown:
            taints: Taints = value.tainted  # type: ignore[union-attr]  # as its type says
        elif kind in _HOLDING:
            containers.append(value)
            continue
        else:
            taints = value.taint
        if taints and taints is not found:
            found = unite(found, taints) if found else taints
    if containers:
        taints = taint_within(containers)
        if taints and taints is not found:
            found = unite(found, taints) if found else taints
    return found


def _united(found: dict[int, Taints]) -> Taints:
    if len(found) < 2:
        return next(iter(found.values()), CLEAN)
    return unite(*found.values())


class Walks:
    """Counts the containers that were looked into, so that a program which builds a mountain of them pays for it."""

    __slots__ = ("count",)
    AN_INSTRUCTION = 16

    def __init__(self) -> None:
        self.count = 0

    def price(self) -> int:
        """Return what is to be paid, in instructions; what is left over is paid another time."""
        price, self.count = divmod(self.count, self.AN_INSTRUCTION)
        return price


WALKS = Walks()


def taint_within(values: Iterable[AnyValue | None]) -> Taints:
    """Return the taints of all that these values hold, looking at each container once, however they hold each other."""
    found: dict[int, Taints] = {}
    seen: set[int] = set()
    pending = list(values)
    while pending:
        value = pending.pop()
        look_into = _HOLDING.get(type(value))
        if look_into is None:
            taints = CLEAN if value is None else value.taint
        elif id(value) in seen:
            continue
        else:
            seen.add(id(value))
            taints = look_into(value, pending)
        if taints:
            found[id(taints)] = taints
    WALKS.count += len(seen)
    return _united(found)


# What each kind of container holds is put on a list; what it is tainted with besides is returned.


def _in_union(value: Union, pending: list[AnyValue | None]) -> Taints:
    pending.extend(value.members)
    return CLEAN


def _in_sequence(value: Tuple | ListObject, pending: list[AnyValue | None]) -> Taints:
    pending.extend(value.items)
    pending.append(value.rest)
    return CLEAN


def _in_dict(value: DictObject, pending: list[AnyValue | None]) -> Taints:
    pending.extend(value.entries.values())
    pending.append(value.rest)
    return value.keys_taint


def _in_instance(value: InstanceObject, pending: list[AnyValue | None]) -> Taints:
    pending.extend(value.fields.values())
    return value.tainted


_HOLDING: dict[type, Callable[..., Taints]] = {
    Union: _in_union,
    Tuple: _in_sequence,
    ListObject: _in_sequence,
    DictObject: _in_dict,
    InstanceObject: _in_instance,
}

NONE = Constant(None, "NoneType")
TRUE = Constant(True, "bool")
FALSE = Constant(False, "bool")
UNKNOWN = Unknown()


def constant(value: object, site: Site | None = None, tainted: Taints = CLEAN) -> Constant:
    """Make the value of a Python constant."""
    return Constant(value, type(value).__name__, tainted, site)


def members(value: AnyValue) -> tuple[AnyValue, ...]:
    """Return what the value may be, one by one."""
    return value.members if isinstance(value, Union) else (value,)


def held_in(value: AnyValue) -> Iterator[AnyValue]:
    """Yield what a value may be, or what a list, tuple or dictionary holds; nothing for any other value."""
    if isinstance(value, Union):
        yield from value.members
        return
    if isinstance(value, (ListObject, Tuple)):
        yield from value.items
    elif isinstance(value, DictObject):
        yield from value.entries.values()
    if isinstance(value, (ListObject, Tuple, DictObject)) and value.rest is not None:
        yield value.rest


def is_none(value: AnyValue) -> bool:
    """Tell whether a value is None, whatever that it is none depends on."""
    return isinstance(value, Constant) and value.value is None and value.kind == NONE.kind


def string_of(value: AnyValue | None) -> str | None:
    """Return the only string that the value can be, or None."""
    return value.value if isinstance(value, Constant) and isinstance(value.value, str) else None


def _linear(cls: ClassObject, below: frozenset[int]) -> tuple[ClassObject | External, ...]:
    """Return the order in which Python looks for attributes (C3): a class before its bases, bases as they are listed.

    Where there is no such order, as where a base is not known, each base comes with its own, those seen before left out.
    """
    if cls._ancestors is not None:
        return cls._ancestors
    below |= {id(cls)}
    bases = [base for base in _bases(cls.bases) if id(base) not in below]
    orders = [list(_linear(base, below)) if isinstance(base, ClassObject) else [base] for base in bases]
    merged = _merged([*(list(order) for order in orders), list(bases)])
    if merged is None:
        merged = list({_identity(one): one for order in orders for one in order}.values())
    return (cls, *merged)


def _bases(given: Iterable[AnyValue]) -> Iterator[ClassObject | External]:
    for base in given:
        if isinstance(base, (ClassObject, External)):
            yield base
        elif isinstance(base, Union):
            yield from _bases(base.members)
        elif isinstance(base, Produced) and base.type:
            yield External(base.type)


def _merged(orders: list[list[ClassObject | External]]) -> list[ClassObject | External] | None:
    """Merge orders so that each is kept; None when they contradict each other."""
    merged: list[ClassObject | External] = []
    while orders := [order for order in orders if order]:
        later = {_identity(one) for order in orders for one in order[1:]}
        head = next((order[0] for order in orders if _identity(order[0]) not in later), None)
        if head is None:
            return None
        merged.append(head)
        for order in orders:
            if _identity(order[0]) == _identity(head):
                del order[0]
    return merged


def _identity(cls: ClassObject | External) -> int | str:
    return cls.name if isinstance(cls, External) else id(cls)
