"""What starts a program on a developer's machine, by what it says: files of Compose that mount the project's own source.

Whoever deploys builds an image; a folder of source is mounted so that what is changed runs at once. The secrets of such a
file, and of those that it alone hands to its containers, open what runs there: to be put right, and no way in for a stranger.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from posixpath import dirname, join, normpath

from backlint.engines.secret_entries import MADE_AT_HOME
from backlint.engines.secret_readers import read_file
from backlint.facts.entries import Entry
from backlint.files import FileSet, Kind, ProjectFile, Role
from backlint.findings import Finding, Severity
from backlint.rule import Rule, SecretQuery

_MOUNTED = re.compile(r"services\.[\w.-]+\.volumes\.\d+(?P<source>\.source)?")
_HANDED = re.compile(
    r"services\.[\w.-]+\.(?:volumes\.\d+(?:\.source)?|env_file(?:\.\d+(?:\.path)?)?)|(?:secrets|configs)\.[\w.-]+\.file"
)
_DEFAULT = re.compile(r"\$\{\w+:?-(?P<text>[^${}]*)\}")
_HERE = re.compile(r"\$\{?PWD\}?")


def is_compose(file: ProjectFile) -> bool:
    """Whether a file is one of Compose, by its name."""
    return file.kind is Kind.YAML and "compose" in file.path.rpartition("/")[2].lower()


def developed_files(compose: Mapping[str, str], files: FileSet) -> Mapping[str, str]:
    """Return the files that only a developer's machine is started with, each with the one of Compose that shows it.

    `compose` are the texts of Compose's files, by path.
    """
    entries = {path: read_file(path, text).entries for path, text in sorted(compose.items())}
    sources = frozenset(_folders(files))
    developing = [path for path, held in entries.items() if any(one in sources for one in _mounted(path, held))]
    elsewhere = {one for path in entries if path not in developing for one in _handed(path, entries[path])}
    found = {path: path for path in developing}
    for path in developing:
        for one in _handed(path, entries[path]):
            if one not in elsewhere:
                found.setdefault(one, path)
    return found


def _folders(files: FileSet) -> Iterator[str]:
    """Yield the folders in which, or below which, the program's own modules are; the top is "."."""
    seen: set[str] = set()
    for file in files.files:
        if file.kind is Kind.PYTHON and file.role is Role.APPLICATION:
            folder = dirname(file.path)
            while folder and folder not in seen:
                seen.add(folder)
                folder = dirname(folder)
            seen.add(".")
    yield from seen


def _mounted(path: str, entries: Iterable[Entry]) -> Iterator[str]:
    return _places(path, (one.value for one in entries if _MOUNTED.fullmatch(one.key)))


def _handed(path: str, entries: Iterable[Entry]) -> Iterator[str]:
    return _places(path, (one.value for one in entries if _HANDED.fullmatch(one.key)))


def _places(path: str, values: Iterable[str]) -> Iterator[str]:
    """Yield what the values name beside a file, as paths of the project."""
    for value in values:
        source = _HERE.sub(".", _DEFAULT.sub(r"\g<text>", value)).partition(":")[0]
        if source and not source.startswith(("/", "~", "$")):
            yield normpath(join(dirname(path), source))


def on_machines_of_developers(
    findings: Iterable[Finding], developed: Mapping[str, str], rules: Iterable[Rule]
) -> Iterator[Finding]:
    """Yield findings, those about secrets of what runs on developers' machines at most as medium.

    What a service on the internet has given out opens that service from anywhere, and stays as bad as it is. What is no
    worse than medium everywhere are words, which were no secret before (`postgres`): in the file of Compose itself they are
    low, and shown, since the next machine on which that file is used need not be a developer's.
    """
    told = made_at_home(rules)
    for finding in findings:
        shown = developed.get(finding.location.path)
        if shown is None or finding.rule not in told:
            yield finding
            continue
        word = finding.severity <= Severity.MEDIUM and shown == finding.location.path
        why = f"{shown} mounts the project's source, as developers do"
        yield replace(
            finding,
            severity=min(finding.severity, Severity.LOW if word else Severity.MEDIUM),
            why=finding.why_also(why),
        )


def made_at_home(rules: Iterable[Rule]) -> frozenset[str]:
    """Return the rules about secrets that anybody makes, and that no service has given out."""
    return frozenset(rule.id for rule in rules if rule.family == "secrets" and not _is_of_services(rule))


def _is_of_services(rule: Rule) -> bool:
    return rule.id not in MADE_AT_HOME and any(isinstance(query, SecretQuery) for query in rule.queries)
