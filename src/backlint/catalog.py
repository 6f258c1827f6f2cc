"""Finds, loads and checks every rule, Python and Semgrep alike. There is no list to edit: the folders are the list."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import msgspec

from backlint import rules as rule_package
from backlint import weaknesses as weakness_module
from backlint.configuration import likely
from backlint.findings import Precision, Severity
from backlint.repairs import AnyRepair
from backlint.rule import Item, PatternQuery, Rule
from backlint.weaknesses import Weakness

SEMGREP_SEVERITY: Mapping[Severity, str] = {
    Severity.INFO: "INFO",
    Severity.LOW: "INFO",
    Severity.MEDIUM: "WARNING",
    Severity.HIGH: "ERROR",
    Severity.CRITICAL: "ERROR",
}
"""What Semgrep's own command line shows for each of our severities."""

NUMBERED_ITEMS = tuple(Item)[:10]
"""The ten items of the checklist; the groups after them have no number."""


class CatalogError(ValueError):
    """A rule that breaks the contract of rules; the message names its file."""


class UnknownRuleError(ValueError):
    """A name that selects nothing; `nearest` are the names that were probably meant, best first."""

    def __init__(self, name: str, nearest: tuple[str, ...]) -> None:
        said = " or ".join(part for part in (", ".join(nearest[:-1]), *nearest[-1:]) if part)
        hint = f"; did you mean {said}?" if nearest else ""
        super().__init__(f"no rule, family or checklist item is called {name!r}{hint}")
        self.name = name
        self.nearest = nearest


# --- loading ------------------------------------------------------------------------------------------------------


def rulebook() -> Path:
    """Return the folder of the Semgrep rules: inside the installed package, or `rules/` of the checkout.

    Raises CatalogError when neither is there.
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "rulebook", package.parent.parent / "rules"):
        if folder.is_dir():
            return folder
    raise CatalogError(
        f"the Semgrep rules are missing: neither {package / 'rulebook'} nor a checkout's rules/ is there"
    )


@lru_cache(maxsize=1)
def load_rules() -> tuple[Rule, ...]:
    """Return every rule there is, sorted by id. Raises CatalogError where one breaks the contract."""
    rules = sorted((*_python_rules(), *pattern_rules(rulebook())), key=lambda rule: rule.id)
    for rule, following in pairwise(rules):
        if rule.id == following.id:
            raise CatalogError(f"two rules are called {rule.id} (in {rule.family} and {following.family})")
    return tuple(rules)


def _python_rules() -> Iterator[Rule]:
    for module_info in pkgutil.walk_packages(rule_package.__path__, f"{rule_package.__name__}."):
        name = module_info.name
        if module_info.ispkg:
            continue
        rule = getattr(importlib.import_module(name), "RULE", None)
        if not isinstance(rule, Rule):
            raise CatalogError(f"{name} holds no RULE")
        if rule.id != name.rpartition(".")[2].replace("_", "-"):
            raise CatalogError(f"{name} holds the rule {rule.id}: the file's name is the id")
        yield rule


class _Metadata(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a Semgrep rule says of itself in our words; `words` is for the engine (see `engines.semgrep`)."""

    severity: str
    precision: str
    item: Item
    cwe: list[str]
    remedy: str
    since: str
    words: list[str]
    references: list[str] = []
    repairs: list[AnyRepair] = []


class _Paths(msgspec.Struct, frozen=True):
    include: list[str] = []
    exclude: list[str] = []


class _SemgrepRule(msgspec.Struct, frozen=True):
    id: str
    message: str
    severity: str
    languages: list[str]
    metadata: _Metadata
    paths: _Paths = _Paths()


class _SemgrepFile(msgspec.Struct, frozen=True):
    rules: list[_SemgrepRule]


def pattern_rules(folder: Path) -> Iterator[Rule]:
    """Yield the rule of each YAML file under `folder`, which is `<family>/<id>.yaml`.

    What is called `<id>.….test.yaml` is a case of `semgrep --test` and no rule. Raises CatalogError where a file does
    not hold exactly one rule of that id with all its metadata and a page.
    """
    for path in sorted(folder.rglob("*.yaml")):
        if path.name.endswith(".test.yaml"):
            continue
        name = path.relative_to(folder).as_posix()
        try:
            yield _pattern_rule(path, name)
        except (CatalogError, msgspec.DecodeError) as error:
            raise CatalogError(f"rules/{name}: {error}") from error


