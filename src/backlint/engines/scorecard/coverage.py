"""Controls that stand before endpoints: how many of those that need one have it, by what, and which have not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from backlint.concepts import (
    SAFE_METHODS,
    STRICT_LIMIT,
    Application,
    Endpoint,
    Evidence,
    LimiterDeclared,
    Parameter,
    Protection,
    ProtectionKind,
    State,
    Trait,
)
from backlint.engines.scorecard.evidences import Evidences, at, first, listed, of_facts, unused
from backlint.report import Control, Standing
from backlint.wording import counted

_PLAIN = frozenset({Trait.HEALTH, Trait.DOCS, Trait.STATIC})
WAYS_IN = frozenset({Trait.LOGIN, Trait.REGISTER, Trait.RESET, Trait.TOKEN, Trait.CODE})
_OPEN = _PLAIN | WAYS_IN | {Trait.LOGOUT, Trait.PUBLIC_BY_DESIGN, Trait.WEBHOOK}
_PLACES = frozenset({"query", "body", "form"})


StateOf = Callable[[Endpoint], Protection]


def covered(
    name: str, asked: Sequence[Endpoint], held: StateOf, words: str, applications: Iterable[Application] = ()
) -> Control:
    """Return where the endpoints `asked` stand: met where each has what `held` answers, violated where one certainly has not.

    `words` is how many of them have it (`{} are limited`). An application whose parts are not all resolved is never met.
    """
    applications = tuple(applications)
    if not asked:
        return settled(unused(name, "no such endpoint was found"), applications)
    answers = [(endpoint, held(endpoint)) for endpoint in asked]
    yes, no, unknown = (
        [one for one in answers if one[1].state is state] for state in (State.YES, State.NO, State.UNKNOWN)
    )
    evidence = first(shown for _, one in yes for shown in one.by)
    by = listed(sorted({_named(shown) for _, one in yes for shown in one.by}))
    told = words.format(f"{len(yes)} of {counted(len(asked), 'endpoint')}") + (f", by {by}" if by else "")
    if no:
        lacking = listed(endpoint.title for endpoint, _ in no)
        shown = evidence or first(map(_itself, no))
        return settled(Control(name, Standing.VIOLATED, f"{told}; not {lacking}", shown), applications)
    if unknown:
        return Control(name, Standing.UNKNOWN, f"{told}; cannot tell of {_why(unknown)}", first(map(_itself, unknown)))
    return settled(Control(name, Standing.MET, told, evidence), applications)


def _itself(answer: tuple[Endpoint, Protection]) -> Evidence:
    return at(answer[0].location, answer[0].title)


def _by(kind: ProtectionKind) -> StateOf:
    return lambda endpoint: endpoint.protection(kind)


def _strictly(endpoint: Endpoint) -> Protection:
    """Tell whether a limit that is strict enough for a way into an account holds; unknown where its rate is."""
    if not endpoint.limits:
        return endpoint.protection(ProtectionKind.RATE_LIMIT)
    strict = [one for one in endpoint.limits if one.per_minute is not None and one.per_minute <= STRICT_LIMIT]
    unknown = [one for one in endpoint.limits if one.per_minute is None]
    state = State.YES if strict else State.UNKNOWN if unknown else State.NO
    return Protection(state, tuple(one.evidence for one in strict or unknown))


def settled(control: Control, applications: Iterable[Application]) -> Control:
    """Return a control as unknown where an application's parts were not all resolved: they may keep or break it."""
    # One without any endpoint has them from somewhere that was not seen.
    open_ = [one for one in applications if not one.complete or not one.endpoints]
    if not open_:
        return control
    places = listed(f"{one.location.path}:{one.location.line}" for one in open_)
    summary = f"{control.summary}; not all was resolved of {places}"
    return replace(control, standing=Standing.UNKNOWN, summary=summary)


def _named(evidence: Evidence) -> str:
    return f"{evidence.name} ({evidence.detail})" if evidence.detail else evidence.name


def _why(answers: Sequence[tuple[Endpoint, Protection]]) -> str:
    names = sorted({one.name for _, held in answers for one in held.by if one.name})
    of = listed(endpoint.title for endpoint, _ in answers)
    return f"{of} (not resolved: {listed(names)})" if names else of


