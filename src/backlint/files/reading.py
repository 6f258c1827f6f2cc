"""Reading a file of a project that is not trusted, and may change while it is read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

# What the list of files took for a regular file may be a pipe, which waits for its writer, or a link by now.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def read_regular(path: Path | str, most: int) -> bytes:
    """Return at most so many bytes from the beginning of a regular file. Raises OSError for whatever else there is."""
    with open(os.open(path, _FLAGS), "rb") as stream:  # noqa: PTH123 -- a Path does not open a descriptor
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise OSError("it is not a regular file")
        return stream.read(most)
