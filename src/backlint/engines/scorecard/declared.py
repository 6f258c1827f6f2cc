"""Controls that a program declares: headers, cookies, password hashes, tokens, origins, debug switches, escaping."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from backlint.concepts import (
    Application,
    CookieSet,
    CorsPolicy,
    DebugSwitch,
    EnvironmentRead,
    Escaping,
    Evidence,
    Fact,
    KeyRotation,
    PasswordHashing,
    RawMarkup,
    Reading,
    SecretUse,
    Setting,
    SinkKind,
    State,
    TokenSigning,
    TokenVerification,
    Trait,
    TransportCheck,
)
from backlint.engines.scorecard.coverage import settled
from backlint.engines.scorecard.evidences import Evidences, at, first, listed, of_facts, unused, where_from
from backlint.report import Control, Standing
from backlint.wording import counted

_ALWAYS = ("strict-transport-security", "x-content-type-options")
_FOR_PAGES = ("content-security-policy", "referrer-policy")
_FRAMING = ("x-frame-options", "content-security-policy")
_HOSTS = frozenset({"allowed_hosts", "trusted_hosts"})
_FALLBACKS = "SECRET_KEY_FALLBACKS"
_KEYS = frozenset({"signing-key", "jwt-key", "session-key"})


def headers(evidences: Evidences) -> tuple[Control, ...]:
    """Which security headers every response of each application carries, and how its cookies are set."""
    served = evidences.served
    if not served:
        return (unused("headers", "no application was found"), cookies(evidences), hosts(evidences))
    pages = bool(evidences.reaching(SinkKind.HTML) or evidences.of(Escaping))
    parts = [_headers_of(one, pages=pages) for one in served]
    worst = min(parts, key=lambda one: _ORDER.index(one.standing))
    evidence = first(shown for part in parts for shown in part.evidence)
    return (
        settled(replace(worst, evidence=evidence), served),
        cookies(evidences),
        hosts(evidences),
    )


_ORDER = (Standing.VIOLATED, Standing.UNKNOWN, Standing.MET, Standing.ATTESTED, Standing.NOT_APPLICABLE)


def _headers_of(application: Application, *, pages: bool) -> Control:
    held = application.headers
    wanted = [*_ALWAYS, *(_FOR_PAGES if pages else ())]
    missing = [name for name in wanted if name not in held]
    if pages and not any(name in held for name in _FRAMING):
        missing.append("x-frame-options")
    shown = first(held.values())
    words = (
        f"{listed(sorted(held))} set by {listed(sorted({one.name for one in held.values()}))}" if held else "none set"
    )
    if not missing:
        return Control("headers", Standing.MET, words, shown)
    lacking = f"{words}; not {listed(missing)}"
    state = application.headers_state
    if state is State.UNKNOWN:
        return Control("headers", Standing.UNKNOWN, f"{lacking}: what sets headers was not resolved", shown)
    return Control("headers", Standing.VIOLATED, lacking, shown or (at(application.location, application.framework),))


def cookies(evidences: Evidences) -> Control:
    """How the cookies that carry a login are set."""
    kept = [one for one in evidences.of(CookieSet) if one.sensitive]
    if not kept:
        return unused("cookies", "no cookie that carries a login was found")
    flags = [(one, flag) for one in kept for flag in _flags(one)]
    open_ = [one for one, flag in flags if flag.known and (not flag.value or str(flag.value).lower() == "none")]
    unknown = [one for one, flag in flags if not flag.known and not flag.constants and not flag.environment]
    words = f"{listed(_name(one) for one in kept)} set with Secure, HttpOnly and SameSite"
    if open_:
        lacking = f"{listed(_name(one) for one in open_)} set without one of Secure, HttpOnly and SameSite"
        return Control("cookies", Standing.VIOLATED, lacking, of_facts(open_))
    if unknown:
        told = f"the flags of {listed(_name(one) for one in unknown)} were not resolved"
        return Control("cookies", Standing.UNKNOWN, told, of_facts(unknown))
    return Control("cookies", Standing.MET, words, of_facts(kept))


def hosts(evidences: Evidences) -> Control:
    """For which hosts the application answers, where something checks that."""
    said = [one for one in evidences.of(Setting) if one.name.lower() in _HOSTS]
    if not said:
        return unused("hosts", "nothing checks for which host a request is")
    names = [text for one in said for text in one.value.texts]
    if "*" in names:
        return Control("hosts", Standing.VIOLATED, "any host is answered for", of_facts(said))
    open_ = [one for one in said if not _bounded(one.value)]
    if open_:
        told = _variables(one.value for one in open_)
        words = f"the hosts come from {told}" if told else "the hosts were not resolved"
        return Control("hosts", Standing.UNKNOWN, words, of_facts(open_))
    return Control("hosts", Standing.MET, f"answered for: {listed(names) or 'none'}", of_facts(said))


def _flags(cookie: CookieSet) -> tuple[Reading, ...]:
    """Return the flags that a cookie needs: a script has to read the one against forged requests."""
    double = re.search(r"csrf|xsrf", _name(cookie), re.IGNORECASE)
    return (cookie.secure, cookie.same_site, *(() if double else (cookie.http_only,)))


def _name(cookie: CookieSet) -> str:
    return cookie.name.texts[0] if cookie.name.texts else cookie.callee


def passwords(evidences: Evidences) -> tuple[Control, ...]:
    """What hashes passwords, and at which cost."""
    name = "stored passwords"
    made = evidences.of(PasswordHashing)
    if not made:
        asked = [one for one in evidences.endpoints if one.traits & {Trait.LOGIN, Trait.REGISTER, Trait.RESET}]
        if asked:
            told = f"what hashes the passwords of {listed(one.title for one in asked)} was not seen"
            return (Control(name, Standing.UNKNOWN, told),)
        return (unused(name, "no password is stored"),)
    shown = first(at(one.location, one.callee, _cost(one.algorithm, one.parameters)) for one in made)
    words = f"hashed by {listed(_cost(one.algorithm, one.parameters) for one in made)}"
    open_ = sorted({key for one in made for key, reading in one.parameters.items() if not _bounded(reading)})
    if open_:
        return (Control(name, Standing.UNKNOWN, f"{words}; what {listed(open_)} is was not resolved", shown),)
    return (Control(name, Standing.MET, words, shown),)


def _bounded(reading: Reading) -> bool:
    """Tell whether something is known of a value: the constant that it is or that it is without a setting."""
    return reading.complete or bool(reading.constants)


def _variables(readings: Iterable[Reading]) -> str:
    """Return the variables of the environment that values are read from, "" for none."""
    return listed(sorted({reading.environment for reading in readings if reading.environment}))


def _cost(algorithm: str, parameters: Mapping[str, Reading]) -> str:
    told = (f"{key}={where_from(reading)}" for key, reading in sorted(parameters.items()) if where_from(reading))
    return " ".join((algorithm, *told))


def tokens(evidences: Evidences) -> tuple[Control, ...]:
    """Where keys come from, how tokens are signed and how they are checked, and how the environment is read."""
    return (
        _keys(evidences),
        _rotated(evidences),
        _signed(evidences),
        _checked(evidences),
        _environment(evidences),
    )


def _environment(evidences: Evidences) -> Control:
    """Whether the environment is read through a schema, or in one place; reads here and there are told and judged by nobody."""
    name = "environment"
    for read in evidences.of(EnvironmentRead):
        if read.schema:
            told = f"read through {read.schema}"
            return Control(name, Standing.MET, told, (at(read.location, read.schema),))
        if not read.scattered:
            told = f"read in {read.settings} alone"
            return Control(name, Standing.MET, told, first(at(place, "os.environ") for place in read.places))
        files = len({place.path for place in read.places})
        return unused(name, f"read by hand at {len(read.places)} places in {files} files, without a schema")
    return unused(name, "nothing is read from it")


def _rotated(evidences: Evidences) -> Control:
    """Whether keys can be replaced while tokens of the old one still count; that they cannot is no fault."""
    name = "key rotation"
    shown = evidences.of(KeyRotation)
    spare = [one for one in evidences.of(Setting) if one.name == _FALLBACKS and one.value.constants not in {(), ((),)}]
    if not shown and not spare:
        return unused(name, "nothing shows that a second key is ever accepted beside the first")
    names = listed(sorted({one.callee for one in shown} | {one.name for one in spare}))
    return Control(name, Standing.MET, f"more than one key may be in use: {names}", of_facts([*shown, *spare]))


def _keys(evidences: Evidences) -> Control:
    used = [one for one in evidences.of(SecretUse) if one.purpose in _KEYS]
    if not used:
        return unused("keys", "no signing key was found")
    literal = [one for one in used if one.value.constants]
    unknown = [one for one in used if not one.value.constants and not one.value.environment]
    names = _variables(one.value for one in used)
    words = f"read from the environment: {names}" if names else f"{counted(len(used), 'key')} used"
    if literal:
        told = f"{words}; {counted(len(literal), 'place')} with a value in the source"
        return Control("keys", Standing.VIOLATED, told, of_facts(literal))
    if unknown:
        told = f"{words}; where {counted(len(unknown), 'key')} come from was not resolved"
        return Control("keys", Standing.UNKNOWN, told, of_facts(unknown))
    return Control(
        "keys", Standing.MET, words, first(at(one.location, one.callee, one.value.environment) for one in used)
    )


def _signed(evidences: Evidences) -> Control:
    made = evidences.of(TokenSigning)
    if not made:
        return unused("tokens given out", "no token is signed")
    shown = first(at(one.location, one.callee, _lifetime(one)) for one in made)
    endless = [one for one in made if one.expires is State.NO]
    unknown = [one for one in made if one.expires is State.UNKNOWN]
    words = f"signed at {counted(len(made), 'place')}"
    if endless:
        return Control("tokens given out", Standing.VIOLATED, f"{words}; not all expire", of_facts(endless))
    alike = [one for one in made if one.alike is not None]
    if alike:
        told = f"{words}; nothing tells refresh tokens from access tokens"
        return Control("tokens given out", Standing.VIOLATED, told, of_facts(alike))
    if unknown:
        told = f"{words}; whether they expire was not resolved"
        return Control("tokens given out", Standing.UNKNOWN, told, of_facts(unknown))
    return Control("tokens given out", Standing.MET, f"{words}; all expire", shown)


def _lifetime(signing: TokenSigning) -> str:
    numbers = signing.lifetime.numbers
    return f"{signing.purpose}, {numbers[0] / 60:g} minutes" if numbers else signing.purpose


def _checked(evidences: Evidences) -> Control:
    name = "tokens taken"
    read = evidences.of(TokenVerification)
    if not read:
        return unused(name, "no token is read")
    states = [state for one in read for state in (one.verified, one.pinned, one.expiry_checked)]
    words = f"checked at {counted(len(read), 'place')}: the signature by {_algorithms(read)}"
    if State.NO in states:
        wrong = [one for one in read if State.NO in (one.verified, one.pinned, one.expiry_checked)]
        return Control(name, Standing.VIOLATED, f"{words}; not every one checks all", of_facts(wrong))
    if State.UNKNOWN in states:
        return Control(name, Standing.UNKNOWN, f"{words}; not all of the options were resolved", of_facts(read))
    return Control(name, Standing.MET, f"{words}, and the expiry", of_facts(read))


def _algorithms(read: Iterable[TokenVerification]) -> str:
    return listed(sorted({text for one in read for text in one.algorithms.texts})) or "the algorithms given"


def origins(evidences: Evidences) -> tuple[Control, ...]:
    """Which other origins may read responses."""
    policies = evidences.of(CorsPolicy)
    name = "other origins"
    if not policies:
        if not evidences.served:
            return (unused(name, "no application was found"),)
        shown = first(at(one.location, one.framework) for one in evidences.served)
        return (settled(Control(name, Standing.MET, "no other origin is let in", shown), evidences.served),)
    shown = first(at(one.location, one.callee, listed(one.origins.texts)) for one in policies)
    if any(one.any_origin for one in policies):
        return (Control(name, Standing.VIOLATED, "any origin is let in", shown),)
    known = [text for one in policies for text in (*one.origins.texts, *one.pattern.texts)]
    open_ = [one for one in policies if not (_bounded(one.origins) or one.pattern.constants)]
    if open_:
        told = _variables(one.origins for one in open_)
        words = f"the origins come from {told}" if told else "the origins were not resolved"
        return (Control(name, Standing.UNKNOWN, words, shown),)
    return (Control(name, Standing.MET, f"let in: {listed(known) or 'none'}", shown),)


_FIXED = frozenset("FastAPI Starlette Flask Quart Django Litestar aiohttp Falcon Bottle Sanic Tornado".split())
"""Frameworks that answer an exception which nobody handles with a fixed text while debug mode is off (each was run, or its
documentation says so). CherryPy is none of them: it shows the trace unless told otherwise.
"""


def errors(evidences: Evidences) -> tuple[Control, ...]:
    """Whether debug mode is off, and what answers an exception that nobody expects."""
    return (_debugging(evidences), _failures(evidences))


def _failures(evidences: Evidences) -> Control:
    name = "failures"
    served = [one for one in evidences.served if not one.inner]
    if not served:
        return unused(name, "no application was found")
    unknown = [one for one in served if one.failures is None and one.framework not in _FIXED]
    if unknown:
        told = f"what {listed(one.framework for one in unknown)} answers was not resolved"
        return Control(name, Standing.UNKNOWN, told, first(at(one.location, one.framework) for one in unknown))
    words, shown = [], []
    for one in served:
        if one.failures is not None:
            words.append(f"answered by {one.failures.name} of the program")
            shown.append(one.failures)
        else:
            words.append(f"answered by {f'{one.framework} {one.version}'.rstrip()} with a fixed text")
            shown.append(at(one.location, one.framework))
    return Control(name, Standing.MET, listed(words), first(shown))


def _debugging(evidences: Evidences) -> Control:
    switches = evidences.of(DebugSwitch)
    if not switches:
        if not evidences.served:
            return unused("debug mode", "no application was found")
        shown = first(at(one.location, one.framework) for one in evidences.served)
        off = Control("debug mode", Standing.MET, "off, since nothing switches it on", shown)
        return settled(off, evidences.served)
    on = [one for one in switches if one.value.may_be(True)]
    unknown = [one for one in switches if not _bounded(one.value)]
    if on:
        return Control("debug mode", Standing.VIOLATED, "on, or on unless a setting says otherwise", of_facts(on))
    names = _variables(one.value for one in unknown)
    if unknown and not names:
        return Control("debug mode", Standing.UNKNOWN, "its switch was not resolved", of_facts(unknown))
    words = f"off unless {names} says otherwise" if names else "off"
    return Control("debug mode", Standing.MET, words, of_facts(switches))


def escaping(evidences: Evidences) -> tuple[Control, ...]:
    """Whether templates escape by themselves, and whether what is declared safe is so."""
    return (_environments(evidences), _markup(evidences))


def _environments(evidences: Evidences) -> Control:
    made = evidences.of(Escaping)
    printed = evidences.reaching(SinkKind.HTML)
    if not made and not printed:
        return unused("pages", "no HTML is made")
    off = [one for one in made if one.enabled.known and not one.enabled.value]
    unknown = [one for one in made if not _bounded(one.enabled)]
    shown = (*of_facts(made), *(at(use.location, use.callee) for use in printed))
    words = f"HTML made at {counted(len(printed), 'place')}, followed"
    if off:
        return Control("pages", Standing.VIOLATED, f"{words}; a template environment does not escape", of_facts(off))
    if unknown:
        return Control(
            "pages", Standing.UNKNOWN, f"{words}; whether templates escape was not resolved", of_facts(unknown)
        )
    return Control("pages", Standing.MET, words + ("; templates escape" if made else ""), first(shown))


def _markup(evidences: Evidences) -> Control:
    declared = evidences.of(RawMarkup)
    if not declared:
        return unused("declared safe", "nothing is declared safe HTML")
    raw = [one for one in declared if State.YES not in (one.constant, one.escaped)]
    words = f"text declared safe HTML at {counted(len(declared), 'place')}"
    certain: list[Fact] = [one for one in raw if one.escaped is State.NO and one.constant is State.NO]
    if certain:
        told = f"{words}; {len(certain)} of them neither constant nor escaped"
        return Control("declared safe", Standing.UNKNOWN, told, of_facts(certain))
    if raw:
        return Control("declared safe", Standing.UNKNOWN, f"{words}; of {len(raw)} it cannot be told", of_facts(raw))
    return Control("declared safe", Standing.MET, f"{words}: constant or escaped", of_facts(declared))


def transport(evidences: Evidences) -> tuple[Control, ...]:
    """Whether certificates of other servers are checked."""
    checks = evidences.of(TransportCheck)
    sent = evidences.reaching(SinkKind.SSRF)
    name = "certificates"
    if not checks and not sent:
        return (unused(name, "nothing is asked of other servers"),)
    off = [one for one in checks if one.enabled.known and not one.enabled.value]
    if off:
        return (Control(name, Standing.VIOLATED, f"not checked at {counted(len(off), 'place')}", of_facts(off)),)
    shown: tuple[Evidence, ...] = first((*of_facts(checks), *(at(use.location, use.callee) for use in sent)))
    words = f"{counted(len(sent), 'request')} to other servers, none without the check"
    return (Control(name, Standing.MET, words, shown),)
