"""What a run shows of guards: whether every way through it was checked against who is calling, and what else refuses."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from backlint.concepts import RELAYED, REMOTE, SOME_ADDRESSES, Evidence, ProtectionKind, SourceKind
from backlint.engines.credentials import (
    asks_credential,
    asks_headers,
    asks_what_was_told,
    compares_nonce,
    depends_on_credential,
    is_sent,
)
from backlint.engines.roles import asks_role, compares_role, plainly_asks_role
from backlint.execution.program import ENTERED, SIGNED_IN, Check, Effect, Exit, Run, order
from backlint.execution.taint import Site, kinds_of
from backlint.facts.model import unpack_region

_NOT_KNOWN, _FORBIDDEN, _TOO_MANY = 401, 403, 429
_ERROR = 400
_WAYPOINTS = frozenset({ENTERED, SIGNED_IN})
"""Words of checks that say how far a way has come, and ask nothing."""
_DENIED = "builtins.PermissionError"
_FAULTS = frozenset({400, 405, 406, *range(408, 419), *range(421, 427), 428, 431, *range(500, 600)})
"""What answers a request that is not right, whoever sends it."""
_SETTINGS = frozenset({SourceKind.ENVIRONMENT, SourceKind.COMMAND_LINE})


def refuses(exit_: Exit) -> bool:
    """Tell whether a way out is a refusal: an error, a redirect, an exception."""
    return _is_hard(exit_) or exit_.redirects


def _is_hard(exit_: Exit) -> bool:
    return (exit_.kind == "raise" and not exit_.redirects) or (exit_.status is not None and exit_.status >= _ERROR)


_FOUND: dict[tuple[int, bool], tuple[Run, Mapping[ProtectionKind, Evidence]]] = {}
_MAX_FOUND = 128
"""So many runs are remembered with their guards: several questions about one route ask for those of the same runs."""


def guards_of(run: Run, *, answers: bool = False) -> Mapping[ProtectionKind, Evidence]:
    """Return the protections that running something showed, each with its first evidence.

    A guard is a condition on a credential on every way through, where one refusal is the other side of them all; or a
    library call on every way through that does not return unless something holds. `answers` tells that what is returned
    is the answer, and that only None lets a caller through.
    """
    held = _FOUND.get((id(run), answers))
    if held is not None and held[0] is run:
        return held[1]
    if len(_FOUND) >= _MAX_FOUND:
        _FOUND.clear()
    found = _guards(run, answers=answers)
    _FOUND[id(run), answers] = run, found
    return found


def _guards(run: Run, *, answers: bool) -> Mapping[ProtectionKind, Evidence]:
    through = _through(run, answers=answers)
    if not through:
        return {}
    refused = _refusals(run, through, answers=answers)
    found = dict(_by_word(through))
    for refusal in refused:
        if refusal.status == _TOO_MANY:
            continue
        passed = _passed_instead(through, refusal, hard=answers or _is_hard(refusal))
        if passed is not None:
            found.setdefault(ProtectionKind.AUTHENTICATION, _evidence(passed.text or "a check", passed.site))
        right = _role_passed(through, refusal) or _lacking(refusal)
        if right is not None:
            found.setdefault(ProtectionKind.AUTHORIZATION, _evidence(right.text or "a check", right.site))
    if (role := _role_of_all(through)) is not None:
        found.setdefault(ProtectionKind.AUTHORIZATION, _evidence(role.text, role.site))
    for exit_ in refused:
        # Where forms and scripts send it differently, each way compares its own; that any is refused shows the check.
        nonce = next((check for check in sorted(exit_.checks, key=order) if compares_nonce(check)), None)
        if nonce is not None and _is_hard(exit_):
            found.setdefault(ProtectionKind.CSRF, _evidence(nonce.text or "a nonce", nonce.site))
    for exit_ in run.exits:
        if exit_.status == _TOO_MANY and not _is_handed_on(exit_, run.exits):
            found.setdefault(ProtectionKind.RATE_LIMIT, _evidence("429 Too Many Requests", exit_.site))
    return found


def _is_handed_on(refusal: Exit, exits: Iterable[Exit]) -> bool:
    """Tell whether what another server answered decides on a refusal: it is that server's limit, not one of ours."""
    asked = {(check.site, check.holds) for check in refusal.checks if kinds_of(check.taints) & RELAYED}
    return any((check.site, not check.holds) in asked for exit_ in exits for check in exit_.checks)


