"""Real git repositories for tests, and backlint run in them by its command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


class Repository:
    """A git repository, and backlint run in it."""

    def __init__(self, root: Path, cache: Path) -> None:
        self.root = root
        self._cache = cache
        root.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> str:
        settings = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org", "-c", "commit.gpgsign=false")
        done = subprocess.run(["git", *settings, *arguments], cwd=self.root, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def commit(self, **files: str) -> str:
        for path, text in files.items():
            self.write(path, text)
        self.git("add", "-A", "-f")
        self.git("commit", "-q", "-m", "a change")
        return self.git("rev-parse", "HEAD")

    def scan(self, *arguments: str, code: int | None = None, folder: str = ".") -> dict[str, Any]:
        done = self.run("scan", "-o", "json", *arguments, folder=folder)
        assert done.returncode in ((0, 1) if code is None else (code,)), done.stderr
        return dict(json.loads(done.stdout))

    def run(self, *arguments: str, folder: str = ".") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "backlint", *arguments],
            cwd=self.root / folder,
            env={**os.environ, "BACKLINT_CACHE_DIR": str(self._cache)},
            capture_output=True,
            text=True,
            check=False,
        )

    def new(self, *arguments: str, folder: str = ".") -> list[str]:
        """Return the rules and places of what is new since main."""
        found = self.scan("--since", "main", *arguments, folder=folder)["findings"]
        return [f"{one['rule']} {one['place']['file']}:{one['place']['line']}" for one in found]
