"""What the constructor of a pydantic model takes of what it is given: what its class declares."""

from __future__ import annotations

import msgspec

from backlint.execution.values import (
    AnyValue,
    Arguments,
    ClassObject,
    Constant,
    DictObject,
    FunctionObject,
    Produced,
    string_of,
)
from backlint.frameworks.selectors import constant_name

_DECLARED_HERE = ("pydantic.", "pydantic_settings.", "sqlmodel.", "typing.", "abc.", "builtins.", "enum.")
_ALIASES = ("alias", "validation_alias")
_BEFORE = ("model_validator", "root_validator")


def taken(cls: ClassObject, arguments: Arguments) -> Arguments:
    """Return the arguments of which an instance of a model is made: what is no field of it is dropped.

    All of them where the class keeps others as well (`extra="allow"`), where a library's class may declare fields that are
    not seen, and where the class looks at what it is given before, or names its fields otherwise.
    """
    if not _is_all_seen(cls) or allows_others(cls):
        return arguments
    names = _names_of(cls)
    if names is None:
        return arguments
    rest = arguments.double_star
    if isinstance(rest, DictObject):
        rest = DictObject(
            {key: one for key, one in rest.entries.items() if key.value in names}, rest.rest, rest.site, 0
        )
    keywords = tuple(pair for pair in arguments.keywords if pair[0] in names)
    return msgspec.structs.replace(arguments, keywords=keywords, double_star=rest)


def _is_all_seen(cls: ClassObject) -> bool:
    return all(base.startswith(_DECLARED_HERE) for base in cls.library_bases())


def _names_of(cls: ClassObject) -> frozenset[object] | None:
    """Return the names by which a model is given its fields; None where they are not known."""
    found: set[object] = set()
    for ancestor in cls.ancestors():
        if not isinstance(ancestor, ClassObject):
            continue
        if configured(ancestor, "alias_generator") is not None or any(map(_looks_before, ancestor.namespace.values())):
            return None
        for name in ancestor.annotations:
            found.add(name)
            declared = ancestor.namespace.get(name)
            for word in _ALIASES if isinstance(declared, Produced) else ():
                alias = declared.call.arguments.keyword(word) if isinstance(declared, Produced) else None
                if alias is None or (isinstance(alias, Constant) and alias.value is None):
                    continue
                named = string_of(alias)
                if named is None:
                    return None
                found.add(named)
    return frozenset(found)


def _looks_before(value: AnyValue) -> bool:
    """Tell whether something in a class is a method that is given what its instances are made of, as it came."""
    if not isinstance(value, FunctionObject):
        return False
    names = {event.callee.removesuffix("()").rpartition(".")[2] for event in value.decorations}
    made = {
        event.function.call.callee.rpartition(".")[2]
        for event in value.decorations
        if isinstance(event.function, Produced)
    }
    return not (names | made).isdisjoint(_BEFORE)


def allows_others(cls: ClassObject) -> bool:
    """Tell whether a model keeps fields that it does not declare (`extra="allow"`): the nearest class that says so."""
    for ancestor in cls.ancestors():
        value = configured(ancestor, "extra") if isinstance(ancestor, ClassObject) else None
        if value is not None:
            return constant_name(value) in {"allow", "pydantic.Extra.allow"}
    return False


def configured(cls: ClassObject, name: str) -> AnyValue | None:
    """Return what a model's own keyword, `model_config` or inner class `Config` says."""
    given = cls.keywords.get(name)
    if given is not None:
        return given
    own = cls.namespace.get("model_config")
    if isinstance(own, DictObject):
        return own.get(name)
    if isinstance(own, Produced):
        return own.call.arguments.keyword(name)
    inner = cls.namespace.get("Config")
    return inner.namespace.get(name) if isinstance(inner, ClassObject) else None
