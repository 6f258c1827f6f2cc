"""How long backlint takes beside others: `python benchmarks/compare.py [PATH...] [--lines N,N,...] [--rounds 3]`.

Taken are the projects named, and for `--lines` (10000,50000,300000 where nothing is named) applications that
`generated.py` writes. Of each a copy is scanned, in rounds: every tool once, one after the other, as a process of its own,
so that a machine which grows slower or warmer does so for all of them. Printed are for each project the medians of the wall
time and of the processor time, the ratio of the wall time to Bandit's, and the memory; for several generated sizes also the
exponent by which each tool's processor time grows with the lines.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import generated
from processes import Sample, run

ROOT = Path(__file__).parent.parent
REFERENCE = "bandit"
SIZES = "10000,50000,300000"

_EDIT = "\n\ndef benchmark_{number}(value):\n    return [value, {number}]\n"


@dataclass(frozen=True, slots=True)
class Tool:
    """One way of scanning. `edits` is a file to which a function is added before, with the number of the round."""

    name: str
    command: tuple[str, ...]
    edits: Path | None = None


def tools(path: Path) -> tuple[Tool, ...]:
    """Return what is compared, in the order in which it is run; what is not installed is left out."""
    backlint = (sys.executable, "-m", "backlint", "scan", str(path), "-o", "json", "--exit-zero")
    every = (
        Tool("backlint, cold", backlint),
        Tool("backlint, nothing changed", backlint),
        *(Tool(f"backlint, one {kind} changed", backlint, edits=file) for kind, file in edited_files(path)),
        Tool(REFERENCE, (program("bandit"), "-q", "-r", str(path), "-f", "json")),
        Tool("ruff --select S", (program("ruff"), "check", "--isolated", "--no-cache", "-q", "--select=S", str(path))),
        Tool(
            "semgrep with rules/",
            (program("semgrep"), "scan", f"--config={ROOT / 'rules'}", "--metrics=off", "--disable-version-check", "-q",
             "--json", str(path)),
        ),
    )  # fmt: skip
    return tuple(tool for tool in every if tool.command[0])


def program(name: str) -> str:
    """Return a program of this environment, else one on the path, else "" with a word about it."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        print(f"{name} is not installed and left out", file=sys.stderr)
    return found or ""


def rounds(path: Path, count: int) -> Iterator[tuple[Tool, Sample]]:
    """Yield the samples of every tool, in turn."""
    every = tools(path)
    for number in range(1, count + 1):
        with tempfile.TemporaryDirectory(prefix="backlint-benchmark-") as cache:
            # The later runs of backlint follow the cold one of the same round and find the cache that it wrote.
            environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "XDG_CACHE_HOME": cache}
            # As in an installation, where every module is compiled.
            environment.pop("PYTHONDONTWRITEBYTECODE", None)
            for tool in every:
                print(f"{path.name}, round {number} of {count}: {tool.name}", file=sys.stderr)
                if tool.edits is not None:
                    with tool.edits.open("a", encoding="utf-8") as file:
                        file.write(_EDIT.format(number=number))
                yield tool, run(tool.command, environment)


def edited_files(path: Path) -> Iterator[tuple[str, Path]]:
    """Yield a test and a file of the application that are changed: of each kind one larger than three quarters of them."""
    files: dict[str, list[tuple[int, Path]]] = {"test": [], "file": []}
    for file in path.rglob("*.py"):
        parts = file.relative_to(path).parts
        kind = "test" if any(part.startswith("test") for part in parts) else "file"
        if file.is_file() and file.stat().st_size and "migrations" not in parts:
            files[kind].append((file.stat().st_size, file))
    for kind, several in files.items():
        if several:
            yield kind, sorted(several)[len(several) * 3 // 4][1]


def lines_of(path: Path) -> int:
    """Return the lines of Python in a folder."""
    return sum(file.read_bytes().count(b"\n") for file in path.rglob("*.py") if file.is_file())


def table(samples: Mapping[str, list[Sample]]) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    reference = samples.get(REFERENCE)
    base = statistics.median(one.wall for one in reference) if reference else None
    yield "| tool | wall s | processor s | wall / bandit | MiB | MiB of engines |"
    yield "|---|---|---|---|---|---|"
    for name, taken in samples.items():
        wall = statistics.median(one.wall for one in taken)
        processor = statistics.median(one.processor for one in taken)
        ratio = f"{wall / base:.2f}" if base else "–"
        memory, engines = max(one.memory for one in taken), max(one.engines for one in taken)
        yield f"| {name} | {wall:.2f} | {processor:.2f} | {ratio} | {memory:.0f} | {engines:.0f} |"


def growth(taken: Mapping[int, Mapping[str, list[Sample]]]) -> Iterator[str]:
    """Yield for each tool the exponent of its processor time between the smallest and the largest number of lines."""
    few, many = min(taken), max(taken)
    yield "| tool | processor time grows as lines to the |"
    yield "|---|---|"
    for name in taken[few]:
        less, more = (statistics.median(one.processor for one in taken[size][name]) for size in (few, many))
        yield f"| {name} | {math.log(more / less) / math.log(many / few):.2f} |"


def compare(path: Path, count: int) -> tuple[int, dict[str, list[Sample]]]:
    """Measure on a project, print its table and return its lines and the samples."""
    samples: dict[str, list[Sample]] = {}
    size = lines_of(path)
    for tool, sample in rounds(path, count):
        samples.setdefault(tool.name, []).append(sample)
    print(
        f"\n{path.name}: {size:,} lines of Python, {count} rounds, {os.cpu_count()} cores, {platform.python_version()}\n"
    )
    print("\n".join(table(samples)), flush=True)
    return size, samples


def main() -> int:
    """Compare and print; exit code 1 when a tool failed (2 and above, or a signal), 0 otherwise."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", type=Path, nargs="*", metavar="PATH")
    parser.add_argument("--lines", default="", help=f"sizes of generated applications, {SIZES} where no PATH is given")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    for path in arguments.paths:
        if not path.exists():
            parser.error(f"{path}: no such file or directory")
    sizes = [int(size) for size in (arguments.lines or ("" if arguments.paths else SIZES)).split(",") if size]
    every: dict[int, dict[str, list[Sample]]] = {}
    failed = False
    with tempfile.TemporaryDirectory(prefix="backlint-benchmark-") as scratch:
        for path in arguments.paths:
            copy = Path(scratch) / path.resolve().name
            shutil.copytree(path, copy, symlinks=True)
            _, samples = compare(copy, arguments.rounds)
            failed |= report_failures(samples)
        for size in sizes:
            generated.write(Path(scratch) / f"generated-{size}", size, seed=1)
            lines, samples = compare(Path(scratch) / f"generated-{size}", arguments.rounds)
            every[lines] = samples
            failed |= report_failures(samples)
    if len(every) > 1:
        print("\n" + "\n".join(growth(every)))
    return 1 if failed else 0


def report_failures(samples: Mapping[str, list[Sample]]) -> bool:
    """Say which tools failed, and tell whether one did."""
    failed = {name: {one.code for one in taken} - {0, 1} for name, taken in samples.items()}
    for name, codes in failed.items():
        if codes:
            print(f"{name} failed: exit codes {sorted(codes)}", file=sys.stderr)
    return any(failed.values())


if __name__ == "__main__":
    sys.exit(main())