def _role_passed(through: Collection[Exit], refusal: Exit) -> Check | None:
    """Return a condition on what the caller may do that every way through has passed and a refusal has not.

    Who is refused with 401 is asked to say who they are, unless they have done so and lack a role that is named. Whose role
    was compared is refused for it, whatever the answer is called.
    """
    # The program's own mistake, or one in what was sent.
    fault = refusal.status in _FAULTS or (refusal.exception.startswith("builtins.") and refusal.exception != _DENIED)
    refused = {(check.site, check.holds) for check in refusal.checks}
    # The same question may be known to ask for more on one way than on another.
    ways = [{(check.site, check.holds) for check in exit_.checks if check.certain} for exit_ in through]
    common = frozenset.intersection(*map(frozenset, ways))
    asked = [
        one
        for one in frozenset().union(*(exit_.checks for exit_ in through))
        if (one.site, one.holds) in common
        and (one.site, not one.holds) in refused
        # What every account answers right asks for no right.
        and one.new is not True
        and depends_on_credential(one)
        and _is_answered(one, refusal)
        and (compares_role(one) or not fault)
        and (refusal.status != _NOT_KNOWN or compares_role(one) or (_knows(refusal) and plainly_asks_role(one)))
    ]
    return min((one for one in asked if asks_role(one)), key=order, default=None)


def _role_of_all(through: Collection[Exit]) -> Check | None:
    """Return the comparison of the caller's role that certainly came out alike on every way through: whoever has another one
    does not come by, whatever is made of the refusal (an exception that is caught and raised again as another).
    """
    ways = [{(check.site, check.holds) for check in exit_.checks if check.certain} for exit_ in through]
    common = frozenset.intersection(*map(frozenset, ways))
    asked = [
        one
        for one in frozenset().union(*(exit_.checks for exit_ in through))
        if (one.site, one.holds) in common and one.new is not True and depends_on_credential(one) and compares_role(one)
    ]
    return min(asked, key=order, default=None)


def _lacking(refusal: Exit) -> Check | None:
    """Return the right that a caller was refused for lack of, where others need none: those with a role, say.

    Where something else that a caller sends decides whether the right is asked for at all, it is none of this endpoint.
    """
    if refusal.status != _FORBIDDEN and not (refusal.status == _NOT_KNOWN and _knows(refusal)):
        return None
    wanted = asks_role if refusal.status == _FORBIDDEN else plainly_asks_role
    lacked = [check for check in refusal.checks if check.certain and check.new is not False]
    asked = [check for check in lacked if depends_on_credential(check) and wanted(check)]
    others = (check for check in refusal.checks if not depends_on_credential(check))
    if not asked or any(is_sent(check) for check in others):
        return None
    return min(asked, key=order)


def perhaps_refused_role(run: Run) -> Evidence | None:
    """Return the place where an exception of somebody who is known may be answered with 403; nobody sees it raised."""
    through = ways_through(run.exits)
    for refusal in _refusals(run, through, answers=False):
        decided = _passed_instead(through, refusal, hard=True, words=False) if refusal.status == _FORBIDDEN else None
        if decided is not None and not decided.text:
            return _evidence("an exception", decided.site)
    return None


def perhaps_asks_role(run: Run) -> Evidence | None:
    """Return the question about a role, as it is worded, that every way through has passed and a refusal has not, where it
    is not known whose role it is: a session that the project keeps itself, say.
    """
    through = ways_through(run.exits)
    for refusal in _refusals(run, through, answers=False):
        refused = {(check.site, check.holds) for check in refusal.checks}
        common = frozenset.intersection(*(exit_.checks for exit_ in through)) if through else frozenset()
        asked = [one for one in common if (one.site, not one.holds) in refused and not one.taints]
        found = min(filter(plainly_asks_role, asked), key=order, default=None)
        if found is not None:
            return _evidence(found.text, found.site)
    return None


