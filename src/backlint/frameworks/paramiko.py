"""Paramiko: commands and files on other machines."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import Guess, LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="paramiko",
    distribution="paramiko",
    packages=("paramiko",),
    sinks=(
        *sinks(SinkKind.COMMAND, "0:command", "paramiko.SSHClient.exec_command", "paramiko.Channel.exec_command"),
        *sinks(SinkKind.PATH, "0:remotepath 1:localpath", "paramiko.SFTPClient.get"),
        *sinks(SinkKind.PATH, "0:localpath 1:remotepath", "paramiko.SFTPClient.put"),
        *sinks(SinkKind.PATH, "0:filename", "paramiko.SFTPClient.open"),
        *sinks(SinkKind.SSRF, "0:hostname", "paramiko.SSHClient.connect"),
    ),
    returns={
        "paramiko.SSHClient.open_sftp": "paramiko.SFTPClient",
    },
    guesses=(Guess("exec_command", SinkKind.COMMAND, ("0:",), distributions=("paramiko", "fabric")),),
)
