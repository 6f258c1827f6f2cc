"""Whose the rows of a class are: by a column that leads to a user, at once or over what belongs to one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from backlint.execution.values import AnyValue, ClassObject, Constant, External, Member, Produced

_USER = re.compile(
    r"(?:[A-Z]\w*)?(?:User|Account|Customer|Member|Employee|Patient|Student)(?:Model|s)?|users?|accounts?"
)
_USER_BASES = ("User", "UserMixin", "BaseUserTable", "BaseUserTableUUID", "PermissionsMixin")
_PASSWORDS = frozenset({"password", "password_hash", "hashed_password", "passwd", "pw_hash"})
_OWNER = re.compile(
    r"(?:user|owner|author|creator|created_by|uploaded_by|uploader|customer|account|member|employee|patient|student|"
    r"assignee|assigned_to|sender|recipient|buyer|seller|client|tenant|organi[sz]ation|org|team|workspace|company)"
    r"(?:_?(?:id|uuid|pk))?|(?:user|owner)_?(?:name|e?mail|login)",
    re.IGNORECASE,
)
_MAX_DEPTH = 3
_MAX_STEPS = 2


class Owners:
    """Knows of each class of records by which column it is told whose they are."""

    def __init__(self, classes: Iterable[ClassObject]) -> None:
        self._classes = {cls.name: cls for cls in classes}
        self._by_word: dict[str, ClassObject] = {}
        for cls in self._classes.values():
            for word in _words(cls):
                self._by_word.setdefault(word, cls)
        self._owners: dict[str, tuple[str, tuple[str, ...]] | None] = {}

    def of(self, name: str) -> str | None:
        """Return the column that tells whose a record is: `user_id`, `task.user_id`; None where there is none."""
        if self.is_user(name):
            return "the account itself"
        found = self._find(name, 0)
        return None if found is None else found[0]

    def parents(self, name: str) -> tuple[str, ...]:
        """Return the names of the classes over which it is told whose a record is."""
        found = self._find(name, 0)
        return () if found is None else found[1]

    def is_user(self, name: str) -> bool:
        """Tell whether records of a class or table are accounts."""
        cls = self._classes.get(name)
        if cls is None:
            return _USER.fullmatch(name.rpartition(":")[2].rpartition(".")[2]) is not None
        return _is_account(cls)

    @staticmethod
    def names_owner(column: str) -> bool:
        """Tell whether a column's name says that it holds whose a record is."""
        return _OWNER.fullmatch(column) is not None

    def _find(self, name: str, depth: int) -> tuple[str, tuple[str, ...]] | None:
        if name in self._owners:
            return self._owners[name]
        cls = self._classes.get(name)
        if cls is None:
            return None
        self._owners[name] = None
        columns = list(_columns(cls))
        own = (
            column
            for column, value in columns
            if self.names_owner(column)
            or (
                not self._is_reverse(value, columns) and any(self._is_user_reference(one) for one in _references(value))
            )
        )
        column = next(own, None)
        found = self._over_others(columns, depth) if depth < _MAX_STEPS else None
        if column is not None:
            found = (column, () if found is None else found[1])
        if found is not None or depth == 0:
            self._owners[name] = found
        else:
            del self._owners[name]
        return found

    def _over_others(self, columns: Iterable[tuple[str, AnyValue]], depth: int) -> tuple[str, tuple[str, ...]] | None:
        columns = list(columns)
        for column, value in columns:
            if _is_made_by(value, _MANY) or self._is_reverse(value, columns):
                # What many others belong to is not theirs.
                continue
            for one in _references(value):
                other = self._class_of(one)
                account = other is None or _is_account(other)
                found = None if account or other is None else self._find(other.name, depth + 1)
                if found is not None and other is not None:
                    return f"{column}.{found[0]}", (other.name, *found[1])
        return None

    def _is_reverse(self, value: AnyValue, columns: Iterable[tuple[str, AnyValue]]) -> bool:
        """Tell whether a relationship is the other end of a key: others refer to this class, which has no key of theirs."""
        if not _is_made_by(value, _RELATIONSHIPS):
            return False
        named = {id(cls) for one in _references(value) if (cls := self._class_of(one)) is not None}
        keys = [one for _, held in columns if not _is_made_by(held, _RELATIONSHIPS) for one in _references(held)]
        classes = [self._class_of(key) for key in keys]
        if any(cls is None and isinstance(key, str) and "." in key for key, cls in zip(keys, classes, strict=True)):
            # A key of a table that is not known may be this one.
            return False
        return bool(named) and not any(id(cls) in named for cls in classes)

    def _class_of(self, reference: AnyValue | str) -> ClassObject | None:
        if isinstance(reference, ClassObject):
            return reference if reference.name in self._classes else None
        if isinstance(reference, str):
            return self._by_word.get(_table_of(reference))
        return None

    def _is_user_reference(self, reference: AnyValue | str) -> bool:
        cls = self._class_of(reference)
        if cls is not None:
            return _is_account(cls)
        if isinstance(reference, External):
            last = reference.name.rpartition(".")[2]
            return _USER.fullmatch(last) is not None or last in {"AUTH_USER_MODEL", "get_user_model"}
        return isinstance(reference, str) and _USER.fullmatch(_table_of(reference)) is not None


_MANY = ("ManyToManyField", "GenericRelation", "ManyToManyFieldInstance")
_RELATIONSHIPS = ("relationship", "Relationship")


def _is_made_by(value: AnyValue, makers: tuple[str, ...]) -> bool:
    return isinstance(value, Produced) and value.call.callee.rpartition(".")[2] in makers


def _is_account(cls: ClassObject) -> bool:
    if _USER.fullmatch(cls.facts.name) is not None or any(base.endswith(_USER_BASES) for base in cls.library_bases()):
        return True
    return any(name in _PASSWORDS for name, _ in _columns(cls))


def _columns(cls: ClassObject) -> Iterator[tuple[str, AnyValue]]:
    for ancestor in cls.ancestors():
        if isinstance(ancestor, ClassObject):
            for name, value in ancestor.namespace.items():
                if isinstance(value, Produced) and not name.startswith("_"):
                    yield name, value


def _words(cls: ClassObject) -> Iterator[str]:
    """Yield the names by which others speak of a class: its own, and its table's."""
    name = cls.facts.name
    yield name
    table = cls.namespace.get("__tablename__")
    if isinstance(table, Constant) and isinstance(table.value, str):
        yield table.value
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    yield from (snake, f"{snake}s")


def _table_of(reference: str) -> str:
    """Return the class or table that a text names: `users.id`, `app.User`, `User`."""
    parts = reference.split(".")
    return parts[-2] if len(parts) > 1 and parts[-1] in {"id", "uuid", "pk", "user_id"} else parts[-1]


def _references(value: AnyValue, depth: int = 0) -> Iterator[AnyValue | str]:
    """Yield the classes and texts that what declares a column is given."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, Produced):
        given = value.call.arguments
        for name, one in (*(("", each) for each in given.positional), *given.keywords):
            if name not in {
                "related_name",
                "db_column",
                "name",
                "help_text",
                "verbose_name",
                "default",
                "back_populates",
            }:
                yield from _references(one, depth + 1)
    elif isinstance(value, (ClassObject, External)):
        yield value
    elif isinstance(value, Member):
        yield External(value.name)
    elif isinstance(value, Constant) and isinstance(value.value, str) and depth:
        yield value.value