def perhaps_guarded(run: Run, *, answers: bool = False, before: bool = False) -> Evidence | None:
    """Return what guards some ways through and not others, where nothing that a caller sends decides between them.

    A setting that makes an application public, say: then whether there is a guard is for the operator to know. Where
    callers are refused whether they show one thing or another, what each of them was asked is forgotten behind both.
    `before` tells that it stands before several routes: then an address that lets through is that of some of them.
    """
    through = _through(run, answers=answers)
    refusals = _refusals(run, through, answers=answers)
    either = _asked_either_way(through, refusals) or _told_of_it(through, refusals)
    if either is not None:
        return _evidence(either.text or "a check", either.site)
    for refusal in refusals:
        if before and (elsewhere := _refused_elsewhere(refusal)) is not None:
            return replace(_evidence(elsewhere.text or "a check", elsewhere.site), detail=SOME_ADDRESSES)
        if _knows(refusal) or any(map(compares_nonce, refusal.checks)):
            continue
        hard = answers or _is_hard(refusal)
        passed = [(exit_, _passed_instead([exit_], refusal, hard=hard, certain=False)) for exit_ in through]
        guarded = [check for _, check in passed if check is not None]
        open_ = [exit_ for exit_, check in passed if check is None or _is_aside(exit_, check)]
        deciding = [_deciding(exit_, refusal) for exit_ in open_]
        if not guarded and (lost := _where_set(refusal)) is not None:
            return _evidence(lost.text or "a check", lost.site)
        # Where each way is certainly guarded, whoever asks for guards knows.
        if (
            guarded
            and (open_ or not all(check.certain for check in guarded))
            and all(checks and not is_chosen(checks, _BESIDE if before else REMOTE) for checks in deciding)
        ):
            first = min(guarded, key=order)
            return _evidence(first.text or "a check", first.site)
    return None


def asked_before_changes(run: Run) -> Evidence | None:
    """Return the question about who is calling behind which everything lies that a handler changes; the rest is for all.

    `if "save" in request.POST: if not user: abort(403); …`: whoever sends nothing to be kept is refused nothing.
    """
    changes = [effect for effect in run.effects if effect.mark in _CHANGES]
    for refusal in run.exits:
        if not changes or refusal.status not in {_NOT_KNOWN, _FORBIDDEN}:
            continue
        asked = [one for one in refusal.checks if one.certain and not one.holds and asks_credential(one)]
        for check in sorted(asked, key=order):
            if all(_lies_behind(effect, check.site) for effect in changes):
                return _evidence(check.text or "a check", check.site)
    return None


_CHANGES = frozenset({"write", "delete", "file-save", "file-delete", "send-mail"})


def _lies_behind(effect: Effect, asked: Site) -> bool:
    """Tell whether something is done further down in the function that asks, or by what it calls there."""
    line = unpack_region(asked.at).line
    if (effect.site.path, effect.site.scope) == (asked.path, asked.scope):
        return unpack_region(effect.site.at).line > line
    near = [step.location.line for step in effect.trace if step.location.path == asked.path]
    return bool(near) and min(near) > line


def _asked_either_way(through: Collection[Exit], refusals: Iterable[Exit]) -> Check | None:
    """Return the question what a caller shows, where callers are refused for what it is whichever way that is answered.

    `if request.headers.get("X-Key"): check_key() else: check_session()`: none that lets a caller through knows of either.
    """
    decided = {check.site for exit_ in through for check in exit_.checks}
    sides: dict[Site, dict[bool, Check]] = {}
    for refusal in refusals:
        if refusal.status != _NOT_KNOWN or (any(map(_enters, through)) and _enters(refusal)):
            continue
        asked = [check for check in refusal.checks if depends_on_credential(check)]
        if len(asked) > 1:
            for check in asked:
                if check.certain and check.site not in decided:
                    sides.setdefault(check.site, {})[check.holds] = check
    found = sorted(site for site, answers in sides.items() if len(answers) > 1)
    return sides[found[0]][True] if found else None


