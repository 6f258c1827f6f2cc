"""What annotations promise of values: which types make data harmless, and what containers hold."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.execution.taint import EVERY_SINK, TEXTUAL, Taints, neutralize
from backlint.execution.values import (
    AnyValue,
    ClassObject,
    Constant,
    External,
    Produced,
    Tuple,
    Union,
    Unknown,
    Value,
)

HARMLESS = frozenset(
    {
        "builtins.int",
        "builtins.float",
        "builtins.bool",
        "builtins.complex",
        "uuid.UUID",
        "decimal.Decimal",
        "datetime.datetime",
        "datetime.date",
        "datetime.time",
        "datetime.timedelta",
        "ipaddress.IPv4Address",
        "ipaddress.IPv6Address",
        "pydantic.PositiveInt",
        "pydantic.NonNegativeInt",
        "pydantic.NegativeInt",
        "pydantic.PositiveFloat",
        "pydantic.UUID4",
        "pydantic.types.UUID4",
    }
)
"""Types whose text no sink is harmed by."""

NUMBERS = frozenset(External(name) for name in ("builtins.int", "builtins.float", "decimal.Decimal"))
"""Types whose values may be of any size, and negative."""
_LOWER = frozenset({"ge", "gt"})
_UPPER = frozenset({"le", "lt"})

_ENUM_BASES = frozenset({"enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag"})
_TRANSPARENT = frozenset({"typing.Annotated[]", "typing.Optional[]", "typing.Final[]", "typing.ClassVar[]"})
_SEQUENCES = frozenset(
    f"{name}[]"
    for name in (
        "typing.List", "typing.Sequence", "typing.Set", "typing.FrozenSet", "typing.Iterable", "typing.Iterator",
        "typing.Collection", "typing.AsyncIterator", "typing.AsyncGenerator", "typing.Generator", "typing.Tuple",
        "builtins.list", "builtins.set", "builtins.frozenset", "builtins.tuple", "collections.abc.Sequence",
        "collections.abc.Iterable", "collections.abc.Iterator", "collections.abc.Collection", "collections.deque",
        "collections.abc.AsyncIterator", "collections.abc.AsyncGenerator", "collections.abc.Generator",
    )
)  # fmt: skip
_MAPPINGS = frozenset(
    f"{name}[]" for name in ("typing.Dict", "typing.Mapping", "builtins.dict", "collections.abc.Mapping")
)


def _arguments(annotation: Produced) -> tuple[AnyValue, ...]:
    if not annotation.call.arguments.positional:
        return ()
    index = annotation.call.arguments.positional[0]
    return index.items if isinstance(index, Tuple) else (index,)


def is_subscript(annotation: AnyValue | None, *names: str) -> bool:
    """Tell whether an annotation is `name[...]` for one of the names."""
    return isinstance(annotation, Produced) and annotation.call.callee.removesuffix("[]") in names


def subscript_arguments(annotation: AnyValue | None) -> tuple[AnyValue, ...]:
    """Return what stands in the brackets of a subscripted type."""
    if isinstance(annotation, Produced) and annotation.call.callee.endswith("[]"):
        return _arguments(annotation)
    return ()


def plain(annotation: AnyValue | None) -> AnyValue | None:
    """Return the type behind `Optional`, `X | None`, `Annotated`, `NewType` and the like; None when there is none."""
    seen = 0
    while annotation is not None and seen < 8:
        seen += 1
        if isinstance(annotation, Produced):
            callee = annotation.call.callee
            if callee in _TRANSPARENT and _arguments(annotation):
                annotation = _arguments(annotation)[0]
                continue
            if callee in {"typing.Union[]", "operator.|"}:
                every = _arguments(annotation) if callee.endswith("[]") else annotation.call.arguments.positional
                rest = [part for part in every if not (isinstance(part, Constant) and part.value is None)]
                if len(rest) == 1:
                    annotation = rest[0]
                    continue
            if callee == "typing.NewType" and len(annotation.call.arguments.positional) > 1:
                annotation = annotation.call.arguments.positional[1]
                continue
        return annotation
    return annotation


def is_harmless(annotation: AnyValue | None) -> bool:
    """Tell whether every value of a type is harmless in any sink: numbers, UUIDs, dates, enums, literals."""
    annotation = plain(annotation)
    if isinstance(annotation, External):
        return annotation.name in HARMLESS
    if isinstance(annotation, ClassObject):
        return any(base in _ENUM_BASES for base in annotation.library_bases())
    if isinstance(annotation, Produced):
        callee = annotation.call.callee
        if callee in {"typing.Literal[]", "typing_extensions.Literal[]"}:
            return True
        if callee in {"typing.Union[]", "operator.|"}:
            every = _arguments(annotation) if callee.endswith("[]") else annotation.call.arguments.positional
            return all(is_harmless(part) or (isinstance(part, Constant) and part.value is None) for part in every)
        if callee in _SEQUENCES:
            parts = _arguments(annotation)
            return bool(parts) and all(is_harmless(part) or _is_ellipsis(part) for part in parts)
        if callee in {"pydantic.conint", "pydantic.confloat", "pydantic.condecimal"}:
            return True
    return False


def _is_ellipsis(part: AnyValue) -> bool:
    return isinstance(part, Constant) and part.value is ...


def typed(taints: Taints, annotation: AnyValue | None, default: AnyValue | None = None) -> Unknown:
    """Make a value of a declared type with these taints, harmless where the type makes it so.

    `default` is what the declaration is given besides, such as `Field(gt=0)`.
    """
    kept = plain(annotation)
    if not taints or not is_harmless(kept):
        return Unknown(taints, _as_type(kept))
    safe = bounds_of(annotation, default) if kept in NUMBERS else EVERY_SINK
    return Unknown(neutralize(taints, safe), _as_type(kept))


def bounds_of(annotation: AnyValue | None, default: AnyValue | None) -> frozenset[SinkKind]:
    """Return what a declared number cannot harm: all that has no use for its size, and what its limits rule out.

    Limits are the words `ge`, `gt`, `le` and `lt` of `Annotated[int, Field(gt=0)]` and `= Query(10, le=100)`.
    """
    beside = subscript_arguments(annotation)[1:] if is_subscript(annotation, "typing.Annotated") else ()
    declared = [default, *beside]
    safe = set(TEXTUAL)
    for one in declared:
        for name, _ in one.call.arguments.keywords if isinstance(one, Produced) else ():
            if name in _LOWER:
                safe.add(SinkKind.AMOUNT)
            elif name in _UPPER:
                safe.add(SinkKind.RESOURCE)
    return frozenset(safe)


def _as_type(annotation: AnyValue | None) -> Value | ClassObject | None:
    if isinstance(annotation, Produced):
        # What a call gives (`constr(min_length=1)`) is no container.
        return Subscripted(annotation) if annotation.call.callee.endswith("[]") else None
    if isinstance(annotation, (External, ClassObject)):
        return annotation
    if isinstance(annotation, Union):
        return None
    return None


class Subscripted(Value, frozen=True):
    """A subscripted type as the type of an unknown value."""

    annotation: Produced

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Subscripted) and other.annotation.site == self.annotation.site

    def __hash__(self) -> int:
        return hash(self.annotation.site)


def element_type(of: Value | ClassObject | None) -> Value | ClassObject | None:
    """Return the type of an item that going through a value of this type gives."""
    if isinstance(of, Subscripted):
        callee = of.annotation.call.callee
        arguments = _arguments(of.annotation)
        # Brackets may be empty (`tuple[()]`) or hold what is not known.
        if arguments and (callee in _SEQUENCES or callee in _MAPPINGS):
            return _as_type(plain(arguments[0]))
    return None


def is_mapping(of: Value | ClassObject | None) -> bool:
    """Tell whether a type is a mapping with declared items."""
    return isinstance(of, Subscripted) and of.annotation.call.callee in _MAPPINGS


def item_type(of: Value | ClassObject | None) -> Value | ClassObject | None:
    """Return the type of `value[key]` for a value of this type."""
    if isinstance(of, Subscripted):
        callee = of.annotation.call.callee
        arguments = _arguments(of.annotation)
        if callee in _MAPPINGS and len(arguments) > 1:
            return _as_type(plain(arguments[1]))
        if arguments and callee in _SEQUENCES:
            return _as_type(plain(arguments[0]))
    return None
