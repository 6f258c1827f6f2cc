"""The cases of the rules that Semgrep and ruff answer, run by both engines in one go.

A Semgrep rule's cases stand beside it, in the grammar of `semgrep --test`: `rules/<family>/<id>.<anything>`. What
depends on a file's own name or place, and a file in which nothing is found (which Semgrep's test takes for an error),
stands in `fixtures/rules/<id>/`, as the cases of all other rules do.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path, PurePosixPath

from backlint.catalog import load_rules, rulebook
from backlint.engines import ruff, semgrep
from backlint.engines.process import Outcome
from backlint.rule import PatternQuery, RuffQuery, Rule

FIXTURES = Path(__file__).parents[2] / "fixtures" / "rules"
PATTERNS = tuple(rule for rule in load_rules() if any(isinstance(query, PatternQuery) for query in rule.queries))
ADOPTED = tuple(rule for rule in load_rules() if all(isinstance(query, RuffQuery) for query in rule.queries))

BLOCK = re.compile(r"^```(?P<language>\w+)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"#\s+(?P<name>[\w./-]+\.\w+|Procfile|Caddyfile|\.env)\n")
"""The first line of an example that is not a file of Python by itself: `# settings.py`."""
FILES = {
    "python": "example{}.py",
    "html": "example{}.html",
    "jinja": "example{}.html",
    "ini": "example{}.ini",
    "toml": "example{}.toml",
    "yaml": "compose{}.yaml",
    "nginx": "nginx{}.conf",
    "sh": "start{}.sh",
    "dockerfile": "Dockerfile{}",
}
"""What an example without a name of its own is called, by its language; the number of the block is filled in."""


def examples(rule: Rule, heading: str) -> list[tuple[str, str]]:
    """Return the examples under a heading of a rule's page, each with the name of the file that it is."""
    _, _, section = rule.docs.partition(f"## {heading}\n")
    section = section.partition("\n## ")[0]
    found = []
    for number, block in enumerate(BLOCK.finditer(section)):
        named = NAMED.match(block["code"])
        name = named["name"] if named is not None else FILES.get(block["language"], "").format(number or "")
        if name:
            found.append((name, block["code"]))
    return found


def beside(rule: Rule) -> dict[Path, str]:
    """Return the cases that stand beside a Semgrep rule, each with the name under which it is a project's file.

    Semgrep's own test does not look at a rule's `paths`, ours does: where a case's name is none of those, it is called
    as the example of the rule's page is.
    """
    found = {}
    for query in (query for query in rule.queries if isinstance(query, PatternQuery)):
        folder = rulebook() / PurePosixPath(query.file).parent
        for file in sorted(folder.glob(f"{rule.id}.*")):
            if file.name == f"{rule.id}.yaml":
                continue
            fits = semgrep.applies(query, file.name)
            found[file] = file.name if fits else examples(rule, "Example")[0][0]
    return found


@lru_cache(maxsize=1)
def gathered() -> Path:
    """Return a folder with all cases of the Semgrep rules, `<id>/…`; it is removed at the end of the tests."""
    root = Path(_HELD.name)
    for rule in PATTERNS:
        if (FIXTURES / rule.id).is_dir():
            shutil.copytree(FIXTURES / rule.id, root / rule.id, ignore=shutil.ignore_patterns("*.fixed.py"))
        for number, (file, name) in enumerate(beside(rule).items()):
            place = root / rule.id / str(number) / name
            place.parent.mkdir(parents=True)
            shutil.copy(file, place)
    return root


_HELD = tempfile.TemporaryDirectory(prefix="backlint-cases-")


def cases(root: Path, rules: tuple[Rule, ...]) -> tuple[str, ...]:
    """The files of the rules' cases, relative to the folder that holds them."""
    files = (
        file
        for rule in rules
        for file in (root / rule.id).rglob("*")
        if file.is_file() and not file.name.endswith(".fixed.py")
    )
    return tuple(sorted(file.relative_to(root).as_posix() for file in files))


@lru_cache(maxsize=1)
def outcomes() -> tuple[Outcome, Outcome]:
    """What Semgrep says of the cases of its rules, and ruff of those of its codes."""
    patterns = semgrep.start(gathered(), cases(gathered(), PATTERNS), PATTERNS)
    codes = ruff.start(FIXTURES, cases(FIXTURES, ADOPTED), ADOPTED)
    return patterns.findings(), codes.findings()
