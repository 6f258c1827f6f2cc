"""What a project and a command line ask of a run: `[tool.backlint]` and the flags, as frozen values.

Every key is known or it is an error: a setting that is silently ignored is a hole that looks like a shield. An error
names the file, the line and the nearest name that exists.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from backlint.findings import Location, Severity
from backlint.toml_text import MAX_CHARACTERS, NotToml, parse

FILE_NAME = "backlint.toml"
"""The project's settings file for those who do not keep them in `pyproject.toml`."""

MAX_JOBS = 64
"""More worker processes than any machine here has cores; a larger number is a mistake or an attack."""

_PROJECT_MARKERS = ("pyproject.toml", FILE_NAME, "setup.py", "setup.cfg", "manage.py", ".git")


class UsageError(Exception):
    """Wrong usage or configuration (exit code 2); nothing was written. The text may have several lines."""


class NothingToScan(Exception):  # noqa: N818 -- not an error of the program: there was nothing to look at
    """No file to look at under the given paths (exit code 3)."""


class Persona(StrEnum):
    """Who reads the report: regular sees what to act on, review also "cannot tell", audit everything."""

    REGULAR = "regular"
    REVIEW = "review"
    AUDIT = "audit"


SeverityName = Literal["info", "low", "medium", "high", "critical"]


_Names = tuple[Annotated[str, msgspec.Meta(min_length=1)], ...]


class EndpointSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """The table `[tool.backlint.endpoints]`: what a project says of its endpoints that its code does not.

    `public` are endpoints that anybody may call (`GET /health`, `/docs/*`). The others are named like the protections:
    each lists functions or classes, of the project or of a library, that give it (`shop.auth:require_member`).
    """

    public: Annotated[_Names, msgspec.Meta(description="Endpoints meant for anybody: `POST /login`, `/docs/*`")] = ()
    authentication: Annotated[_Names, msgspec.Meta(description="What refuses callers who are not known")] = ()
    authorization: Annotated[_Names, msgspec.Meta(description="What refuses callers who may not")] = ()
    validation: Annotated[_Names, msgspec.Meta(description="What checks the input of an endpoint")] = ()
    rate_limit: Annotated[_Names, msgspec.Meta(description="What limits how often an endpoint is called")] = ()
    csrf: Annotated[_Names, msgspec.Meta(description="What refuses requests that another site sends")] = ()
    audit_log: Annotated[_Names, msgspec.Meta(description="What records who did what")] = ()

    def guards(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield each protection for which something is named, by its name in TOML, and the names."""
        for item in msgspec.structs.fields(self):
            names = getattr(self, item.name)
            if item.name != "public" and names:
                yield item.encode_name, names


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """The table `[tool.backlint]`, or the whole of `backlint.toml`; its JSON Schema serves editors."""

    exclude: Annotated[tuple[str, ...], msgspec.Meta(description="Paths not to look at, as .gitignore patterns")] = ()
    select: Annotated[tuple[str, ...], msgspec.Meta(description="Rules, families or checklist items to run")] = ()
    ignore: Annotated[tuple[str, ...], msgspec.Meta(description="Rules, families or checklist items not to run")] = ()
    fail_on: Annotated[SeverityName, msgspec.Meta(description="Exit with 1 from this severity up")] = "medium"
    persona: Annotated[Persona, msgspec.Meta(description="What is shown")] = Persona.REGULAR
    per_path_ignores: Annotated[
        dict[str, tuple[str, ...]], msgspec.Meta(description="Rules to ignore, by .gitignore pattern")
    ] = {}
    severity: Annotated[dict[str, SeverityName], msgspec.Meta(description="Another severity for a rule, by id")] = {}
    attest: Annotated[
        dict[str, Annotated[str, msgspec.Meta(min_length=1)]],
        msgspec.Meta(description="What something in front of the application guarantees: checklist item = reason"),
    ] = {}
    baseline: Annotated[str | None, msgspec.Meta(description="The baseline file, relative to this file")] = None
    models: Annotated[
        tuple[str, ...], msgspec.Meta(description="Files with models of your own, relative to this file")
    ] = ()
    endpoints: Annotated[
        EndpointSettings, msgspec.Meta(description="Which endpoints are public, and what protects the others")
    ] = EndpointSettings()
    jobs: Annotated[
        Annotated[int, msgspec.Meta(ge=1, le=MAX_JOBS)] | None, msgspec.Meta(description="Worker processes")
    ] = None


KEYS = tuple(item.encode_name for item in msgspec.structs.fields(Settings))
"""Every key of the settings, as it is written in TOML."""

ENDPOINT_KEYS = tuple(item.encode_name for item in msgspec.structs.fields(EndpointSettings))
"""Every key of `[tool.backlint.endpoints]`."""


@dataclass(frozen=True, slots=True)
class PathIgnore:
    """Rules that are not reported under a pattern (gitignore syntax, relative to the project's root)."""

    pattern: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """The file that settings came from.

    `display` is its path as people are shown it, `table` the name of the table, `keys` are those that it gives.
    """

    path: Path
    display: str
    text: str
    table: str
    keys: frozenset[str] = frozenset()

    def line_of(self, keys: tuple[str, ...], value: str | None = None) -> int:
        """Return the line (from 1) of a key, or of a quoted value after it; the nearest table's when it is not found.

        `keys` are below the table. TOML libraries that read give no positions, so the line is searched for; a wrong
        one costs a caret, nothing else.
        """
        found = 1
        lines = self.text.splitlines()
        sought = list(keys)
        current = "" if self.table else None
        for number, line in enumerate(lines, 1):
            header = _HEADER.match(line)
            if header:
                current = header["name"].replace('"', "").replace(" ", "")
                wanted = ".".join([self.table, *keys[:-1]]).strip(".")
                if current == wanted:
                    sought = list(keys[-1:])
                    found = number
                elif current == self.table:
                    sought = list(keys)
                    found = number
                else:
                    sought = []
                continue
            if sought and _starts_with_key(line, sought[0]):
                return _line_of_value(lines, number, value) if value is not None else number
        return found

    def complain(self, message: str, keys: tuple[str, ...], value: str | None = None, hint: str = "") -> UsageError:
        """Return the error for a key, or a value of it, with the line and a caret under the culprit."""
        number = self.line_of(keys, value)
        lines = self.text.splitlines()
        line = lines[number - 1] if number <= len(lines) else ""
        culprit = value if value is not None else (keys[-1] if keys else "")
        column = max(line.find(culprit), 0) if culprit else 0
        width = len(culprit) if culprit and culprit in line else max(len(line.strip()), 1)
        gutter = " " * len(str(number))
        return UsageError(
            f"{message}\n{gutter}--> {self.display}:{number}\n{gutter} |\n{number} | {line}\n"
            f"{gutter} | {' ' * column}{'^' * width}{' ' + hint if hint else ''}"
        )


_HEADER = re.compile(r"\s*\[(?P<name>[^\[\]]+)\]\s*(?:#.*)?$")


def _starts_with_key(line: str, key: str) -> bool:
    return bool(re.match(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""", line))


def _line_of_value(lines: list[str], start: int, value: str) -> int:
    """Find a quoted value in the lines of an array that begins at line `start`."""
    for number, line in enumerate(lines[start - 1 :], start):
        if re.search(rf"""["']{re.escape(value)}["']""", line):
            return number
        if number > start and _HEADER.match(line):
            break
    return start


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """What the project's settings say.

    `root` is the project's folder, absolute; every pattern is relative to it. `select`, `ignore` and the rules of
    `per_path_ignores` hold rule ids, families and checklist items. `attest` maps an item to the reason. `models` are
    files, each with its path for people. `endpoints_here` tells that the settings stand in `root` itself, so that an
    endpoint they name must be one of its own. `origin` is None when no settings were found. Settings of a folder below the
    project have that folder as their `root`, and the way to it as `prefix` (`services/shop/`); `folders` are such ones
    (None: nobody has looked for them yet).
    """

    root: Path
    exclude: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: Severity = Severity.MEDIUM
    persona: Persona = Persona.REGULAR
    per_path_ignores: tuple[PathIgnore, ...] = ()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    attest: Mapping[str, str] = field(default_factory=dict)
    baseline: Path | None = None
    models: tuple[tuple[Path, str], ...] = ()
    endpoints: EndpointSettings = field(default_factory=EndpointSettings)
    endpoints_here: bool = True
    jobs: int | None = None
    origin: Origin | None = None
    prefix: str = ""
    folders: tuple[Configuration, ...] | None = None

    def complain(self, message: str, keys: tuple[str, ...], value: str | None = None, hint: str = "") -> UsageError:
        """Return the error for something that these settings say."""
        return self.origin.complain(message, keys, value, hint) if self.origin else UsageError(message)

    def place_of(self, keys: tuple[str, ...]) -> Location:
        """Return where the settings say a key (their first line for none): in `pyproject.toml` where there are none.

        A file above the project has its name only, since a place never leads out of it.
        """
        if self.origin is None:
            return Location(f"{self.prefix}pyproject.toml", 1)
        file = self.origin.path
        path = file.relative_to(self.root).as_posix() if file.is_relative_to(self.root) else file.name
        return Location(self.prefix + path, self.origin.line_of(keys) if keys else 1)

    def selection(self, request: ScanRequest) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return what a request selects and ignores where these settings hold: flags stand before settings."""
        if not self.prefix:
            return request.select, request.ignore
        return request.flag_select or self.select, (*self.ignore, *request.flag_ignore)


Progress = Callable[[str, int, int], None]
"""Told how far a run is: the stage in a word or two (`reading`), how much is done and how much there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanRequest:
    """One run, as the command line asks for it.

    `paths` are what was named, absolute: a folder is the project itself, a file selects the findings that touch it.
    `select` and `ignore` are in force as they stand (flags and settings are merged). `jobs` of None leaves the number
    to the machine; `cache_directory` of None means the user's cache folder. `today` decides which ignores expired.
    `flag_select` and `flag_ignore` are those of them that hold whatever settings say, and `folder_baselines` says that baselines of folders count. `baseline` is a file whose findings are hidden. `since` is a revision whose findings are not shown ("": what changes are
    made against, None: nothing is compared). `hook` says that pre-commit calls with the files of one commit, `fixes` that findings come with fixes.
    """

    configuration: Configuration
    paths: tuple[Path, ...]
    persona: Persona = Persona.REGULAR
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    jobs: int | None = None
    cache: bool = True
    cache_directory: Path | None = None
    progress: Progress | None = None
    today: date
    baseline: Path | None = None
    since: str | None = None
    hook: bool = False
    fixes: bool = False
    flag_select: tuple[str, ...] = ()
    flag_ignore: tuple[str, ...] = ()
    folder_baselines: bool = True


def likely(name: str, known: Iterable[str], most: int) -> list[str]:
    """Return the known names that a misspelt one, or a word of it (`csrf` of `csrf-disabled`), probably means, best first."""
    names = sorted(known)
    words = sorted((one for one in names if f"-{name}-" in f"-{one}-"), key=lambda one: not one.startswith(name))
    found = [
        *difflib.get_close_matches(name, names, n=most, cutoff=0.8),
        *words,
        *difflib.get_close_matches(name, names, n=most, cutoff=0.6),
    ]
    return [*dict.fromkeys(found)][:most]


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name that is most probably meant, or ""."""
    return next(iter(likely(name, known, 1)), "")


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return "did you mean `…`?", or "" when nothing known is like the name."""
    found = nearest(name, known)
    return f"did you mean `{found}`?" if found else ""


def find_root(paths: tuple[Path, ...]) -> Path:
    """Return the folder of the project that holds all paths (absolute ones).

    One folder is itself the project; a file belongs to the nearest folder above it that looks like one (a
    `pyproject.toml`, `manage.py`, `.git` …), and several paths to the folder that they share.
    """
    if len(paths) == 1 and paths[0].is_dir():
        return paths[0]
    shared = paths[0] if paths[0].is_dir() else paths[0].parent
    for path in paths[1:]:
        while not path.is_relative_to(shared):
            shared = shared.parent
    for folder in (shared, *shared.parents):
        if any((folder / marker).exists() for marker in _PROJECT_MARKERS):
            return folder
    return shared


def load(root: Path, file: Path | None = None, *, there: bool = True, baseline_there: bool = True) -> Configuration:
    """Read the settings in force for the project at `root`; `there` tells that the project's other files are there as well,
    `baseline_there` that the baseline is, if they name one.

    They stand in `file`, or else in the nearest `backlint.toml` or `pyproject.toml` with a `[tool.backlint]`, from
    `root` upward to the repository's top. Raises UsageError for a file that cannot be read and for every key or value
    that is not known; the names of rules are checked where the rules are known.
    """
    if file is not None:
        if not file.is_file():
            raise UsageError(f"{file}: no such configuration file")
        text, table = _read(file, str(file))
        origin = Origin(file, str(file), text, _table_name(file), frozenset(table))
        return _parse(root, file.parent.resolve(), origin, table, baseline_there=baseline_there)
    for folder in (root, *root.parents):
        found = _look_in(folder, root)
        if found is not None:
            return _parse(root, folder, *found, there=there, baseline_there=baseline_there)
        if (folder / ".git").exists():
            break
    return Configuration(root=root)


def load_here(root: Path, folder: str, *, there: bool = True) -> Configuration | None:
    """Read the settings that stand in a folder below the project's root, and nowhere else; None where there are none.

    Raises UsageError as `load` does.
    """
    place = root / folder
    found = _look_in(place, root)
    if found is None:
        return None
    parsed = _parse(place, place, *found, there=there)
    models = tuple((file, f"{folder}/{shown}") for file, shown in parsed.models)
    return replace(parsed, prefix=f"{folder}/", models=models)


def _table_name(file: Path) -> str:
    return "tool.backlint" if file.name == "pyproject.toml" else ""


def _look_in(folder: Path, root: Path) -> tuple[Origin, dict[str, Any]] | None:
    """Read the settings that stand in a folder, if there are any. Raises UsageError where both files have some."""
    found = [found for name in (FILE_NAME, "pyproject.toml") if (found := _look(folder / name, root)) is not None]
    if len(found) > 1:
        names = " and ".join(origin.display for origin, _ in found)
        raise UsageError(f"settings stand in both {names}; keep them in one place")
    return found[0] if found else None


def _look(file: Path, root: Path) -> tuple[Origin, dict[str, Any]] | None:
    """Read a settings file if it is there and speaks of backlint."""
    if not file.is_file():
        return None
    if file.is_symlink() and not file.resolve().is_relative_to(repository_top(root) or root):
        raise UsageError(f"{file.name}: it links to a place outside the project")
    display = file.relative_to(root).as_posix() if file.is_relative_to(root) else _upward(file, root)
    text, table = _read(file, display)
    return (
        (Origin(file, display, text, _table_name(file), frozenset(table)), table)
        if table or not _table_name(file)
        else None
    )


def repository_top(root: Path) -> Path | None:
    """Return the top of the repository that a project lies in; None where it is in none."""
    return next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), None)


def _upward(file: Path, root: Path) -> str:
    """`../../pyproject.toml`: no absolute path is shown to anyone."""
    steps = len(root.parts) - len(file.parent.parts)
    return "../" * steps + file.name


def _read(file: Path, display: str) -> tuple[str, dict[str, Any]]:
    """Return a settings file's text and the table that is ours (empty when it has none)."""
    try:
        text = text_of_settings(file)
        document = parse(text)
    except UnicodeDecodeError as error:
        raise UsageError(f"{display}: not valid UTF-8 (byte {error.start})") from error
    except NotToml as error:
        raise UsageError(f"{display}: not valid TOML: {error}") from error
    except RecursionError as error:
        raise UsageError(f"{display}: nested too deeply") from error
    except OSError as error:
        raise UsageError(f"{display}: {error.strerror}") from error
    if not _table_name(file):
        return text, document
    tool = document.get("tool", {})
    table = tool.get("backlint", {}) if isinstance(tool, dict) else {}
    if not isinstance(table, dict):
        raise UsageError(f"{display}: [tool.backlint] must be a table")
    return text, table


def text_of_settings(file: Path) -> str:
    """Return the text of a file of settings, cut behind what can be read as TOML here. Raises OSError and
    UnicodeDecodeError.
    """
    with file.open(encoding="utf-8") as stream:
        return stream.read(MAX_CHARACTERS + 1)


_AT = re.compile(r" - at `(?:key in )?\$\.?(?P<path>[^`]*)`$")


def _parse(
    root: Path, base: Path, origin: Origin, table: dict[str, Any], *, there: bool = True, baseline_there: bool = True
) -> Configuration:
    """Turn a table into a configuration; `base` is the folder that its paths are relative to."""
    for key in table:
        if key not in KEYS:
            where = f"[{origin.table}]" if origin.table else origin.display
            raise origin.complain(f"unknown key `{key}` in {where}", (key,), hint=did_you_mean(key, KEYS))
    for key in table["endpoints"] if isinstance(table.get("endpoints"), dict) else ():
        if key not in ENDPOINT_KEYS:
            keys = ("endpoints", key)
            raise origin.complain(f"unknown key `{key}` in `endpoints`", keys, hint=did_you_mean(key, ENDPOINT_KEYS))
    try:
        settings = msgspec.convert(table, Settings)
    except msgspec.ValidationError as error:
        raise _wrong_value(origin, table, str(error)) from error
    prefix = root.relative_to(base).parts if root.is_relative_to(base) else ()
    return Configuration(
        root=root,
        exclude=_rebased(settings.exclude, prefix),
        select=settings.select,
        ignore=settings.ignore,
        fail_on=Severity[settings.fail_on.upper()],
        persona=settings.persona,
        per_path_ignores=_path_ignores(settings, origin, base if there else None, prefix),
        severities={rule: Severity[name.upper()] for rule, name in settings.severity.items()},
        attest=settings.attest,
        baseline=_baseline(settings.baseline, origin, base, there=baseline_there),
        models=tuple(_models(settings.models, origin, root, base)),
        endpoints=settings.endpoints,
        endpoints_here=not prefix,
        jobs=settings.jobs,
        origin=origin,
    )


def _wrong_value(origin: Origin, table: Mapping[str, Any], message: str) -> UsageError:
    """Say msgspec's complaint in a user's words: the key, what it may be and the nearest choice."""
    at = _AT.search(message)
    path = at["path"] if at else ""
    key = re.split(r"[.\[]", path)[0]
    value = table.get(key)
    text = message[: at.start()] if at else message
    choices: tuple[str, ...] = ()
    if text.startswith("Invalid enum value"):
        choices = tuple(Persona) if key == "persona" else tuple(severity.name.lower() for severity in Severity)
        text = "must be one of " + ", ".join(choices)
        if isinstance(value, dict):
            value = next((item for item in value.values() if item not in choices), None)
    else:
        text = text[:1].lower() + text[1:]
    culprit = value if isinstance(value, str) else None
    hint = did_you_mean(culprit, choices) if culprit else ""
    # Of a table of its own the key inside it is at fault.
    keys = tuple(re.split(r"[.\[]", path)[:2]) if key == "endpoints" and "." in path else (key,)
    return origin.complain(f"`{keys[-1]}`: {text}", keys, culprit, hint)


def _path_ignores(
    settings: Settings, origin: Origin, base: Path | None, prefix: tuple[str, ...]
) -> tuple[PathIgnore, ...]:
    """Check that every literal path is there (below `base`), and make the patterns relative to the project's root."""
    found: list[PathIgnore] = []
    for pattern, rules in settings.per_path_ignores.items():
        if base is not None and not any(letter in pattern for letter in "*?[!") and "/" in pattern.strip("/"):
            literal = pattern.strip("/")
            if not _exists(base / literal):
                hint = did_you_mean(Path(literal).name, _names_in((base / literal).parent))
                message = f"`per-path-ignores`: no such path `{pattern}`"
                raise origin.complain(message, ("per-path-ignores", pattern), hint=hint)
        found.extend(PathIgnore(item, rules) for item in _rebased((pattern,), prefix))
    return tuple(found)


def _exists(path: Path) -> bool:
    """Tell whether anything is there; a name that the system refuses names nothing."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _baseline(name: str | None, origin: Origin, base: Path, *, there: bool) -> Path | None:
    if name is None:
        return None
    if there and not _is_file(base / name):
        raise origin.complain(f"`baseline`: no such file `{name}`", ("baseline",), name, "run `backlint baseline`")
    if not (base / name).resolve().is_relative_to(base.resolve()):
        raise origin.complain(f"`baseline`: `{name}` lies outside of the project", ("baseline",), name)
    return base / name


def _is_file(path: Path) -> bool:
    """Tell whether a file is there; a name that the system refuses names none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _names_in(folder: Path) -> list[str]:
    try:
        return [entry.name for entry in folder.iterdir()]
    except (OSError, ValueError):
        return []


def _models(names: Iterable[str], origin: Origin, root: Path, base: Path) -> Iterator[tuple[Path, str]]:
    """Yield the files of models with their paths for people; each must be there, and below the settings' folder."""
    for name in names:
        if not _is_file(base / name):
            near = did_you_mean(Path(name).name, _names_in((base / name).parent))
            raise origin.complain(f"`models`: no such file `{name}`", ("models",), name, near)
        file = (base / name).resolve()
        if not file.is_relative_to(base.resolve()):
            raise origin.complain(f"`models`: `{name}` lies outside of the project", ("models",), name)
        yield file, file.relative_to(root).as_posix() if file.is_relative_to(root) else name


def _rebased(patterns: tuple[str, ...], prefix: tuple[str, ...]) -> tuple[str, ...]:
    """Make patterns relative to a folder below the one that they were written for.

    gitignore: a pattern without a slash holds at any depth; with one, it is anchored. One that is anchored elsewhere
    can match nothing here and is left out, one that matches a folder above matches all of this one.
    """
    if not prefix:
        return patterns
    found: list[str] = []
    for pattern in patterns:
        negation = "!" if pattern.startswith("!") else ""
        body = pattern.removeprefix("!")
        if "/" not in body.rstrip("/"):
            names = body.rstrip("/")
            found.append(f"{negation}/**" if any(fnmatchcase(part, names) for part in prefix) else pattern)
            continue
        parts = body.strip("/").split("/")
        rest = _beyond(parts, prefix)
        if rest is not None:
            found.append(negation + "/" + "/".join(rest) + ("/" if body.endswith("/") and rest != ["**"] else ""))
    return tuple(found)


def _beyond(parts: list[str], prefix: tuple[str, ...]) -> list[str] | None:
    """What is left of an anchored pattern below `prefix`; None when it leads elsewhere."""
    for index, folder in enumerate(prefix):
        if index >= len(parts):
            return ["**"]
        if parts[index] == "**":
            return parts[index:]
        if not fnmatchcase(folder, parts[index]):
            return None
    return parts[len(prefix) :] or ["**"]
