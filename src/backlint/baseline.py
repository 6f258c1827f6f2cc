"""The baseline: findings that a project has and will look at later, so that new ones stand out.

A TOML file that people can read in a review: one sorted line for each kind of finding with how many of it there are, no
time and no line number. It counts, so a second occurrence is new; what is gone is stale and said to be.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from backlint.configuration import UsageError, text_of_settings
from backlint.findings import Finding
from backlint.fingerprints import anchor_hash
from backlint.toml_text import NotToml, parse

DEFAULT_NAME = "backlint-baseline.toml"

_VERSION = re.compile(r"\ufeff?# backlint baseline (\d+)\b")
_HEADER = "# backlint baseline 1: findings to look at later. Update it with `backlint baseline`.\n"


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """What findings of one kind share: rule, path, enclosing function or class, and a hash of what they are about."""

    rule: str
    path: str
    scope: str
    anchor: str

    def __str__(self) -> str:
        return f"{self.rule} {self.path} {_word(self.scope)} {self.anchor}"


def _word(scope: str) -> str:
    """Return a scope as one word: that of a template is called `block content`, and its path may have spaces as well."""
    return "%2D" if scope == "-" else scope.replace("%", "%25").replace(" ", "%20") or "-"


def _scope(word: str) -> str:
    return "" if word == "-" else word.replace("%2D", "-").replace("%20", " ").replace("%25", "%")


@dataclass(frozen=True, slots=True)
class Baseline:
    """How many findings of each kind are known."""

    counts: Mapping[Entry, int]

    @property
    def total(self) -> int:
        """The number of findings that it hides at most."""
        return sum(self.counts.values())

    def below(self, prefix: str) -> Baseline:
        """Return the baseline of a folder as one of the project that it lies in."""
        return Baseline({replace(entry, path=prefix + entry.path): count for entry, count in self.counts.items()})


@dataclass(frozen=True, slots=True)
class Comparison:
    """Findings against a baseline: those that it knows, those that are new, and what it has too many of."""

    known: tuple[Finding, ...]
    new: tuple[Finding, ...]
    stale: Baseline


def entry_of(finding: Finding) -> Entry:
    """Return the kind of a finding."""
    return Entry(finding.rule, finding.location.path, finding.scope, anchor_hash(finding))


def baseline_of(findings: Iterable[Finding]) -> Baseline:
    """Return the baseline that hides exactly these findings."""
    return Baseline(dict(sorted(Counter(entry_of(finding) for finding in findings).items())))


def united(baselines: Iterable[Baseline]) -> Baseline:
    """Return what several baselines hide together."""
    counts: Counter[Entry] = Counter()
    for one in baselines:
        counts.update(one.counts)
    return Baseline(dict(sorted(counts.items())))


def render(baseline: Baseline) -> str:
    """Return the text of the file: sorted, one line an entry."""
    lines = [f"{_quoted(str(entry))} = {count}\n" for entry, count in sorted(baseline.counts.items()) if count > 0]
    return _HEADER + "".join(lines)


def _quoted(text: str) -> str:
    """A TOML basic string; JSON's escapes are a part of TOML's, but DEL must be escaped as well."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def read(file: Path, display: str) -> Baseline:
    """Read a baseline file; `display` names it in errors. Raises UsageError when it cannot be read or understood."""
    try:
        text = text_of_settings(file)
        version = _VERSION.match(text)
        if version is not None and version[1] != "1":
            raise UsageError(
                f"{display}: a baseline of version {version[1]}, which a newer backlint has written; this one knows 1"
            )
        document = parse(text)
    except FileNotFoundError as error:
        raise UsageError(f"{display}: no such baseline file; `backlint baseline` writes one") from error
    except OSError as error:
        raise UsageError(f"{display}: {error.strerror}") from error
    except (NotToml, UnicodeDecodeError) as error:
        raise UsageError(f"{display}: not a baseline: {error}") from error
    except RecursionError as error:
        raise UsageError(f"{display}: nested too deeply") from error
    counts: dict[Entry, int] = {}
    for key, count in document.items():
        rule, _, rest = key.partition(" ")
        parts = rest.rsplit(" ", 2)
        if len(parts) != 3 or not isinstance(count, int) or isinstance(count, bool) or count < 1:
            raise UsageError(f"{display}: not a baseline entry: {key!r}")
        path, scope, anchor = parts
        counts[Entry(rule, path, _scope(scope), anchor)] = count
    return Baseline(counts)


def compare(baseline: Baseline, findings: Iterable[Finding]) -> Comparison:
    """Tell known findings from new ones, in their order; where there are more than recorded, the last are new.

    What a moved file takes with it is recognised when only one entry and one place can be meant.
    """
    left = Counter(dict(baseline.counts))
    known: list[Finding] = []
    new: list[Finding] = []
    for finding in findings:
        entry = entry_of(finding)
        if left[entry] > 0:
            left[entry] -= 1
            known.append(finding)
        else:
            new.append(finding)
    moved = _moved(left, new)
    known += [finding for finding in new if id(finding) in moved]
    new = [finding for finding in new if id(finding) not in moved]
    stale = Baseline({entry: count for entry, count in sorted(left.items()) if count > 0})
    return Comparison(tuple(sorted(known, key=lambda finding: finding.sort_key)), tuple(new), stale)


def _moved(left: Counter[Entry], new: list[Finding]) -> set[int]:
    """Find new findings that are an entry's, left over under another path; takes them out of `left`."""
    entries: dict[tuple[str, str, str], list[Entry]] = {}
    for entry in (entry for entry, count in left.items() if count > 0):
        entries.setdefault((entry.rule, entry.scope, entry.anchor), []).append(entry)
    places: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in new:
        entry = entry_of(finding)
        places.setdefault((entry.rule, entry.scope, entry.anchor), []).append(finding)
    moved: set[int] = set()
    for key, candidates in entries.items():
        found = places.get(key, [])
        if len(candidates) != 1 or len({finding.location.path for finding in found}) != 1:
            continue
        for finding in found[: left[candidates[0]]]:
            left[candidates[0]] -= 1
            moved.add(id(finding))
    return moved


@dataclass(frozen=True, slots=True)
class Update:
    """A baseline brought up to date, and how many findings were added to it and taken out."""

    baseline: Baseline
    added: int
    removed: int


def updated(old: Baseline, findings: Iterable[Finding], *, prune: bool = False) -> Update:
    """Bring a baseline up to date with all findings of a project; with `prune` nothing is added."""
    comparison = compare(old, findings)
    kept = comparison.known if prune else (*comparison.known, *comparison.new)
    return Update(baseline_of(kept), 0 if prune else len(comparison.new), comparison.stale.total)
