"""What a column holds in a record that was just made, as its declaration says."""

from __future__ import annotations

from backlint.execution.values import AnyValue, Constant, Member, Produced

_DEFAULTS = ("default", "server_default", "insert_default")
"""Of SQLAlchemy, SQLModel, Django, Tortoise, peewee and most others."""
_COLUMNS = ("sa_column",)


def initial(declared: AnyValue) -> AnyValue | None:
    """Return the value that a column has by default; None where it has none, or it is not known."""
    if isinstance(declared, (Constant, Member)):
        return declared
    if not isinstance(declared, Produced):
        return None
    given = declared.call.arguments
    for name in _DEFAULTS:
        value = given.keyword(name)
        if isinstance(value, (Constant, Member)):
            return value
        if isinstance(value, Produced) and value.call.callee.endswith(".text"):
            return _unquoted(value.call.arguments.get(0))
    for name in _COLUMNS:
        inner = given.keyword(name)
        if inner is not None:
            return initial(inner)
    return None


def _unquoted(value: AnyValue | None) -> AnyValue | None:
    """Return the text that an SQL literal stands for: `text("'member'")`."""
    if isinstance(value, Constant) and isinstance(value.value, str) and value.value[:1] == value.value[-1:] == "'":
        return Constant(value.value[1:-1], "str")
    return None
