"""Which files are read for entries that may be secrets, and how: by what their names say and what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from backlint.engines.literals import read_accounts, read_literals
from backlint.engines.manifests import IS_SECRET, opened
from backlint.engines.neighbours import read_neighbours
from backlint.engines.places import is_note
from backlint.engines.seeds import SUFFIXES, read_inserted, read_seeds, read_statements
from backlint.facts.entries import Entries, Entry, Places
from backlint.facts.entries_commands import read_commands, read_written
from backlint.facts.entries_plain import (
    read_lines,
    read_netrc,
    read_npmrc,
    read_pgpass,
    read_terraform,
)
from backlint.facts.text import read_entries
from backlint.files import Kind, kind_of
from backlint.placeholder import is_placeholder
from backlint.secrecy import is_random

_PARSED = frozenset({Kind.ENV, Kind.INI, Kind.TOML, Kind.YAML, Kind.JSON, Kind.DOCKERFILE})

_COMMANDS = frozenset({".sh", ".bash", ".zsh", ".ksh", ".mk", ".service", ".bat", ".cmd", ".ps1"})
_COMMAND_NAMES = frozenset({"makefile", "gnumakefile", "justfile", "procfile", "jenkinsfile", ".bashrc", ".profile"})
_SCRIPTS = frozenset({".js", ".mjs", ".cjs", ".ts", ".jsx", ".tsx", ".vue"})
_LINES = frozenset({".conf", ".config", ".cnf", ".properties"})
_OWN = {
    ".netrc": read_netrc,
    "_netrc": read_netrc,
    ".pgpass": read_pgpass,
    "pgpass.conf": read_pgpass,
    ".npmrc": read_npmrc,
    ".yarnrc": read_npmrc,
}
_INI_NAMES = frozenset({".pypirc", ".my.cnf", "my.cnf", ".mylogin.cnf", ".s3cfg", ".boto", "credentials", ".dockercfg"})
_FILLED = re.compile(r"\.(?:tpl|tmpl|j2|jinja2?|erb|gotmpl|mustache)$")
"""Files that are filled in when something is deployed; the name before it says what becomes of them."""

_LONGEST = 400_000
"""Characters of a script for browsers that is read for literals; a longer one is a bundle of other people's."""

_BUNDLE = re.compile(r"[.-](?:min|bundle|chunk)\.|(?:^|/)(?:vendor|lib|libs|static/js|dist)/")


def reads(path: str) -> bool:
    """Whether a file of that name is read for entries."""
    return bool(_way(path))


def is_bare(path: str) -> bool:
    """Whether a file is for one key and nothing else, by its name."""
    return PurePosixPath(path).suffix.lower() in {".key", ".secret"}


def _way(path: str) -> str:
    """Return how a file is read, "" for not at all."""
    place = PurePosixPath(_FILLED.sub("", path))
    name, suffix = place.name.lower(), place.suffix.lower()
    kind = kind_of(place.as_posix())
    if path.endswith(SUFFIXES):
        return "seed"
    if name in _OWN:
        return "own"
    if kind is Kind.PYTHON:
        return "python"
    if kind in _PARSED or name in _INI_NAMES:
        return "parsed"
    if suffix in _COMMANDS or name in _COMMAND_NAMES:
        return "commands"
    if is_bare(path):
        return "bare"
    if suffix in {".tf", ".tfvars", ".hcl"}:
        return "terraform"
    if kind is Kind.NOTEBOOK:
        return "notebook"
    if kind is Kind.TEMPLATE or suffix in _SCRIPTS:
        return "" if _BUNDLE.search(path) else "script"
    if is_note(path):
        return "note"
    return "lines" if suffix in _LINES else ""


def read_file(path: str, text: str) -> Entries:
    """Return the entries of a file, or why there are none."""
    match _way(path):
        case "seed":
            return Entries(tuple(read_seeds(path, text)))
        case "own":
            return Entries(tuple(_OWN[PurePosixPath(_FILLED.sub("", path)).name.lower()](text)))
        case "python":
            return Entries((*read_literals(text), *read_statements(text), *read_neighbours(text)))
        case "commands":
            return Entries(tuple(read_commands(text)))
        case "bare":
            return Entries(tuple(_bare(text)))
        case "terraform":
            return Entries(tuple(read_terraform(text)))
        case "notebook":
            return Entries(tuple(_notebook(text)))
        case "script":
            return Entries((*read_literals(text), *read_accounts(text)) if len(text) <= _LONGEST else ())
        case "note":
            return Entries(tuple(_noted(text)))
        case "lines":
            return Entries((*read_lines(text, spaced=True), *read_commands(text, assigned=False)))
        case _:
            return _parsed(path, text)


def _bare(text: str) -> Iterator[Entry]:
    """Yield the key that is all of a file."""
    key = text.strip()
    if _WORD.fullmatch(key):
        start = text.index(key)
        before = text[:start]
        yield Entry("secret_key", key, before.count("\n") + 1, start - (before.rfind("\n") + 1) + 1)


_NOTED = re.compile(
    r"^[^\w\n]{0,20}(?:(?:export|set|ENV|-e)[ \t]{1,9})?`?(?P<key>[A-Z][A-Z0-9_]{2,60})`?[ \t]{0,9}[=:][ \t]{0,9}"
    r"(?P<quote>[\"'`]?)(?P<value>[^\s\"'`<>|,;]{20,400})(?P=quote)`?[ \t]{0,9}\\?$",
    re.MULTILINE,
)


