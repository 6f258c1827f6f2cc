"""AsyncSSH: commands on other machines."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="asyncssh",
    distribution="asyncssh",
    packages=("asyncssh",),
    sinks=(*sinks(SinkKind.COMMAND, "0:command", "asyncssh.SSHClientConnection.run"),),
)
