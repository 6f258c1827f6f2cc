"""pyodbc: databases over ODBC."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sinks

LIBRARY = LibraryModel(
    name="pyodbc",
    distribution="pyodbc",
    packages=("pyodbc",),
    sinks=(
        # Needs the ODBC runtime to import.
        *sinks(SinkKind.SQL, "0:", *methods("pyodbc.Cursor", "execute executemany"), "pyodbc.Connection.execute"),
    ),
)