def _told_of_it(through: Collection[Exit], refusals: Iterable[Exit]) -> Check | None:
    """Return the question what code that nobody knows made of a request, where its "nothing" is refused in a way that
    does not say why: by a redirect, or an exception of the program's own.
    """
    for refusal in refusals:
        if not refusal.redirects and (refusal.status is not None or refusal.exception.startswith("builtins.")):
            continue
        for check in sorted(refusal.checks, key=order):
            if (
                not check.holds
                and asks_what_was_told(check)
                and all(any(one.holds and one.site == check.site for one in exit_.checks) for exit_ in through)
            ):
                return check
    return None


def _refused_elsewhere(refusal: Exit) -> Check | None:
    """Return the question about who is calling that is asked for some addresses, before several routes, and not for others.

    `if not OPEN.match(request.path): …` with what is refused for its credential: which routes are meant is not known here.
    """
    if refusal.status != _NOT_KNOWN:
        return None
    asked = [one for one in refusal.checks if one.certain and depends_on_credential(one)]
    others = [one for one in refusal.checks if one.word not in _WAYPOINTS and not depends_on_credential(one)]
    return min(asked, key=order, default=None) if others and not is_chosen(others, _BESIDE) else None


def _where_set(refusal: Exit) -> Check | None:
    """Return the question about who is calling that is asked where something of the program's own says so.

    A setting, say, `if settings.closed: if not user: abort(401)`: what follows is reached either way.
    """
    if refusal.status not in {_NOT_KNOWN, _FORBIDDEN}:
        return None
    asked = [one for one in refusal.checks if one.certain and not one.holds and depends_on_credential(one)]
    deciding = [one for one in refusal.checks if one.word not in _WAYPOINTS and not depends_on_credential(one)]
    if not deciding or is_chosen(deciding) or any(check.word == ENTERED for check in refusal.checks):
        return None
    return min((one for one in asked if one.text and not asks_role(one)), key=order, default=None)


def _knows(refusal: Exit) -> bool:
    """Tell whether only callers are refused who have shown a credential: a stranger goes by."""
    return any(check.holds and check.certain and depends_on_credential(check) for check in refusal.checks)


def _is_aside(exit_: Exit, check: Check) -> bool:
    """Tell whether a question about who is calling is one of several that may have let through, and a caller answers
    another: `if "preview" not in request.args and not user: abort(401)`.
    """
    others = (one for one in exit_.checks if not one.certain and one is not check)
    return not check.certain and is_chosen(others)


def _deciding(exit_: Exit, refusal: Exit) -> list[Check]:
    """Return the checks of a way through that came out otherwise for the refusal; all of them where none is known to."""
    refused = {(check.site, check.holds) for check in refusal.checks}
    asked = [check for check in exit_.checks if check.word not in _WAYPOINTS]
    return [check for check in asked if (check.site, not check.holds) in refused] or asked


_BESIDE = REMOTE - {SourceKind.URL, SourceKind.PATH}


def is_chosen(checks: Iterable[Check], sent: frozenset[SourceKind] = REMOTE) -> bool:
    """Tell whether what a caller sends decides that a way with these checks is taken.

    What holds settings beside may hold much else: that it was started with them tells what it is.
    """
    for check in checks:
        kinds = kinds_of(check.taints)
        if kinds & sent and not kinds & _SETTINGS and not depends_on_credential(check):
            return True
    return False


def _through(run: Run, *, answers: bool) -> list[Exit]:
    return [exit_ for exit_ in run.exits if exit_.empty] if answers else ways_through(run.exits)


def _refusals(run: Run, through: Collection[Exit], *, answers: bool) -> list[Exit]:
    """Return the exits that turn a caller away: errors, redirects, and whatever a wrapper answers in a view's place."""
    entered = any(map(_enters, run.exits))
    return [
        exit_
        for exit_ in run.exits
        if exit_ not in through and (answers or refuses(exit_) or (entered and not _enters(exit_)))
    ]


def _enters(exit_: Exit) -> bool:
    return any(check.word == ENTERED for check in exit_.checks)