def limits(evidences: Evidences) -> tuple[Control, ...]:
    """How many endpoints are limited at all, and how many of the ways into an account strictly."""
    general = [one for one in evidences.endpoints if not one.traits & _PLAIN]
    ways_in = [one for one in general if one.traits & WAYS_IN]
    served = evidences.served
    strict = f"{{}} are limited to {STRICT_LIMIT:g} a minute or fewer"
    return (
        covered("general limit", general, _by(ProtectionKind.RATE_LIMIT), "{} are limited", served),
        covered("ways into an account", ways_in, _strictly, strict, served),
        _limiters(evidences),
    )


def _limiters(evidences: Evidences) -> Control:
    """Whether the limiters that are declared do anything."""
    declared = evidences.of(LimiterDeclared)
    idle = [one for one in declared if one.ineffective]
    if not declared:
        return unused("limiters", "none of a known library is declared")
    if idle:
        words = f"{counted(len(idle), 'limiter')} of {len(declared)} without effect: {listed(one.ineffective for one in idle)}"
        return Control("limiters", Standing.VIOLATED, words, of_facts(idle))
    return Control("limiters", Standing.MET, f"{counted(len(declared), 'limiter')} with effect", of_facts(declared))


def validation(evidences: Evidences) -> tuple[Control, ...]:
    """How many endpoints give what they take a type; what is only read back without one does no harm by itself."""
    taking = [one for one in evidences.endpoints if one.parameters]
    if not taking:
        return (settled(unused("input", "no endpoint takes any input"), evidences.served),)
    name, served = "input", evidences.served
    yes = [one for one in taking if one.protection(ProtectionKind.VALIDATION).state is State.YES]
    by = first(_declared(one) for endpoint in yes for one in endpoint.parameters if one.validated is State.YES)
    words = f"{len(yes)} of {counted(len(taking), 'endpoint')} with input declare its types"
    raw = [one for one in taking if _writes_raw(one, State.NO)]
    if raw:
        written = f"{words}; not what is written by {listed(one.title for one in raw)}"
        return (Control(name, Standing.VIOLATED, written, by),)
    unsure = [one for one in taking if _writes_raw(one, State.UNKNOWN)]
    if unsure:
        told = f"{words}; cannot tell of {listed(one.title for one in unsure)}"
        return (Control(name, Standing.UNKNOWN, told, by),)
    rest = "" if len(yes) == len(taking) else "; what else is taken is only looked up"
    return (settled(Control(name, Standing.MET, words + rest, by), served),)


def _writes_raw(endpoint: Endpoint, state: State) -> bool:
    """Tell whether an endpoint that changes something takes part of a body or query of which that is known."""
    return not SAFE_METHODS.issuperset(endpoint.methods) and any(
        one.used and one.validated is state and one.where in _PLACES for one in endpoint.parameters
    )


def _declared(parameter: Parameter) -> Evidence:
    return at(parameter.location, parameter.name or "the body", parameter.by)


def audit(evidences: Evidences) -> tuple[Control, ...]:
    """How many of the sensitive actions leave a record."""
    sensitive = [one for one in evidences.endpoints if Trait.SENSITIVE in one.traits]
    held = _by(ProtectionKind.AUDIT_LOG)
    return (covered("records", sensitive, held, "{} with sensitive actions leave a record", evidences.served),)


def guards(evidences: Evidences) -> tuple[Control, ...]:
    """How many of the endpoints that need them ask who is calling, for a role, and for proof that the page was ours."""
    endpoints, served = evidences.endpoints, evidences.served
    needing = {Trait.CHANGES_STATE, Trait.READS_PRIVATE, Trait.ADMIN}
    closed = [one for one in endpoints if one.traits & needing and not one.traits & _OPEN]
    admin = [one for one in closed if Trait.ADMIN in one.traits]
    forged = [one for one in endpoints if Trait.CHANGES_STATE in one.traits and Trait.USES_SESSION in one.traits]
    who, role, token = (
        _by(kind) for kind in (ProtectionKind.AUTHENTICATION, ProtectionKind.AUTHORIZATION, ProtectionKind.CSRF)
    )
    return (
        covered("who is calling", closed, who, "{} that change or show private data ask", served),
        covered("role", admin, role, "{} for administrators ask for one", served),
        covered("forged requests", forged, token, "{} that change data in a session refuse them", served),
    )