def _noted(text: str) -> Iterator[Entry]:
    """Yield the variables that a note sets to something drawn; what it sets to words, and addresses, are examples."""
    places = Places(text)
    for match in _NOTED.finditer(text):
        if is_random(match["value"]) and not any(part in match["value"] for part in ("://", "...")):
            yield Entry(match["key"], match["value"], *places.at(match.start("value")))


_WORD = re.compile(r"[A-Za-z0-9+/=_.-]{16,400}")
_QUOTE = re.compile(r"\\([\"'])")


def _notebook(text: str) -> Iterator[Entry]:
    """Yield the literals of a notebook's cells that stand under a name, at their place in the file."""
    # The quotes as the program has them, and every character where it was.
    for entry in read_literals(_QUOTE.sub(r" \1", text)):
        yield replace(entry, value=entry.value.rstrip())


def _parsed(path: str, text: str) -> Entries:
    inner = _FILLED.sub("", path)
    name = PurePosixPath(inner).name.lower()
    kind = Kind.INI if name in _INI_NAMES else kind_of(inner)
    read = read_entries(kind, text.encode("utf-8", "replace"))
    entries = read.entries
    if read.problem is not None:
        # JSON with comments, as editors and compilers have it, is found by its quotes; what is filled in, by its lines.
        entries = tuple(read_literals(text)) if kind is Kind.JSON else tuple(read_lines(text))
    if kind in {Kind.YAML, Kind.DOCKERFILE}:
        # Of an image the comments say how it is built, by whoever builds it; elsewhere they may hold what was run once.
        run = _COMMENT.sub(lambda one: _without_hints(one.group(), kind), text)
        entries = (*entries, *read_commands(run, assigned=False))
    if kind is Kind.YAML:
        entries = (*entries, *_of_files_held(text, entries), *_written(text, entries), *read_inserted(text))
    entries = tuple(opened(entries, is_secret=kind is Kind.YAML and IS_SECRET.search(text) is not None))
    filled = kind is Kind.JSON or inner != path or _MARK.search(text) is not None
    return Entries(entries, None if filled else read.problem)


def _without_hints(comment: str, kind: Kind) -> str:
    """Return a comment, or as many blanks where its commands show what to put there."""
    is_hint = kind is Kind.DOCKERFILE or any(map(is_placeholder, _SHOWN.findall(comment)))
    return " " * len(comment) if is_hint else comment


_SHOWN = re.compile(r"[^\s=\"']+")
_HELD = re.compile(r"(?:^|\.)(?:data|stringData)\.(?P<name>[\w.-]+\.(?:json|ini|env|properties|toml|conf|cnf))$")
"""The key of a file in a manifest's map of settings, or of secrets."""


def _of_files_held(text: str, entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield the entries of the files that a manifest holds as texts, each at its place in the manifest."""
    lines: list[str] | None = None
    for held in entries:
        name = _HELD.search(held.key) if "\n" in held.value else None
        if name is None:
            continue
        lines = lines or text.split("\n")
        first = lines[held.line - 1] if held.line <= len(lines) else ""
        indent = len(first) - len(first.lstrip(" "))
        for one in read_file(name["name"], held.value).entries:
            yield replace(one, line=held.line + one.line - 1, column=one.column + indent)


WRITTEN = "written"
"""What stands above the key of what a step's command writes into a file, after the keys of the step."""


def _written(text: str, entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield what the commands of a pipeline's steps write into files that a program is started with."""
    lines: list[str] | None = None
    for step in entries:
        if "echo" not in step.value and "printf" not in step.value:
            continue
        lines = lines or text.split("\n")
        for key, value, offset in read_written(step.value):
            line = step.line + step.value.count("\n", 0, offset)
            found = lines[line - 1].find(value) if line <= len(lines) else -1
            yield Entry(f"{step.key}.{WRITTEN}.{key}", value, line, max(found, 0) + 1)


_COMMENT = re.compile(r"^[ \t]*#[^\r\n]*", re.MULTILINE)
_MARK = re.compile(r"\{\{|\{%|<%|\$\{")
_SERVICE = re.compile(r"services\.[\w.-]+\.(?:image|environment|ports|depends_on|env_file|build)(?:\.|$)")
"""What Compose has in a file of any name."""
_TASK = re.compile(r"(?:^|\.)\d+\.environment\.\d+\.[A-Z]\w*$")
"""What the task of a container service has: a list of containers, each with a list of variables."""


def reader_of(path: str, entries: Iterable[Entry]) -> str:
    """Return what reads a file, by its name, and for Compose and Kubernetes by its keys: see `SecretEntry.callee`."""
    entries = tuple(entries)
    inner = _FILLED.sub("", path)
    name, kind = PurePosixPath(inner).name.lower(), kind_of(inner)
    way = _way(path)
    if way in {"seed", "script", "bare", "note"}:
        return way
    if way in {"python", "notebook"}:
        return "python"
    if kind is Kind.DOCKERFILE:
        return "dockerfile"
    if kind is Kind.ENV:
        return "dotenv"
    if kind is Kind.YAML and ("compose" in name or any(_SERVICE.match(entry.key) for entry in entries)):
        return "compose"
    if kind is Kind.JSON and any(_TASK.search(entry.key) for entry in entries):
        return "compose"
    if kind is Kind.YAML and {"apiVersion", "kind"} <= {entry.key.rpartition(".")[2] for entry in entries}:
        return "kubernetes"
    return "configuration"
