"""Which stored records a call reads or changes: those of a class, of a table that a statement names, of a collection."""

from __future__ import annotations

import re
from dataclasses import replace

import msgspec

from backlint.concepts import ALL, Records, is_telling
from backlint.execution.library import Exchange
from backlint.execution.records import is_each, is_of_records, records_in, records_of, taints_of
from backlint.execution.taint import CLEAN, Site, Taints, in_order
from backlint.execution.values import (
    AnyValue,
    CallEvent,
    ClassObject,
    Constant,
    DictObject,
    External,
    InstanceObject,
    Member,
    Produced,
    Unknown,
    string_of,
)
from backlint.frameworks.queries import is_whole, model_class, writes
from backlint.frameworks.statements import text_of

_RUN = frozenset(
    "execute executemany executescript exec_driver_sql fetch fetchrow fetchval fetch_all fetch_one query raw".split()
)
"""Methods whose first argument is a statement, if it reads like one."""

_FOUND = frozenset("find find_one aggregate find_one_and_update find_one_and_delete find_one_and_replace".split())
_KEPT = frozenset(
    "insert_one insert_many update_one update_many replace_one delete_one delete_many find_one_and_update "
    "find_one_and_replace find_one_and_delete".split()
)
"""Methods of collections of documents, whatever the driver."""

_NAME = r"[\s`\"'\[]*(?:\w+[`\"'\]]*\.[`\"'\[]*)?(\w+)"
_READS = re.compile(rf"\s*(?:select|with)\b.*?\bfrom\b{_NAME}", re.IGNORECASE | re.DOTALL)
_CHANGES = re.compile(
    r"\s*(?:insert\s+(?:or\s+\w+\s+)?into|update|delete\s+from|replace\s+into|truncate(?:\s+table)?|"
    rf"(?:drop|create)\s+table(?:\s+if\s+exists)?)\b{_NAME}",
    re.IGNORECASE,
)
_ANEW = r"create\b(?!\s+table\s+if\s+not\s+exists)"
"""Who makes a table anew has dropped it, or lost it, before; one that is there already is left alone."""
_DELETES = re.compile(rf"\s*(?:(?:delete|truncate|drop)\b|{_ANEW})", re.IGNORECASE)
_EMPTIES = re.compile(rf"\s*(?:(?:truncate|drop)\b|{_ANEW})|\s*delete\s+from\s+\S+\s*;?\s*$", re.IGNORECASE)
_ASKED = re.compile(r"\s*select\s+(?:distinct\s+)?(.*?)\s+from\b", re.IGNORECASE | re.DOTALL)
_DELETERS = frozenset(
    "delete adelete delete_one delete_many delete_instance remove drop find_one_and_delete destroy destroySelf".split()
)
_EMPTIERS = frozenset("drop_all drop_database drop_collection".split())
_HANDED = frozenset("add merge delete remove add_all".split())
"""Methods of sessions, which are given the object that they keep or delete."""
_MAKERS = frozenset("create acreate insert bulk_create get_or_create create_user create_superuser".split())
_SWITCH_OF_ADMINISTRATORS = re.compile(
    r"(?:is_?)?(?:admin|administrator|super_?user|super_?admin|staff)", re.IGNORECASE
)
_ROLE = re.compile(r"(?:user_?|account_?)?(?:role|type|level|group)", re.IGNORECASE)
_ADMINISTRATOR = re.compile(r"(?:.*[.:_-])?(?:super_?)?admin(?:istrator)?|super_?user", re.IGNORECASE)
_VIEWS = re.compile(r"\.(?:viewsets|generics|mixins|views)\.")
_MAX_LINKS = 12


def with_records(exchange: Exchange | None, event: CallEvent, method: str, *, queries: bool) -> Exchange | None:
    """Return what a call means, with the records that it reads; `queries` tells that it gives a query."""
    if queries and exchange is not None:
        cls = model_class(event.receiver) or _of_arguments(event)
        taints = taints_of(records_of(cls), event.site)
        return msgspec.structs.replace(exchange, taint=exchange.taint | taints) if taints else exchange
    if method in _RUN:
        return _run(exchange, event)
    if method in _FOUND and (exchange is None or exchange.result is None):
        return _found(exchange, event, method)
    if method in _KEPT and exchange is None:
        return Exchange(taint=event.arguments.taint, marks=("write",))
    return exchange


def _run(exchange: Exchange | None, event: CallEvent) -> Exchange | None:
    statement = event.arguments.get(0)
    if statement is None:
        return exchange
    text = text_of(statement)
    # A statement that was built by calls has no text, whoever runs it.
    if (_CHANGES.match(text) or not text) and writes(statement):
        made = exchange or Exchange(taint=event.arguments.taint)
        return made if "write" in made.marks else msgspec.structs.replace(made, marks=(*made.marks, "write"))
    said = _READS.match(text)
    if said is None:
        return exchange
    taints = taints_of(Records(said[1].lower(), _columns(text)), event.site)
    made = exchange or Exchange(taint=event.arguments.taint)
    # A cursor remembers what it was asked for; a connection is asked for much.
    into = (*made.into, (event.receiver, taints)) if event.receiver is not None and _is_cursor(event) else made.into
    return msgspec.structs.replace(made, taint=made.taint | taints, into=into)


def _is_cursor(event: CallEvent) -> bool:
    receiver = event.receiver
    return isinstance(receiver, Produced) and receiver.call.callee.rpartition(".")[2] == "cursor"


def of_collection(type_name: str, name: str, site: Site) -> Taints:
    """Return the taints of a collection of documents that was taken from its database by a name."""
    return taints_of(Records(name.lower(), (ALL,)), site) if name and type_name.endswith("Collection") else CLEAN


