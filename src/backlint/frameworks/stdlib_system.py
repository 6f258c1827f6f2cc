"""The standard library: the environment, the command line, the interpreter."""

from __future__ import annotations

from backlint.concepts import SourceKind
from backlint.frameworks.environment import reads_variable
from backlint.frameworks.model import Answer, LibraryModel
from backlint.frameworks.rows import methods, sources

LIBRARY = LibraryModel(
    name="stdlib_system",
    distribution="",
    packages=("os", "sys", "argparse"),
    instances={"os.environ": "os._Environ", "os.environb": "os._Environ", "sys.argv": "builtins.list"},
    contents={"os._Environ": ("builtins.str",)},
    sources=(
        *sources(SourceKind.ENVIRONMENT, "map", "os.environ", "os.environb"),
        *sources(SourceKind.COMMAND_LINE, "map", "sys.argv"),
        *sources(SourceKind.COMMAND_LINE, "object", "argparse.ArgumentParser.parse_args", called=True),
        *sources(SourceKind.EXCEPTION, "object", *methods("sys", "exc_info exception"), called=True),
    ),
    answers=(
        Answer("sys.exit", raises=True),
        Answer("os._exit", raises=True),
        Answer("builtins.exit", raises=True),
    ),
    calls={"os.getenv": reads_variable("0:key", "1:default")},
)
