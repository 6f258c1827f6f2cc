"""AnyIO: threads, files, processes and sockets for asynchronous code."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.callbacks import calls
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, propagators, sinks

LIBRARY = LibraryModel(
    name="anyio",
    distribution="anyio",
    packages=("anyio",),
    sinks=(
        *sinks(SinkKind.COMMAND, "0:command", *methods("anyio", "run_process open_process")),
        *sinks(SinkKind.PATH, "0:file", "anyio.open_file"),
        *sinks(
            SinkKind.PATH, "self", *methods("anyio.Path", "open read_text read_bytes write_text write_bytes unlink")
        ),
    ),
    propagators=propagators("*", "anyio.Path"),
    calls={"anyio.to_thread.run_sync": calls(0, "func"), "anyio.from_thread.run": calls(0, "func")},
)
