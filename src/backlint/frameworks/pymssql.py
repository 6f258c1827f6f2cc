"""pymssql: SQL Server."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="pymssql",
    distribution="pymssql",
    packages=("pymssql",),
    sinks=(*sinks(SinkKind.SQL, "0:operation", "pymssql.Cursor.execute"),),
)
