"""The standard library: code that is imported, compiled or run."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.callbacks import imports
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sanitizers, sinks

LIBRARY = LibraryModel(
    name="stdlib_code",
    distribution="",
    packages=(
        "ast",
        "bdb",
        "cProfile",
        "code",
        "codeop",
        "importlib",
        "profile",
        "runpy",
        "timeit",
        "trace",
    ),
    calls={"importlib.import_module": imports("name")},
    sinks=(
        *sinks(SinkKind.CODE, "0:name", "importlib.import_module", rule="module"),
        *sinks(SinkKind.CODE, "1:location", "importlib.util.spec_from_file_location"),
        *sinks(SinkKind.CODE, "0:mod_name", "runpy.run_module"),
        *sinks(SinkKind.CODE, "0:path_name", "runpy.run_path"),
        *sinks(SinkKind.CODE, "0:source", "code.InteractiveInterpreter.runsource", "codeop.compile_command"),
        *sinks(SinkKind.CODE, "0:code", "code.InteractiveInterpreter.runcode"),
        *sinks(SinkKind.CODE, ":local", "code.interact", confidence="low"),
        *sinks(SinkKind.CODE, "0:stmt 1:setup", *methods("timeit", "timeit repeat Timer")),
        *sinks(SinkKind.CODE, "0:statement", "cProfile.run", "profile.run"),
        *sinks(SinkKind.CODE, "0:cmd", "trace.Trace.run", "bdb.Bdb.run"),
    ),
    sanitizers=(
        # Result is tainted data; deep input can exhaust memory.
        *sanitizers({SinkKind.CODE, SinkKind.DESERIALIZATION}, "0:node_or_string", "ast.literal_eval"),
    ),
)
