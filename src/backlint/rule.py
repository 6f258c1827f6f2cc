"""What a rule is: a card for people and a query for an engine. The one import that a rule's file needs.

A rule's file ends in `RULE = declare_rule(...)`; its name is the rule's id (`sql_injection.py` -> `sql-injection`), its
folder the family, its docstring the page: first line the title, then `## Why is this bad?`, `## Example`,
`## Use instead` and, where there is something to say, `## Limits`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Generic, TypeVar

from backlint.concepts import Application, Attacker, Endpoint, Fact, Flow, SinkKind, SourceKind
from backlint.findings import Finding, Location, Precision, Severity, Step, as_proven
from backlint.formats import SecretFormat
from backlint.repairs import (
    AnyRepair,
    CallInstead,
    CompareSafely,
    DropArgument,
    DropIgnore,
    FirstBase,
    ListArgument,
    PinAlgorithm,
    RenameArgument,
    SetArguments,
    SetValue,
)
from backlint.weaknesses import Weakness

__all__ = [
    "AnalysisQuery",
    "AnyRepair",
    "ApplicationQuery",
    "Attacker",
    "CallInstead",
    "CompareSafely",
    "DropArgument",
    "DropIgnore",
    "EndpointQuery",
    "FactQuery",
    "FirstBase",
    "FlowQuery",
    "Item",
    "ListArgument",
    "Location",
    "PatternQuery",
    "PinAlgorithm",
    "Precision",
    "Query",
    "RenameArgument",
    "RuffQuery",
    "Rule",
    "SecretQuery",
    "SetArguments",
    "SetValue",
    "Severity",
    "Step",
    "Verdict",
    "declare_rule",
]


class Item(StrEnum):
    """The checklist: its ten items, then the groups that follow."""

    HEADERS = "security-headers"
    RATE_LIMITS = "rate-limits"
    VALIDATION = "input-validation"
    QUERIES = "parameterized-queries"
    PASSWORDS = "password-hashing"
    SECRETS = "jwt-and-secrets"
    CORS = "cors"
    INJECTION = "orm-injection"
    XSS = "xss"
    AUDIT = "audit-logs"
    GUARDS = "guards"
    ERRORS = "error-handling"
    INJECTION_OTHER = "other-injection"
    CRYPTOGRAPHY = "cryptography"
    DEPLOYMENT = "deployment"
    ANALYSIS = "analysis"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a judge says of one fact, endpoint or application that violates its rule.

    `values` fill the placeholders of the rule's message. What is None is taken from the rule or the judged thing.
    `repairs` are those that depend on what is wrong here; the rule's own are tried when there is none.
    """

    why: str = ""
    remedy: str = ""
    values: tuple[tuple[str, str], ...] = ()
    location: Location | None = None
    severity: Severity | None = None
    precision: Precision | None = None
    related: tuple[Step, ...] = ()
    repairs: tuple[AnyRepair, ...] = ()


def _accept(_flow: Flow) -> Verdict:
    return Verdict()


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowQuery:
    """A value from one of `sources` reaches a sink of kind `sink`; `judge` may refuse or reword a flow.

    Placeholders of the message: {source}, {sink}, {endpoint}.
    """

    sink: SinkKind
    sources: frozenset[SourceKind]
    judge: Callable[[Flow], Verdict | None] = _accept


