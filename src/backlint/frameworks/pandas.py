"""pandas: tables from queries, files and addresses."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sinks

LIBRARY = LibraryModel(
    name="pandas",
    distribution="pandas",
    packages=("pandas",),
    sinks=(
        *sinks(SinkKind.SQL, "0:sql", *methods("pandas", "read_sql read_sql_query")),
        # @name reaches local objects.
        *sinks(SinkKind.CODE, "0:expr", "pandas.eval", *methods("pandas.DataFrame", "eval query")),
        # Also SSRF for URLs.
        # Also deserialization.
        *sinks(SinkKind.PATH, "0:filepath_or_buffer", *methods("pandas", "read_csv read_pickle")),
        *sinks(SinkKind.PATH, "0:path_or_buf", "pandas.read_json"),
        *sinks(SinkKind.PATH, "0:io", "pandas.read_excel"),
        *sinks(SinkKind.PATH, "0:path", "pandas.read_parquet"),
        *sinks(SinkKind.DESERIALIZATION, "0:filepath_or_buffer", "pandas.read_pickle", shape="any"),
        *sinks(SinkKind.REGEX, "0:pat", "pandas.Series.str.contains"),
        *sinks(SinkKind.CSV, "self", "pandas.DataFrame.to_csv", confidence="low"),
    ),
)
