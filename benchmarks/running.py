"""What running a program in the abstract costs beside reading it: `python benchmarks/running.py PATH...`.

Each project is taken in a process of its own. Reading is the cold one: every Python file is parsed and lowered by one
worker, without a cache. Running is all that follows from the facts: linking, module bodies, factories, entry points and
the functions that nothing calls, and what our own rules make of it; not Semgrep, not ruff. Printed are the seconds of
user time that each took, and their ratio.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Cost:
    """What one project took: lines of Python, seconds of user time, and how often a budget cut something off."""

    name: str
    lines: int
    reading: float
    running: float
    cut: int


def user_seconds() -> float:
    """Return the user time of this process and of all child processes that have ended."""
    return sum(resource.getrusage(who).ru_utime for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def measure(path: Path) -> Cost:
    """Read and run one project in this process."""
    from backlint import catalog
    from backlint.engines import configuration, endpoints, flow
    from backlint.engines.texts import Texts
    from backlint.engines.understanding import understand
    from backlint.facts.read import read_files
    from backlint.files import Kind, find_files

    found = find_files(path, ())
    python = [(file.path, found.root / file.path) for file in found.files if file.kind is Kind.PYTHON]
    rules, versions = catalog.load_rules(), Texts(found).versions()
    began = user_seconds()
    facts = read_files(python, jobs=1)
    read = user_seconds()
    understanding = understand(found.files, facts, versions, lambda *_: None, found.root.name)
    judged = (
        *flow.judge(rules, understanding.flows),
        *configuration.judge(rules, understanding.facts),
        *endpoints.judge(rules, understanding.applications),
    )
    ran = user_seconds()
    print(f"{path.name}: {len(judged)} findings", file=sys.stderr)
    lines = sum(one.lines for one in facts.values())
    cut = sum(gap.kind == "budget" for gap in understanding.gaps)
    return Cost(path.name, lines, read - began, ran - read, cut)


def row(one: Cost) -> str:
    """Return a line of a Markdown table."""
    ratio = f"{one.running / one.reading:.2f}" if one.reading else "–"
    return f"| {one.name} | {one.lines:,} | {one.reading:.1f} | {one.running:.1f} | {ratio} | {one.cut} |"


def together(costs: Sequence[Cost]) -> Cost:
    """Return what all projects took."""
    return Cost(
        "together",
        sum(one.lines for one in costs),
        sum(one.reading for one in costs),
        sum(one.running for one in costs),
        sum(one.cut for one in costs),
    )


def main() -> int:
    """Measure each project in turn and print; exit code 1 when one of them failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", type=Path, nargs="+", metavar="PATH")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    for path in arguments.paths:
        if not path.is_dir():
            parser.error(f"{path}: no such folder")
    sys.path.insert(0, str(ROOT / "src"))
    if arguments.one:
        print(json.dumps(asdict(measure(arguments.paths[0].resolve()))))
        return 0
    print("| project | lines | reading s | running s | running / reading | cut by budgets |")
    print("|---|---|---|---|---|---|", flush=True)
    costs: list[Cost] = []
    for path in arguments.paths:
        command = (sys.executable, __file__, "--one", str(path))
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode == 0:
            costs.append(Cost(**json.loads(done.stdout)))
            print(row(costs[-1]), flush=True)
    if len(costs) > 1:
        print(row(together(costs)))
    return 0 if len(costs) == len(arguments.paths) else 1


if __name__ == "__main__":
    sys.exit(main())