_F = TypeVar("_F", bound=Fact)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactQuery(Generic[_F]):
    """Facts of one kind that `judge` finds wrong. Placeholders: {callee} and the verdict's values."""

    kind: type[_F]
    judge: Callable[[_F], Verdict | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointQuery:
    """Endpoints that `judge` finds wrong. Placeholders: {endpoint}, {handler} and the verdict's values."""

    judge: Callable[[Endpoint, Application], Verdict | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationQuery:
    """Applications that `judge` finds wrong: one finding for one cause. Placeholders: {framework} and the values."""

    judge: Callable[[Application], Iterable[Verdict]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretQuery:
    """Secrets of known formats, in any text file: the records of the services whose secrets are of the rule's kind.

    Placeholders of the message: {secret}, the name of the format with its article, and {excerpt}, the part of the
    secret that may be shown. Where it is revoked is added to the rule's remedy.
    """

    formats: tuple[SecretFormat, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternQuery:
    """A Semgrep rule of `rules/`; `file` is relative to that folder.

    It is tried on files of its `languages` whose path fits one of `include` (all when empty) and none of `exclude`, as
    in a `.gitignore`, and whose text holds one of `words` (lower case, compared so).
    """

    file: str
    languages: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuffQuery:
    """Codes of ruff's `S` rules that are adopted under this rule.

    `severity` and `precision` are those of a place that ruff alone reports. None stands for the rule's own where ruff
    is the only one asked, and for at most MEDIUM and for LOW where our own engine is asked too and did not report it.
    A place of which ruff says what the expression `unless` finds is none ("": each is one).
    """

    codes: tuple[str, ...]
    severity: Severity | None = None
    precision: Precision | None = None
    unless: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisQuery:
    """A rule about the analysis itself (`unreadable-file`); `gaps` are the kinds of gap that it turns into findings."""

    gaps: tuple[str, ...]


Query = (
    FlowQuery
    | FactQuery[Any]
    | EndpointQuery
    | ApplicationQuery
    | SecretQuery
    | PatternQuery
    | RuffQuery
    | AnalysisQuery
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. `severity` is that of a fault that is proven and that anyone can bring about; `attacker` is who makes use of it, so that a
    finding which only some can bring about is less severe (`engines/reach.py`). `repairs` are ways to put a finding right,
    the best first; the first that fits the code is taken. `found_fixes` say what the repairs do that a verdict brings, since
    they depend on what was found: a title, and whether it is safe.
    """

    id: str
    family: str
    item: Item
    title: str
    docs: str
    message: str
    remedy: str
    severity: Severity
    precision: Precision
    weaknesses: tuple[Weakness, ...]
    queries: tuple[Query, ...]
    since: str
    references: tuple[str, ...] = ()
    attacker: Attacker = Attacker.CALLER
    repairs: tuple[AnyRepair, ...] = ()
    found_fixes: tuple[tuple[str, bool], ...] = ()

    @property
    def usual_severity(self) -> Severity:
        """How severe its findings are that are no surer than usual."""
        return as_proven(self.severity, self.precision)

    @property
    def fixes(self) -> tuple[tuple[str, bool], ...]:
        """What `--fix` does about a finding, and whether it is safe: one pair for each way."""
        return (*dict.fromkeys((repair.title, repair.safe) for repair in self.repairs), *self.found_fixes)

    @property
    def page(self) -> str:
        """Where to read on: the first reference, or the page of the weakness."""
        links = [reference for reference in self.references if reference.startswith("https://")]
        return links[0] if links else self.weaknesses[0].page

    def finding(self, location: Location, anchor: str, **values: str) -> Finding:
        """Return what the rule says at a place, with values for the placeholders of its message and nothing weighed."""
        return Finding(
            rule=self.id,
            message=self.message.format(**values),
            location=location,
            severity=self.severity,
            precision=self.precision,
            remedy=self.remedy,
            anchor=anchor,
        )


def declare_rule(  # noqa: PLR0913 -- a rule has that many properties, all by keyword
    file: str,
    docs: str | None,
    *,
    item: Item,
    detects: Query | tuple[Query, ...],
    message: str,
    remedy: str,
    severity: Severity,
    precision: Precision,
    weaknesses: tuple[Weakness, ...],
    since: str,
    references: tuple[str, ...] = (),
    attacker: Attacker = Attacker.CALLER,
    repairs: AnyRepair | tuple[AnyRepair, ...] = (),
    found_fixes: tuple[tuple[str, bool], ...] = (),
) -> Rule:
    """Make the rule of a file from its `__file__` and `__doc__`.

    The id comes from the file's name, the family from its folder and the title from the docstring's first line, so
    that none of them is said twice. `message` is one clause in lower case without a full stop. Raises ValueError
    where the docstring is missing or a weakness is not given.
    """
    path = Path(file)
    if not docs or not docs.strip():
        raise ValueError(f"{path.name}: a rule needs a docstring")
    if not weaknesses:
        raise ValueError(f"{path.name}: a rule needs a weakness")
    lines = inspect.cleandoc(docs).split("\n")
    queries = detects if isinstance(detects, tuple) else (detects,)
    formats = [one for query in queries if isinstance(query, SecretQuery) for one in query.formats]
    known = sorted({f"- {one.name}: {one.revoked_at}" for one in formats})
    return Rule(
        id=path.stem.replace("_", "-"),
        family=path.parent.name.replace("_", "-"),
        item=item,
        title=lines[0].rstrip("."),
        docs="\n".join([*lines[1:], *(["", "## Known formats", "", *known] if known else [])]).strip(),
        message=message,
        remedy=remedy,
        severity=severity,
        precision=precision,
        weaknesses=weaknesses,
        queries=queries,
        since=since,
        references=references,
        attacker=attacker,
        repairs=repairs if isinstance(repairs, tuple) else (repairs,),
        found_fixes=found_fixes,
    )
