"""Object-relational mappers: whose objects a query gives, and whether a statement writes.

A query is built by a chain of calls (`Order.objects.filter(…)`, `session.query(Order).filter(…)`,
`session.execute(select(Order))`); somewhere at its start stands the project's class.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from backlint.concepts import SourceKind
from backlint.execution.library import CHANGED, FOUND, LISTED, MADE, Exchange, row_mark
from backlint.execution.records import records_of, taints_of
from backlint.execution.taint import EVERY_SINK, Origin, Site, Taint, Taints, neutralize
from backlint.execution.values import (
    AnyValue,
    CallEvent,
    ClassObject,
    Constant,
    External,
    ListObject,
    Member,
    Produced,
    Text,
    Tuple,
    Unknown,
    members,
    string_of,
)
from backlint.frameworks.selectors import first
from backlint.frameworks.statements import kept_or_asked, numbers_of, rows_of

_MAX_LINKS = 12
_MAKES = frozenset({"create", "acreate", "create_user", "create_superuser", "acreate_user"})
_WRITES = re.compile(
    r"\s*(insert|update|delete|merge|replace|upsert|truncate|drop|alter|create|grant|with\b.*\b"
    r"(insert|update|delete))\b",
    re.IGNORECASE | re.DOTALL,
)
_WRITE_BUILDERS = (".insert", ".update", ".delete", ".Insert", ".Update", ".Delete")


def model_class(value: AnyValue | None, depth: int = 0) -> ClassObject | External | None:
    """Return the class that a query is about: the first on the way back to where the chain began."""
    if value is None or depth > _MAX_LINKS:
        return None
    if isinstance(value, ClassObject):
        return value
    if isinstance(value, External):
        name = value.name.removesuffix(".objects")
        return External(name) if name.rpartition(".")[2][:1].isupper() else None
    if isinstance(value, Member):
        return model_class(value.base, depth + 1)
    if isinstance(value, Produced):
        return _first_class(_origins(value.call), depth)
    if isinstance(value, (ListObject, Tuple)):
        return _first_class(value.items, depth)
    return None


def _origins(event: CallEvent) -> Iterator[AnyValue]:
    if event.receiver is not None:
        yield event.receiver
    yield from event.arguments.positional


def _first_class(values: object, depth: int) -> ClassObject | External | None:
    for value in values if isinstance(values, (list, tuple, Iterator)) else ():
        found = model_class(value, depth + 1)
        if found is not None:
            return found
    return None


_BEGIN = frozenset({"all", "query", "objects", "select", "scalars", "execute", "exec"})
_NARROW_NOTHING = frozenset({"order_by", "options", "unique", "prefetch_related", "select_related"})
"""Methods that say how all are given, and not which."""


_CHOOSE = frozenset({"filter", "filter_by", "where", "exclude"})
_SWITCHED = ("operator.==", "operator.!=", ".is_", ".isnot", ".is_not")


def is_whole(value: AnyValue | None) -> bool:
    """Tell whether something stands for all records of a class: the query that begins with it, narrowed by nothing but
    switches of the records themselves, as that they are not deleted; what is left grows no less.
    """
    for _ in range(_MAX_LINKS):
        last = value.call.callee.rpartition(".")[2] if isinstance(value, Produced) else ""
        if isinstance(value, Produced) and last in _BEGIN:
            if last == "select" and value.call.arguments.keywords:
                # What columns are asked for has no names; conditions have.
                return False
            begun = value.call.arguments.get(0)
            value = begun if begun is not None else value.call.receiver
        elif isinstance(value, Produced) and (last in _NARROW_NOTHING or (last in _CHOOSE and _asks_switches(value))):
            value = value.call.receiver
        elif isinstance(value, Member) and value.name in {"query", "objects"}:
            value = value.base
        else:
            return isinstance(value, ClassObject)
    return False


def _asks_switches(chosen: Produced) -> bool:
    """Tell whether a call that chooses among records asks only whether they are on or off."""
    given = chosen.call.arguments
    if given.opaque:
        return False
    return all(map(_is_switched, given.positional)) and all(_is_switch(value) for _, value in given.keywords)


def _is_switched(condition: AnyValue) -> bool:
    if not isinstance(condition, Produced) or not condition.call.callee.endswith(_SWITCHED):
        return False
    return any(map(_is_switch, condition.call.arguments.positional))


def _is_switch(value: AnyValue) -> bool:
    return isinstance(value, Constant) and (value.value is None or isinstance(value.value, bool))


def instance(cls: ClassObject | External | None, taints: Taints, site: Site, *, every: bool = False) -> AnyValue:
    """Make one object that a query gave: what is in it came from the database, which object it is from the query.

    `every` tells that the query gives all that there are.
    """
    return Unknown(neutralize(taints, EVERY_SINK) | taints_of(records_of(cls), site, every=every), cls)


def gives_instance(event: CallEvent) -> Exchange | None:
    """The model of a call that gives one object of the class that its query is about (`get`, `first`, `create`)."""
    cls = _class_of(event)
    if cls is None:
        return None
    how = MADE if event.callee.rpartition(".")[2] in _MAKES else FOUND
    return Exchange(result=instance(cls, _taints(event), event.site), marks=_marked(how, cls))


def _marked(how: str, cls: ClassObject | External) -> tuple[str, ...]:
    """Return the mark of a call on the rows of a class; of one with queries of its own it is not known what they ask."""
    if isinstance(cls, ClassObject) and cls.lookup("query_class") is not None:
        return ()
    return (row_mark(how, cls.name),)


def gives_instances(event: CallEvent) -> Exchange | None:
    """The model of a call that gives a list of objects of the class that its query is about (`all`)."""
    cls = _class_of(event)
    if cls is None:
        return None
    return Exchange(
        result=Tuple((), instance(cls, _taints(event), event.site, every=is_whole(event.receiver))),
        marks=_marked(LISTED, cls),
    )


def changes(event: CallEvent) -> Exchange | None:
    """The model of a call that changes or removes the object that it is called on, or those that a query finds."""
    receiver = event.receiver
    cls = receiver.type if isinstance(receiver, Unknown) else model_class(receiver)
    column = string_of(event.arguments.get(0)) if event.callee.endswith("__setattr__") else None
    if column is not None and isinstance(cls, ClassObject) and isinstance(cls.lookup(column), Constant):
        # A plain attribute of the class is no column: it is forgotten with the object.
        return None
    if column is not None and isinstance(cls, (ClassObject, External)):
        return Exchange(marks=(row_mark(CHANGED, cls.name, column),))
    return Exchange(marks=_marked(CHANGED, cls)) if isinstance(cls, (ClassObject, External)) else None


def row_made(event: CallEvent) -> tuple[tuple[str, Taints], ...]:
    """Return the mark of a record that a program makes of a class of its own: what it is given tells whose it is."""
    cls = event.function
    return ((row_mark(MADE, cls.name), event.arguments.taint),) if isinstance(cls, ClassObject) else ()


def changes_caller(event: CallEvent) -> Exchange:
    """The model of a call that changes the row of who is calling, on the object that a library keeps for it."""
    column = string_of(event.arguments.get(0)) if event.callee.endswith("__setattr__") else None
    caller = Taint(Origin(frozenset({SourceKind.SESSION}), "who is calling", event.site, "current_user"))
    mark = row_mark(CHANGED, "User", *filter(None, (column,)))
    return Exchange(taint=event.arguments.taint, rows=((mark, event.arguments.taint | {caller}),))


def changes_given(event: CallEvent) -> Exchange | None:
    """The model of a call that removes the object which it is given, or changes the row of it."""
    given = event.arguments.get(0)
    cls = given.type if isinstance(given, Unknown) else None
    return Exchange(marks=_marked(CHANGED, cls)) if isinstance(cls, (ClassObject, External)) else None


def gives_pair(event: CallEvent) -> Exchange | None:
    """The model of a call that gives an object and whether it was made (`get_or_create`)."""
    cls = _class_of(event)
    if cls is None:
        return None
    return Exchange(result=Tuple((instance(cls, _taints(event), event.site), Unknown())))


def _class_of(event: CallEvent) -> ClassObject | External | None:
    found = model_class(event.receiver)
    return found if found is not None else _first_class(event.arguments.positional, 0)


def _taints(event: CallEvent) -> Taints:
    taints = event.arguments.taint
    return taints if event.receiver is None else taints | event.receiver.taint


def executes(selector: str) -> Callable[[CallEvent], Exchange | None]:
    """Return the model of a call that runs a statement: it is marked `write` when the statement writes.

    What it keeps in a row, or looks a row up by, reaches a store of passwords.
    """

    def model(event: CallEvent) -> Exchange | None:
        statement = first(event, selector)
        if statement is None:
            return None
        marks = (*(("write",) if writes(statement) else ()), *rows_of(statement))
        sinks = (*kept_or_asked(event, statement), *numbers_of(event, statement))
        return Exchange(marks=marks, sinks=sinks)

    return model


def writes(statement: AnyValue) -> bool:
    """Tell whether a statement changes data: by its first word, or by what built it."""
    return any(_writes(one) for one in members(statement))


def _writes(statement: AnyValue) -> bool:
    if isinstance(statement, Text):
        return bool(statement.parts) and _writes(statement.parts[0])
    if isinstance(statement, Constant):
        return isinstance(statement.value, str) and _WRITES.match(statement.value) is not None
    built: AnyValue | None = statement
    for _ in range(_MAX_LINKS):
        if not isinstance(built, Produced):
            return False
        if built.call.callee.endswith(_WRITE_BUILDERS):
            return True
        given = built.call.arguments.get(0)
        if built.call.callee.endswith(("text", ".SQL")) and given is not None:
            return _writes(given)
        built = built.call.receiver
    return False
