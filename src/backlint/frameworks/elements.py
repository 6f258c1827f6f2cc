"""What lies inside of data from outside: the value under a key, the keys, the items of a request's mappings.

A value under a constant key is named by that key, so that a report can say `query parameter q` and a header that
carries a credential is known for one.
"""

from __future__ import annotations

from backlint.execution.naming import named
from backlint.execution.taint import EVERY_SINK, TEXTUAL, Site, Taints, neutralize
from backlint.execution.types import NUMBERS
from backlint.execution.values import AnyValue, Constant, External, Tuple, Union, Unknown, members, string_of

STRING = External("builtins.str")

_NUMBERS = frozenset({"builtins.int", "builtins.float", "builtins.bool", "uuid.UUID", "decimal.Decimal"})

GET_ONE = frozenset({"get", "pop", "getone", "getunicode", "get_one", "__getitem__", "setdefault", "getfirst"})
GET_MANY = frozenset({"getlist", "getall", "get_all", "get_list", "values", "__iter__", "get_many"})
GET_PAIRS = frozenset({"items", "multi_items", "allitems", "iteritems"})
GET_LISTS = frozenset({"lists", "dict_of_lists"})
GET_KEYS = frozenset({"keys"})
GET_SAME = frozenset({"copy", "deepcopy", "to_dict", "dict", "mixed", "__copy__", "__deepcopy__", "decode"})
MAPPING_METHODS = GET_ONE | GET_MANY | GET_PAIRS | GET_LISTS | GET_KEYS | GET_SAME


def typed(taints: Taints, types: tuple[str, ...]) -> AnyValue:
    """Make a value with these taints of one of these classes ("" for any)."""
    if len(types) == 1:
        return Unknown(taints, External(types[0]) if types[0] else None)
    return Union(tuple(Unknown(taints, External(name) if name else None) for name in types))


def element(taints: Taints, types: tuple[str, ...], key: AnyValue | None, site: Site) -> AnyValue:
    """Make the value under a key; a key of which nothing is known gives an element without a name."""
    text = string_of(key)
    return typed(named(taints, text, site) if text else taints, types)


def converted(found: AnyValue, converter: AnyValue) -> AnyValue:
    """Return what is found as a converter makes it (`args.get("page", type=int)`): a number can harm no sink."""
    if not isinstance(converter, External) or converter.name not in _NUMBERS:
        return found
    if isinstance(found, Tuple):
        return Tuple(found.items, None if found.rest is None else converted(found.rest, converter))
    return Unknown(neutralize(found.taint, TEXTUAL if converter in NUMBERS else EVERY_SINK), converter)


def with_default(found: AnyValue, default: AnyValue) -> AnyValue:
    """Return what is found under a key or, where nothing is, a default; None as default adds nothing."""
    if isinstance(default, Constant) and default.value is None:
        return found
    return Union((*members(found), *members(default))[:8])


def access(
    method: str, taints: Taints, types: tuple[str, ...], whole: AnyValue, key: AnyValue | None, site: Site
) -> AnyValue | None:
    """Return what a mapping's method gives; None for a method that does not read it.

    `taints` are the mapping's own, `types` the classes of its values, `whole` what a copy of it is.
    """
    result: AnyValue | None = None
    if method in GET_ONE:
        result = element(taints, types, key, site)
    elif method in GET_MANY:
        result = Tuple((), element(taints, types, key, site))
    elif method in GET_PAIRS:
        result = Tuple((), Tuple((Unknown(taints, STRING), typed(taints, types))))
    elif method in GET_LISTS:
        result = Tuple((), Tuple((Unknown(taints, STRING), Tuple((), typed(taints, types)))))
    elif method in GET_KEYS:
        result = Tuple((), Unknown(taints, STRING))
    elif method in GET_SAME:
        result = whole
    return result
