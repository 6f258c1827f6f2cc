"""Starting git in a repository that is not trusted."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_SECONDS = 60

_SETTINGS = ("-c", "core.fsmonitor=", "-c", "core.hooksPath=", "-c", "protocol.allow=never")


def git(folder: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes] | None:
    """Run git in a folder with something to read; None where there is no git or it does not come to an end.

    No program that the repository's configuration names is started, and nothing is written or fetched.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    top = _work_tree(folder)
    if top is not None:
        # Whatever `core.worktree` says: it may lead elsewhere.
        environment["GIT_WORK_TREE"] = str(top)
    try:
        return subprocess.run(
            ["git", *_SETTINGS, *arguments],
            cwd=folder,
            env=environment,
            input=given,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None


def _work_tree(folder: Path) -> Path | None:
    """Return the folder of the repository that a folder lies in, as git looks for it."""
    for place in (folder, *folder.parents):
        found = place / ".git"
        if found.is_file() or (found / "HEAD").exists():
            return place
    return None