def ways_through(exits: Iterable[Exit]) -> list[Exit]:
    """Return the exits by which a caller gets what it came for: through the view, where one stands behind wrappers."""
    exits = list(exits)
    exits = [exit_ for exit_ in exits if _enters(exit_)] or exits
    returns = [exit_ for exit_ in exits if exit_.kind == "return"]
    normal = [exit_ for exit_ in returns if not refuses(exit_)]
    if normal:
        return normal
    # Every answer is a redirect, as after a form: the way through is the one that passed the most conditions.
    answers = [
        exit_
        for exit_ in exits
        if (exit_.kind == "return" or exit_.redirects) and (exit_.status is None or exit_.status < _ERROR)
    ]
    # Who is known already is sent on by a login; those come through who are signed in by it.
    answers = [exit_ for exit_ in answers if any(check.word == SIGNED_IN for check in exit_.checks)] or answers
    most = max(map(_progress, answers), default=(0, 0))
    return [exit_ for exit_ in answers if _progress(exit_) == most]


def _progress(exit_: Exit) -> tuple[int, int]:
    """Return how far an answer lies behind conditions: on who is calling first."""
    return sum(check.holds and depends_on_credential(check) for check in exit_.checks), len(exit_.checks)


_PROTECTIONS = frozenset(kind.value for kind in ProtectionKind)


def _by_word(through: Collection[Exit]) -> Iterator[tuple[ProtectionKind, Evidence]]:
    """Yield what library calls give that every way through has passed."""
    common = frozenset.intersection(*(exit_.checks for exit_ in through))
    for check in sorted(common, key=lambda check: (check.site, check.word, check.text, check.holds), reverse=True):
        if check.word in _PROTECTIONS:
            yield ProtectionKind(check.word), _evidence(check.text, check.site)


def _passed_instead(
    through: Collection[Exit], refusal: Exit, *, hard: bool, certain: bool = True, words: bool = True
) -> Check | None:
    """Return the first of the conditions on a credential that decide between a refusal and every way through.

    With `certain` only those that do by themselves, not those of which one of several parts did; with `words` those as well
    that a library call asks. A redirect refuses nobody for being known: a login page sends away whoever is logged in.
    """
    refused = {(check.site, check.holds) for check in refusal.checks}
    chosen: list[Check] = []
    for exit_ in through:
        passed = [
            check
            for check in exit_.checks
            if (words and check.word == ProtectionKind.AUTHENTICATION.value)
            or (
                (check.certain or not certain)
                and (check.holds or (hard and (not check.missing or refusal.status == _NOT_KNOWN)))
                and ((check.site, not check.holds) in refused or _is_met(check, refusal))
                and depends_on_credential(check)
                and not (refusal.status in _FAULTS and asks_headers(check))
                and _is_answered(check, refusal)
            )
        ]
        if not passed:
            # Of several parts of a condition at least one let through: whichever it was, it asked who is calling.
            parts = [check for check in exit_.checks if not check.certain and (check.site, not check.holds) in refused]
            if parts and refusal.status not in _FAULTS and all(map(_affirms_credential, parts)):
                passed = parts
        if not passed:
            return None
        chosen.append(min(passed, key=order))
    return min(chosen, key=order, default=None)


def _is_met(check: Check, refusal: Exit) -> bool:
    """Tell whether a caller has to meet a condition, and is turned away for who it is where none of several was met.

    `for one in keys: if one == key: return …` and `abort(401)` behind the loop, which knows nothing of a single one.
    """
    return check.holds and not check.formal and bool(check.text) and refusal.status in {_NOT_KNOWN, _FORBIDDEN}


def _is_answered(check: Check, refusal: Exit) -> bool:
    """Tell whether a refusal says that it was about who is calling, where the question alone does not."""
    return refusal.status in {_NOT_KNOWN, _FORBIDDEN} or asks_credential(check)


def _affirms_credential(check: Check) -> bool:
    return check.holds and depends_on_credential(check)


def _evidence(name: str, site: Site) -> Evidence:
    return Evidence(name, site.path, unpack_region(site.at).line)
