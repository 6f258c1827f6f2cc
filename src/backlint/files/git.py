"""Starting git in a repository that is not trusted."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_SECONDS = 120


def git(folder: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes] | None:
    """Run git in a folder with something to read; None where there is no git or it does not come to an end.

    No program that the repository's configuration names is started, and nothing is written or fetched.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        return subprocess.run(
            ["git", "-c", "core.fsmonitor=", "-c", "core.hooksPath=", *arguments],
            cwd=folder,
            env=environment
            | {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"},
            input=given,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
