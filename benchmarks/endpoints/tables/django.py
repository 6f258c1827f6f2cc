"""Print the route table of a Django application, with what of its protection can be read while it runs.

Usage: `python tables/django.py APPLICATION.toml`, with the checkout as working directory and the application's own
environment. One JSON list of rows; see `benchmarks/README.md`.
"""

from __future__ import annotations

import json
import os
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
# This file has the name of the framework: its own folder must not be searched for modules.
sys.path[:] = [one for one in sys.path if Path(one or ".").resolve() != HERE]
sys.path.insert(0, str(Path.cwd()))
sys.path.append(str(HERE / "of_django"))


def load(said: Mapping[str, Any]) -> None:
    """Start the application as its file says."""
    for name, value in said.get("environment", {}).items():
        os.environ.setdefault(name, value)
    exec(compile(said["load"], "load", "exec"), {})


def patterns(resolver: Any, prefix: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every pattern with its complete path."""
    import django_table_paths as paths
    from django.urls import URLResolver

    for entry in resolver.url_patterns:
        path = prefix + paths.of(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, path)
        elif "drf_format_suffix" not in str(entry.pattern) and not path.shown.rstrip("/").endswith(".{format}"):
            yield entry, path


def rows(guards: Mapping[str, list[str]], *, answering: bool) -> Iterator[dict[str, Any]]:
    """Yield the rows of the table, each path once: of two equal patterns Django never asks the second."""
    import django_table_paths as paths
    from django.urls import get_resolver
    from django_table_guards import Reader

    reader = Reader(guards, answering=answering)
    seen = set()
    for entry, path in patterns(get_resolver(), paths.Path("/", "/")):
        if path.raw in seen:
            continue
        seen.add(path.raw)
        yield from reader.rows(entry.callback, path)


def main() -> None:
    """Load, ask and print."""
    said = tomllib.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    output, sys.stdout = sys.stdout, sys.stderr
    # Before the application may change the working directory.
    import django_table_handlers

    assert Path.cwd().resolve() == django_table_handlers.HERE
    load(said)
    import django_table_probe as probe

    answering = said.get("probe", True) and probe.prepare()
    found = list(rows(said.get("guards", {}), answering=answering))
    json.dump(found, output, indent=1)
    output.flush()
    # Threads that the application has started do not keep the reader.
    os._exit(0)


if __name__ == "__main__":
    main()
