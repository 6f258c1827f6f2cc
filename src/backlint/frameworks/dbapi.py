"""PEP 249: what the cursors and connections of all database drivers have in common."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.execution.taint import EVERY_SINK
from backlint.frameworks.model import CallModel, Guess, LibraryModel, Propagator
from backlint.frameworks.queries import executes
from backlint.frameworks.rows import methods, propagators

_RECEIVERS = r"(^|_)(cur|cursor|conn|connection|db|database|engine|session|sess|tx|trans|transaction|pool)s?$"
_READS = "fetchone fetchmany fetchall"


def execution(*names: str) -> dict[str, CallModel]:
    """Return the models of methods that run the statement that is their first argument."""
    return dict.fromkeys(names, executes("0:"))


def results(*cursors: str) -> tuple[Propagator, ...]:
    """Say that a cursor remembers what its statement asked for, and that its rows tell so.

    A row that a credential was looked up by shows in a condition where it came from; it is no longer the text that was
    sent, so no sink is harmed.
    """
    rows: list[Propagator] = []
    for cursor in cursors:
        rows += propagators("* **", *methods(cursor, "execute executemany"), to="self", kills=EVERY_SINK)
        rows += propagators("self", *methods(cursor, _READS), kills=EVERY_SINK)
    return tuple(rows)


LIBRARY = LibraryModel(
    name="dbapi",
    distribution="",
    packages=(),
    rows=tuple(f"*.{method}" for method in (*_READS.split(), "fetchrow", "fetch_one", "fetch_all")),
    guesses=(
        Guess("execute", SinkKind.SQL, ("0:",), _RECEIVERS, confidence="medium"),
        *(Guess(method, SinkKind.SQL, ("0:",)) for method in ("executemany", "executescript", "exec_driver_sql")),
        *(Guess(method, SinkKind.SQL, ("0:",), distributions=("asyncpg",)) for method in ("fetchrow", "fetchval")),
        Guess("fetch", SinkKind.SQL, ("0:",), r"(^|_)(conn|connection|pool|db|pg)$", distributions=("asyncpg",)),
        *(Guess(method, SinkKind.SQL, ("0:",), r"(^|_)(db|database)$") for method in ("fetch_all", "fetch_one")),
        Guess("raw", SinkKind.SQL, ("0:",), r"objects$", distributions=("django",)),
        Guess("extra", SinkKind.SQL, ("*", "**"), r"(objects|qs|queryset|query)$", "any", distributions=("django",)),
    ),
)
