"""Judges what stands before an endpoint by what it does: whether every way through it was checked, and against what."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from backlint.concepts import Evidence, Protection, ProtectionKind, SourceKind, State
from backlint.engines.entries import EntryRun
from backlint.execution.program import Check, Exit, Run
from backlint.execution.taint import Origin, Site
from backlint.facts.model import unpack_region
from backlint.frameworks.routes import Assembly, Cover

CREDENTIALS = frozenset({SourceKind.CREDENTIAL, SourceKind.SESSION, SourceKind.COOKIE, SourceKind.HEADER})
"""What tells who is calling."""

_PLAIN_HEADERS = frozenset(
    "origin referer user-agent content-type content-length accept accept-language accept-encoding host if-none-match "
    "if-modified-since range x-requested-with hx-request hx-target x-forwarded-for x-forwarded-proto x-real-ip".split()
)
"""Headers that every browser sends, whoever is calling."""

_UNAUTHENTICATED, _FORBIDDEN, _TOO_MANY = 401, 403, 429
_ERROR = 400


def depends_on_credential(check: Check) -> bool:
    """Tell whether a condition asks something that comes from a credential."""
    for taint in check.taints:
        origin = taint.origin
        # A password in a body is what a login compares; it says who wants in, not who is calling.
        if isinstance(origin, Origin) and origin.kinds & CREDENTIALS and SourceKind.BODY not in origin.kinds:
            only_header = not origin.kinds & (CREDENTIALS - {SourceKind.HEADER})
            if only_header and origin.name.lower() in _PLAIN_HEADERS:
                continue
            return True
    return False


def refuses(exit_: Exit) -> bool:
    """Tell whether a way out is a refusal: an error, a redirect, an exception."""
    return exit_.kind == "raise" or exit_.redirects or (exit_.status is not None and exit_.status >= _ERROR)


def guards_of(run: Run, *, answers: bool = False) -> dict[ProtectionKind, Evidence]:
    """Return the protections that running something showed, each with its first evidence.

    A guard is a condition on a credential that holds on every way through, and whose other side is refused; or a
    library call on every way through that does not return unless something holds. `answers` tells that what is returned
    is the answer, and that only None lets a caller through.
    """
    found: dict[ProtectionKind, Evidence] = {}
    refused = [exit_ for exit_ in run.exits if (answers and not exit_.empty) or refuses(exit_)]
    through = [exit_ for exit_ in run.exits if exit_.empty] if answers else _ways_through(run.exits)
    if not through:
        return found
    common = frozenset.intersection(*(exit_.checks for exit_ in through))
    for check in sorted(common, key=lambda check: (check.site, check.word)):
        for kind, evidence in _judge(check, run.exits, refused):
            found.setdefault(kind, evidence)
    for exit_ in run.exits:
        if exit_.status == _TOO_MANY:
            found.setdefault(ProtectionKind.RATE_LIMIT, _evidence("429 Too Many Requests", exit_.site))
    return found


def _ways_through(exits: Iterable[Exit]) -> list[Exit]:
    """Return the exits by which a caller gets what it came for."""
    returns = [exit_ for exit_ in exits if exit_.kind == "return"]
    normal = [exit_ for exit_ in returns if not refuses(exit_)]
    if normal:
        return normal
    # Every answer is a redirect, as after a form: the way through is the one that passed the most conditions.
    answers = [exit_ for exit_ in returns if exit_.status is None or exit_.status < _ERROR]
    most = max((len(exit_.checks) for exit_ in answers), default=0)
    return [exit_ for exit_ in answers if len(exit_.checks) == most]


def _judge(check: Check, exits: Iterable[Exit], refused: Collection[Exit]) -> list[tuple[ProtectionKind, Evidence]]:
    evidence = _evidence((check.word and check.text) or check.text or "a check", check.site)
    if check.word:
        return [(ProtectionKind(check.word), evidence)]
    if not depends_on_credential(check):
        return []
    others = [
        exit_
        for exit_ in exits
        if any(other.site == check.site and other.holds is not check.holds for other in exit_.checks)
    ]
    if not others or not all(exit_ in refused for exit_ in others):
        return []
    kinds = [(ProtectionKind.AUTHENTICATION, evidence)]
    if any(exit_.status == _FORBIDDEN for exit_ in others):
        kinds.append((ProtectionKind.AUTHORIZATION, evidence))
    return kinds


def _evidence(name: str, site: Site) -> Evidence:
    return Evidence(name, site.path, unpack_region(site.at).line)


def protections_of(entry: EntryRun, assembly: Assembly) -> dict[ProtectionKind, Protection]:
    """Return every protection of an endpoint: yes, no or unknown, with evidence."""
    shown: dict[ProtectionKind, list[Evidence]] = {kind: [] for kind in ProtectionKind}
    unsure: dict[ProtectionKind, list[Evidence]] = {kind: [] for kind in ProtectionKind}
    for cover, run in entry.covers:
        _take_cover(cover, run, shown, unsure)
    if entry.run is not None:
        for kind, evidence in guards_of(entry.run).items():
            shown[kind].append(evidence)
    elif entry.route.handler is None:
        unsure[ProtectionKind.AUTHENTICATION].append(Evidence(entry.route.name, "", 0, "handler not resolved"))
    limits = (*entry.route.limits, *assembly.default_limits)
    shown[ProtectionKind.RATE_LIMIT].extend(limit.evidence for limit in limits)
    if assembly.limits_state is State.UNKNOWN:
        unsure[ProtectionKind.RATE_LIMIT].append(Evidence("middleware", assembly.location.path, assembly.location.line))
    if assembly.csrf is State.YES:
        shown[ProtectionKind.CSRF].extend(assembly.csrf_evidence)
    elif assembly.csrf is State.UNKNOWN:
        unsure[ProtectionKind.CSRF].extend(assembly.csrf_evidence)
    answers = {kind: _answer(shown[kind], unsure[kind]) for kind in ProtectionKind}
    if assembly.csrf is State.YES and answers[ProtectionKind.CSRF].state is State.NO:
        answers[ProtectionKind.CSRF] = Protection(State.YES)
    for kind, evidence in entry.route.exempt:
        answers[kind] = Protection(State.NO, (evidence,))
    return answers


def _take_cover(
    cover: Cover,
    run: Run | None,
    shown: dict[ProtectionKind, list[Evidence]],
    unsure: dict[ProtectionKind, list[Evidence]],
) -> None:
    target = shown if cover.certain else unsure
    for kind in cover.gives:
        target[kind].append(cover.evidence)
    if run is not None:
        for kind in guards_of(run, answers=cover.answers):
            target[kind].append(cover.evidence)
    elif not cover.gives and cover.function is None:
        # Something stands there that could not be read: it may be any of these.
        for kind in (ProtectionKind.AUTHENTICATION, ProtectionKind.AUTHORIZATION, ProtectionKind.RATE_LIMIT):
            unsure[kind].append(cover.evidence)


def _answer(shown: list[Evidence], unsure: list[Evidence]) -> Protection:
    if shown:
        return Protection(State.YES, tuple(dict.fromkeys(shown)))
    if unsure:
        return Protection(State.UNKNOWN, tuple(dict.fromkeys(unsure)))
    return Protection(State.NO)
