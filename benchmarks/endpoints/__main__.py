"""Hold `backlint endpoints` against the route tables that frameworks build at run time: `python benchmarks/endpoints`.

For each application a checkout and an environment of its own are made, the application is imported there and its table
printed by `tables/<framework>.py`, backlint reads the same checkout, and the two are compared. Applications run their
own code while they are imported: use a machine, or a container, where this does no harm.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import application
import comparison

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "backlint-benchmarks"


def checkout(chosen: application.Application, folder: Path, source: str | None) -> Path:
    """Return the checkout of an application at its commit, made if there is none; `source` is where to clone from."""
    path = folder / chosen.name
    if not path.exists():
        run(["git", "clone", "--quiet", "--no-checkout", source or chosen.repository, str(path)])
        run(["git", "-C", str(path), "checkout", "--quiet", chosen.commit])
    return path


def environment(chosen: application.Application, folder: Path, tree: Path) -> Path:
    """Return the Python of an application's environment, made with its requirements if there is none."""
    path = folder / chosen.name
    python = path / "bin" / "python"
    done = path / "installed.txt"
    wanted = "\n".join(chosen.requirements)
    if not done.exists() or done.read_text(encoding="utf-8") != wanted:
        if not python.exists():
            run([interpreter(chosen.python), "-m", "venv", str(path)])
        run([str(python), "-m", "pip", "install", "--quiet", *chosen.requirements], cwd=tree)
        done.write_text(wanted, encoding="utf-8")
    return python


def interpreter(version: str) -> str:
    """Return a Python of a version, or ours where any serves.

    Raises:
        RuntimeError: there is none of that version on the path.
    """
    found = shutil.which(f"python{version}") if version else sys.executable
    if found is None:
        raise RuntimeError(f"needs Python {version}, which is not on the path")
    return found


def table(chosen: application.Application, python: Path, tree: Path) -> list[comparison.Row]:
    """Return the rows of the table that the framework built."""
    reader = HERE / "tables" / f"{chosen.framework}.py"
    surroundings = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **chosen.environment}
    surroundings.pop("PYTHONPATH", None)
    return list(json.loads(run([str(python), str(reader), str(chosen.file)], cwd=tree, env=surroundings)))


def said(chosen: application.Application, tree: Path) -> list[comparison.Row]:
    """Return the rows that backlint says, with the files' paths from the checkout."""
    command = [sys.executable, "-m", "backlint", "endpoints", chosen.path, "-o", "json", "-q"]
    printed = run(command, cwd=tree, env={**os.environ, "PYTHONPATH": str(ROOT / "src")})
    inside = Path(chosen.path)
    return [{**row, "file": (inside / row["file"]).as_posix()} for row in json.loads(printed)["endpoints"]]


def run(command: Sequence[str], *, cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    """Return what a program prints.

    Raises:
        RuntimeError: it failed; what it said last stands in the message.
    """
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[:4])} …: exit code {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout


def lines(results: Sequence[tuple[str, comparison.Result]]) -> Iterator[str]:
    """Yield the lines of a Markdown table; protections as right/wrong/unknown."""
    yield f"| application | routes | recall | precision | {' | '.join(comparison.KINDS)} |"
    yield "|---" * (4 + len(comparison.KINDS)) + "|"
    for name, result in results:
        answers = (
            f"{one.right}/{len(one.wrong)}/{one.unknown}" if one.total else "–" for one in result.protections.values()
        )
        yield f"| {name} | {result.expected} | {result.recall:.1%} | {result.precision:.1%} | {' | '.join(answers)} |"
    if len(results) > 1:
        yield together([result for _, result in results])


def together(results: Sequence[comparison.Result]) -> str:
    """Return the line of all applications together."""
    expected, told = sum(one.expected for one in results), sum(one.said for one in results)
    missing, invented = (
        sum(len(part) for part in parts)
        for parts in zip(*((one.missing, one.invented) for one in results), strict=True)
    )
    cells = []
    for kind in comparison.KINDS:
        every = [one.protections[kind] for one in results]
        total = sum(one.total for one in every)
        shares = (
            sum(one.right for one in every),
            sum(len(one.wrong) for one in every),
            sum(one.unknown for one in every),
        )
        cells.append(" / ".join(f"{share / total:.1%}" for share in shares) if total else "–")
    recall, precision = 1 - missing / max(expected, 1), 1 - invented / max(told, 1)
    return f"| **together** | {expected} | {recall:.1%} | {precision:.1%} | {' | '.join(cells)} |"


def details(name: str, result: comparison.Result, most: int) -> Iterator[str]:
    """Yield what differs, `most` lines of each kind."""
    groups = {"missing": result.missing, "not in the application": result.invented}
    groups |= {f"wrong {kind}": one.wrong for kind, one in result.protections.items()}
    for title, rows in groups.items():
        for row in rows[:most]:
            yield f"{name}: {title}: {row}"
        if len(rows) > most:
            yield f"{name}: {title}: {len(rows) - most} more"


def main() -> int:
    """Compare and print; exit code 1 when an application could not be compared, 0 otherwise."""
    parser = argparse.ArgumentParser(prog="benchmarks/endpoints", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="applications (default: all)")
    parser.add_argument("--sources", type=Path, default=CACHE / "sources", help="folder of checkouts")
    parser.add_argument("--environments", type=Path, default=CACHE / "environments", help="folder of environments")
    parser.add_argument("--mirrors", help="where to clone from; {owner} and {name} are replaced")
    parser.add_argument("--details", type=int, default=20, metavar="N", help="differences of a kind to print")
    arguments = parser.parse_args()
    unknown = sorted(set(arguments.names) - set(application.every()))
    if unknown:
        parser.error(f"no such application: {', '.join(unknown)}; there are {', '.join(application.every())}")
    results, failed = [], []
    for name in arguments.names or application.every():
        chosen = application.read(name)
        owner, _, repository = chosen.repository.removesuffix(".git").rpartition("/")
        mirror = arguments.mirrors and arguments.mirrors.format(owner=owner.rpartition("/")[2], name=repository)
        try:
            tree = checkout(chosen, arguments.sources, mirror)
            rows = table(chosen, environment(chosen, arguments.environments, tree), tree)
            results.append((name, comparison.compare(rows, said(chosen, tree), chosen.exclude)))
        except RuntimeError as error:
            failed.append(name)
            print(f"{name}: {error}", file=sys.stderr)
    for name, result in results:
        for line in details(name, result, arguments.details):
            print(line, file=sys.stderr)
    print(*lines(results), sep="\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
