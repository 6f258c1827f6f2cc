"""The standard library: other programs."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, propagators, returning, sanitizers, sinks

LIBRARY = LibraryModel(
    name="stdlib_process",
    distribution="",
    packages=("os", "pipes", "pty", "shlex", "subprocess"),
    sinks=(
        # A string with a shell is a script; of a list only the program counts, since further items are its arguments.
        *sinks(
            SinkKind.COMMAND,
            "0:args :executable",
            *methods("subprocess", "run call check_call check_output Popen"),
            rule="shell-or-argv0",
        ),
        *sinks(SinkKind.COMMAND, "0:command", "os.system"),
        *sinks(SinkKind.COMMAND, "0:cmd", "os.popen"),
        *sinks(SinkKind.COMMAND, "0:file", *methods("os", "execl execle execlp execlpe execvp execvpe"), rule="argv0"),
        *sinks(SinkKind.COMMAND, "0:path", *methods("os", "execv execve posix_spawn posix_spawnp"), rule="argv0"),
        *sinks(SinkKind.COMMAND, "1:file", *methods("os", "spawnl spawnle spawnlp spawnlpe"), rule="argv0"),
        *sinks(SinkKind.COMMAND, "1:file", *methods("os", "spawnv spawnve spawnvp spawnvpe"), rule="argv0"),
        *sinks(SinkKind.COMMAND, "0:", "os.startfile"),
        *sinks(SinkKind.COMMAND, "0:cmd", *methods("subprocess", "getoutput getstatusoutput")),
        *sinks(SinkKind.COMMAND, "0:argv", "pty.spawn"),
    ),
    sanitizers=(
        *sanitizers({SinkKind.COMMAND}, "0:s", "shlex.quote", "pipes.quote"),
        *sanitizers({SinkKind.COMMAND}, "0:split_command", "shlex.join"),
    ),
    propagators=(*propagators("0:s", "shlex.split"),),
    returns={
        **returning("builtins.str", *methods("shlex", "quote join"), "pipes.quote"),
        "shlex.split": "builtins.str[]",
    },
)