def _found(exchange: Exchange | None, event: CallEvent, method: str) -> Exchange | None:
    name = _collection(event.receiver)
    if not name:
        return exchange
    made = exchange or Exchange(taint=event.arguments.taint, marks=("write",) if method in _KEPT else ())
    kept = frozenset(taint for taint in made.taint if not is_of_records(taint))
    taints = taints_of(Records(name, _fields(event.arguments.get(1, "projection"))), event.site)
    return msgspec.structs.replace(made, taint=kept | taints)


def _fields(projection: AnyValue | None) -> tuple[str, ...]:
    """Return the telling fields that a projection asks for; all of them where it only leaves some out."""
    if not isinstance(projection, DictObject):
        return (ALL,)
    asked = [key.value for key, value in projection.entries.items() if isinstance(value, Constant) and value.value]
    return tuple(sorted(str(name) for name in asked if is_telling(str(name)))) if asked else (ALL,)


def _columns(text: str) -> tuple[str, ...]:
    """Return the telling columns that a statement asks for; `*` for all of them."""
    asked = _ASKED.match(text)
    names = set() if asked is None else {name.strip(' `"[]').rpartition(".")[2] for name in asked[1].split(",")}
    return tuple(sorted(name for name in names if name == ALL or is_telling(name)))


def touched(event: CallEvent) -> Records | None:
    """Return the records that a writing call changes; None where that is not known and none are deleted."""
    method = event.callee.rpartition(".")[2]
    if method in _EMPTIERS:
        return Records("", (), deleted=True, emptied=True)
    if method in _RUN:
        return _by_statement(event)
    deletes = method in _DELETERS
    if _VIEWS.search(event.callee):
        # Which records a view is about is said by its query; who is calling may decide that.
        return Records("", (), deleted=deletes)
    cls = _of_arguments(event) if method in _HANDED else None
    found = records_of(cls or model_class(event.receiver) or _class_of(event.receiver))
    if found is not None:
        new = _is_new(event.receiver) or _is_new(event.arguments.get(0))
        made = not deletes and (new or method in _MAKERS)
        found = replace(found, made=made, rights=_rights_of(event, method) if made else "")
    if found is None and method in _KEPT:
        found = Records(_collection(event.receiver))
    if not deletes:
        return found
    # A session is given the row, a row deletes itself.
    handed = event.arguments.get(0)
    one = event.receiver if handed is None else handed if method in _HANDED else None
    whole = (handed is None and is_whole(event.receiver)) or (isinstance(one, Unknown) and is_each(one.taint))
    return replace(found or Records(""), deleted=True, emptied=whole)


def _is_new(value: AnyValue | None) -> bool:
    """Tell whether a value is an object that the program made, not a row that was found and then changed."""
    return isinstance(value, InstanceObject) and not any(map(is_of_records, value.tainted))


def _rights_of(event: CallEvent, method: str) -> str:
    """Return the column by which the program itself makes a new record that of an administrator; "" for none."""
    if method == "create_superuser":
        return "is_superuser"
    given = dict(event.arguments.keywords)
    for value in (event.receiver, event.arguments.get(0)):
        if isinstance(value, InstanceObject):
            given.update(value.fields)
    return next((name for name, value in given.items() if _gives_all_rights(name, value)), "")


def _gives_all_rights(name: str, value: AnyValue) -> bool:
    if _SWITCH_OF_ADMINISTRATORS.fullmatch(name):
        return isinstance(value, Constant) and (value.value is True or (value.value == 1 and not value.taint))
    if not _ROLE.fullmatch(name):
        return False
    said = value.name if isinstance(value, Member) else string_of(value) or ""
    return _ADMINISTRATOR.fullmatch(said) is not None


def _by_statement(event: CallEvent) -> Records | None:
    statement = event.arguments.get(0)
    text = text_of(statement)
    said = _CHANGES.match(text)
    if said is not None:
        deletes, empties = _DELETES.match(text) is not None, _EMPTIES.match(text) is not None
        made = text.lstrip()[:6].lower() == "insert"
        return Records(said[1].lower(), (), deletes, empties, made=made)
    found = records_of(_of_arguments(event))
    return replace(found, deleted=True) if found is not None and _is_deletion(statement) else found


def _is_deletion(value: AnyValue | None) -> bool:
    for _ in range(_MAX_LINKS):
        if not isinstance(value, Produced):
            return False
        if value.call.callee.endswith((".delete", ".Delete")):
            return True
        value = value.call.receiver
    return False


def _of_arguments(event: CallEvent) -> ClassObject | External | None:
    for value in event.arguments.positional[:2]:
        found = _class_of(value) or model_class(value)
        if found is not None:
            return found
    return None


def _class_of(value: AnyValue | None) -> ClassObject | External | None:
    if isinstance(value, InstanceObject):
        # A form or serializer keeps the records of the model that it is made from.
        meta = value.cls.lookup("Meta")
        model = meta.lookup("model") if isinstance(meta, ClassObject) else None
        return model if isinstance(model, (ClassObject, External)) else value.cls
    return value.type if isinstance(value, Unknown) and isinstance(value.type, ClassObject) else None


def _collection(value: AnyValue | None) -> str:
    """Return the name under which a collection of documents was taken from its database."""
    if isinstance(value, Unknown):
        return next((records.name for records, _ in records_in(in_order(value.taint))), "")
    if isinstance(value, Member):
        return value.name.lower()
    return (string_of(value.call.arguments.get(0)) or "").lower() if isinstance(value, Produced) else ""