def _pattern_rule(path: Path, name: str) -> Rule:
    text = path.read_text(encoding="utf-8")
    content = msgspec.yaml.decode(text, type=_SemgrepFile)
    if len(content.rules) != 1 or content.rules[0].id != path.stem:
        raise CatalogError("one file holds one rule, and the file's name is its id")
    rule = content.rules[0]
    metadata = rule.metadata
    severity = Severity[metadata.severity.upper()] if metadata.severity.upper() in Severity.__members__ else None
    precision = metadata.precision.upper().replace("-", "_")
    if severity is None or precision not in Precision.__members__:
        raise CatalogError(f"no such severity or precision: {metadata.severity}, {metadata.precision}")
    if rule.severity != SEMGREP_SEVERITY[severity]:
        raise CatalogError(f"severity {metadata.severity} is {SEMGREP_SEVERITY[severity]} in Semgrep")
    title, docs = _page(text)
    if not title or not docs:
        raise CatalogError("the leading comment is the rule's page; it is missing")
    return Rule(
        id=rule.id,
        family=path.parent.name,
        item=metadata.item,
        title=title.rstrip("."),
        docs=docs,
        message=rule.message.strip(),
        remedy=metadata.remedy,
        severity=severity,
        precision=Precision[precision],
        weaknesses=tuple(_weakness(text) for text in metadata.cwe),
        queries=(_pattern_query(rule, name),),
        since=metadata.since,
        references=tuple(metadata.references),
        repairs=tuple(metadata.repairs),
    )


def _pattern_query(rule: _SemgrepRule, name: str) -> PatternQuery:
    return PatternQuery(
        file=name,
        languages=tuple(rule.languages),
        include=tuple(rule.paths.include),
        exclude=tuple(rule.paths.exclude),
        words=tuple(word.lower() for word in rule.metadata.words),
    )


def _page(text: str) -> tuple[str, str]:
    """Split the comment that a YAML file begins with into its first line and the rest, as Markdown."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line[1:].removeprefix(" "))
    return (lines[0] if lines else ""), "\n".join(lines[1:]).strip()


def _weakness(text: str) -> Weakness:
    """Find the weakness of `CWE-79: Cross-site Scripting`, the form that Semgrep's own reports expect."""
    weakness = _weaknesses().get(text)
    if weakness is None:
        raise CatalogError(f"{text!r} is not among backlint.weaknesses")
    return weakness


@lru_cache(maxsize=1)
def _weaknesses() -> Mapping[str, Weakness]:
    known = (value for value in vars(weakness_module).values() if isinstance(value, Weakness))
    return {f"CWE-{weakness.cwe}: {weakness.name}": weakness for weakness in known}


# --- selecting ----------------------------------------------------------------------------------------------------


def selected(rules: Iterable[Rule], select: Iterable[str] = (), ignore: Iterable[str] = ()) -> tuple[Rule, ...]:
    """Return the rules that `select` names (all when it is empty) without those that `ignore` names.

    A name is a rule's id, a family, an item of the checklist or the number of one of its ten. Case and `_` for `-` do
    not matter. Raises UnknownRuleError for a name that is none of these.
    """
    rules, select = tuple(rules), tuple(select)
    chosen = {rule.id for name in select for rule in named(rules, name)}
    refused = {rule.id for name in ignore for rule in named(rules, name)}
    return tuple(rule for rule in rules if (not select or rule.id in chosen) and rule.id not in refused)


def named(rules: Iterable[Rule], name: str) -> tuple[Rule, ...]:
    """Return the rules that one name stands for; none for an item that has no rule yet.

    Raises UnknownRuleError for a name that is neither a rule, a family nor an item.
    """
    rules = tuple(rules)
    wanted = name.strip().lower().replace("_", "-")
    if wanted.isdecimal() and len(wanted) < 4 and 1 <= int(wanted) <= len(NUMBERED_ITEMS):
        wanted = NUMBERED_ITEMS[int(wanted) - 1]
    found = tuple(rule for rule in rules if wanted in {rule.id, rule.family, rule.item})
    if not found and wanted not in set(Item):
        names = {rule.id for rule in rules} | {rule.family for rule in rules} | set(Item)
        raise UnknownRuleError(name, tuple(likely(wanted, names, 3)))
    return found
