"""How long backlint takes beside others, on any project: `python benchmarks/compare.py PATH [--rounds 3]`.

Every tool is run once in each round, one after the other, as a process of its own, so that a machine which grows slower
or warmer does so for all of them. Printed are the median of the wall time, the processor time, the ratio of the wall time
to Bandit's, and the most memory that one process of the tool held.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
REFERENCE = "bandit"


@dataclass(frozen=True, slots=True)
class Tool:
    """One way of scanning. `cache` says what it finds of its own cache: `cold` none, `warm` that of the run before."""

    name: str
    command: tuple[str, ...]
    cache: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """One run: seconds by the clock, seconds of processors, mebibytes of the largest process."""

    wall: float
    processor: float
    memory: float
    code: int


def tools(path: Path) -> tuple[Tool, ...]:
    """Return what is compared, in the order in which it is run; what is not installed is left out."""
    backlint = (sys.executable, "-m", "backlint", "scan", str(path), "-o", "json", "--exit-zero")
    every = (
        Tool("backlint, cold", backlint, "cold"),
        Tool("backlint, warm", backlint, "warm"),
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


def run(tool: Tool, environment: Mapping[str, str]) -> Sample:
    """Run a tool to its end and return what it took, its own child processes included.

    The processes of a tool are waited for by itself, so that the resource usage of the one that we start counts them.
    """
    started = time.perf_counter()
    process = subprocess.Popen(tool.command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    # Linux counts kibibytes, macOS bytes.
    unit = 1024 if sys.platform == "darwin" else 1
    return Sample(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit / 1024, process.returncode)


def rounds(path: Path, count: int) -> Iterator[tuple[Tool, Sample]]:
    """Yield the samples of every tool, in turn."""
    for number in range(1, count + 1):
        with tempfile.TemporaryDirectory(prefix="backlint-benchmark-") as cache:
            # The warm run follows the cold one of the same round and finds the cache that it wrote.
            environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "XDG_CACHE_HOME": cache}
            for tool in tools(path):
                print(f"round {number} of {count}: {tool.name}", file=sys.stderr)
                yield tool, run(tool, environment)


def table(samples: Mapping[str, list[Sample]]) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    reference = samples.get(REFERENCE)
    base = statistics.median(one.wall for one in reference) if reference else None
    yield "| tool | wall s | processor s | wall / bandit | peak MiB |"
    yield "|---|---|---|---|---|"
    for name, taken in samples.items():
        wall = statistics.median(one.wall for one in taken)
        processor = statistics.median(one.processor for one in taken)
        ratio = f"{wall / base:.2f}" if base else "–"
        yield f"| {name} | {wall:.2f} | {processor:.2f} | {ratio} | {max(one.memory for one in taken):.0f} |"


def main() -> int:
    """Compare and print; exit code 1 when a tool failed (2 and above, or a signal), 0 otherwise."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    path = arguments.path.resolve()
    if not path.exists():
        parser.error(f"{arguments.path}: no such file or directory")
    samples: dict[str, list[Sample]] = {}
    for tool, sample in rounds(path, arguments.rounds):
        samples.setdefault(tool.name, []).append(sample)
    lines = sum(file.read_bytes().count(b"\n") for file in path.rglob("*.py") if file.is_file())
    print(f"{lines:,} lines of Python, {arguments.rounds} rounds, {os.cpu_count()} cores\n")
    print("\n".join(table(samples)))
    failed = [name for name, taken in samples.items() if any(one.code not in {0, 1} for one in taken)]
    for name in failed:
        print(f"{name} failed: exit codes {sorted({one.code for one in samples[name]})}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
