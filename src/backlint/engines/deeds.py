"""What a handler does to stored records and to the server: what its answer is made from, what it changes, runs, deletes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from backlint.concepts import REMOTE, Deed, Evidence, Records, SinkKind, SourceKind, State
from backlint.engines.credentials import depends_on_credential
from backlint.engines.entries import EntryRun, deletes_named_file
from backlint.engines.protections import given_by
from backlint.execution.decisions import COMPARED_PASSWORD
from backlint.execution.folding import is_text
from backlint.execution.program import SIGNED_IN, Check, Effect, Exit, Run
from backlint.execution.records import all_of, chooses_rows, is_of_records, records_in
from backlint.execution.rendering import SHOWS_ALL
from backlint.execution.secrets_made import announces_secret
from backlint.execution.stored_secrets import is_private
from backlint.execution.taint import EVERY_SINK, Origin, Taint, kinds_of
from backlint.execution.values import (
    AnyValue,
    ClassObject,
    Constant,
    DictObject,
    ListObject,
    Produced,
    Tuple,
    Unknown,
    held_in,
    members,
)
from backlint.facts.model import unpack_region

_SAFE = frozenset({"GET", "HEAD", "QUERY"})
_PRESENT = re.compile(r"(current|old|present|existing)[-_]?pass", re.IGNORECASE)
_RENDERS = re.compile(r"render|template", re.IGNORECASE)
"""Names of calls that make a page of what they are given."""
_NEAR = 2
"""So many calls lie at most between a handler and what it is for; the figure is this tool's own."""
_NOTHING = 204
_MAX_DEPTH = 6
_BY_MARK = {"file-save": Deed.WRITES_FILE, "password-check": Deed.ASKS_PASSWORD}
_KNOWN = frozenset({"authentication", "session-login", "password-check"})
_CALLER = frozenset({SourceKind.SESSION, SourceKind.CREDENTIAL})
_COOKIES = frozenset({SourceKind.SESSION, SourceKind.COOKIE})
_ASKED = frozenset({SourceKind.PATH, SourceKind.QUERY, SourceKind.GRAPHQL, *_COOKIES})
_PROVES = frozenset({"authentication", "authorization", "password-check", "send-mail", COMPARED_PASSWORD})
_NAMES = frozenset({SourceKind.PATH, SourceKind.QUERY, SourceKind.BODY})
_PROOF_NAME = re.compile(r"pass|pwd|token|code|otp|secret|key|signature|credential|assertion|hash|nonce", re.IGNORECASE)
_WHO = re.compile(
    r"(?:user|account|login|owner|member)(?:_?(?:name|id))?|e?mail|user_?email|sub|subject|identity", re.IGNORECASE
)
"""Names of what says who somebody is."""
_FOUND_BY = re.compile(rf"(?:{_WHO.pattern})|(?:phone|mobile)(?:_?(?:number|no))?|nick(?:_?name)?", re.IGNORECASE)
_ENTERS = frozenset({"session-login", "session-logout", "token", "password-check"})


def changed_by(entry: EntryRun) -> tuple[Records, ...]:
    """Return the records that an endpoint's handler writes."""
    used = kinds_of(() if entry.run is None else entry.run.used)
    found = set()
    for effect in _writes(entry):
        if effect.about is not None:
            # Of what a view of the library's own changes only its query tells, which is asked before.
            kinds = kinds_of(effect.taints) | (used if not effect.about.name else frozenset())
            found.add(replace(effect.about, scoped=bool(kinds & _CALLER)))
    return tuple(sorted(found))


def shown_by(entry: EntryRun) -> tuple[Records, ...]:
    """Return the records that what a handler answers is made from."""
    found: set[Records] = set()
    returned = () if entry.run is None else entry.run.returned
    for value, _ in returned:
        # Of a page nobody knows here which columns it prints, of an answer that a model filters which it keeps.
        page = all(map(is_text, members(value))) and entry.route.returns_html is not State.NO
        whole = frozenset() if page or entry.route.filters_answer else frozenset(_whole_in(value, 0))
        for records, narrowed in records_in(value.taint):
            # A statement names the columns that it asks for; a class has them all.
            told = not page and (narrowed or records.name in whole or records.name[:1].islower())
            kept = tuple(column for column in records.columns if column in entry.route.answer_fields)
            found.add(records if told else replace(Records(records.name), columns=kept))
    return tuple(sorted(found))


def lists_of(entry: EntryRun) -> tuple[str, ...]:
    """Return the names of the records all of which an endpoint's answer lists, with no condition that chooses among them.

    A page may be made from all rows of a table and show one of them, so that only what is sent as data counts, and what
    a template is given as a list.
    """
    run = entry.run
    if entry.route.lists:
        return entry.route.lists
    if run is None or any(chooses_rows(check) for exit_ in run.exits for check in exit_.checks):
        return ()
    names = {name for value, _ in run.returned for name in _listed_in(value, 0)}
    names.update(name for effect in run.effects if effect.mark == SHOWS_ALL for name in all_of(effect.taints))
    return tuple(sorted(names))


def _listed_in(value: AnyValue, depth: int) -> Iterator[str]:
    """Yield the names of the records of which a value holds a list of all."""
    if depth > _MAX_DEPTH:
        return
    for member in members(value):
        parts: Iterable[AnyValue] = ()
        if isinstance(member, (ListObject, Tuple)):
            if member.rest is not None:
                yield from all_of(member.rest.taint)
            parts = member.items
        elif isinstance(member, DictObject):
            parts = member.entries.values()
        elif isinstance(member, Produced) and not _RENDERS.search(member.call.callee):
            parts = member.call.arguments.values()
        for part in parts:
            yield from _listed_in(part, depth + 1)


def _whole_in(value: AnyValue, depth: int) -> Iterator[str]:
    """Yield the classes of the objects that are sent as they are."""
    if isinstance(value, Unknown) and isinstance(value.type, ClassObject):
        yield value.type.facts.name
    if depth < _MAX_DEPTH:
        for held in _sent_in(value):
            yield from _whole_in(held, depth + 1)


def _sent_in(value: AnyValue) -> Iterator[AnyValue]:
    """Yield what a value that is sent holds: what a call that makes no page of it is given, too."""
    if isinstance(value, Produced) and not _RENDERS.search(value.call.callee):
        yield from value.call.arguments.values()
    else:
        yield from held_in(value)


def _shows_password(value: AnyValue, depth: int = 0) -> bool:
    """Tell whether a dictionary written out in the program, with a password in it, is sent."""
    if isinstance(value, DictObject) and any(_is_password(key, held) for key, held in value.entries.items()):
        return True
    return depth < _MAX_DEPTH and any(_shows_password(held, depth + 1) for held in _sent_in(value))


def _is_password(key: Constant, held: AnyValue) -> bool:
    named = isinstance(key.value, str) and key.value.lower() in {"password", "passwd", "pwd"}
    return named and isinstance(held, Constant) and isinstance(held.value, str) and bool(held.value)


def knows_callers(entry: EntryRun) -> bool:
    """Tell whether an endpoint, or what stands before it, asks at any place who is calling, or reads it from a session."""
    for run in entry.runs():
        for effect in run.effects:
            if effect.mark in _KNOWN or (effect.mark == "write" and kinds_of(effect.taints) & _CALLER):
                return True
        if any(depends_on_credential(check) for exit_ in run.exits for check in exit_.checks):
            return True
    return False


def idle_of(entry: EntryRun) -> Iterator[Evidence]:
    """Yield the permissions that are asked for before an endpoint and that any caller has."""
    for came in entry.covers:
        if came.cover.asks and came.run is not None and not any(given_by(came)):
            answers = [exit_ for exit_ in came.run.exits if exit_.kind == "return"]
            # Where it answers, which is in its class: that is what is to be mended.
            through = min((exit_.site for exit_ in answers), default=None)
            told = _is_yes if came.cover.behind else _is_told
            if through is not None and all(map(told, answers)):
                yield Evidence(came.cover.evidence.name, through.path, unpack_region(through.at).line)


def _is_told(answer: Exit) -> bool:
    """Tell whether it is known what a permission answers, or on what that depends; what others answer for it may be no."""
    if answer.truth is False:
        return True
    if not all(check.taints or check.word for check in answer.checks):
        # What code of its own has left at the request, say: that may well be who is calling.
        return False
    return answer.truth is not None or bool(answer.checks) or bool(answer.taints)


def _is_yes(answer: Exit) -> bool:
    """Tell whether what is asked of an object is answered yes, whatever the object is."""
    return answer.truth is True and not answer.taints


def _writes(entry: EntryRun) -> Iterator[Effect]:
    effects = () if entry.run is None else entry.run.effects
    return (effect for effect in effects if effect.mark == "write")


def deeds_of(entry: EntryRun) -> frozenset[Deed]:
    """Return what a handler does that only somebody who is known should have done."""
    if entry.run is None:
        return frozenset()
    found = set(_sent(entry))
    for effect in entry.run.effects:
        found.update(_deeds_of(effect))
    about = changed_by(entry)
    if any(one.emptied for one in about):
        found.add(Deed.EMPTIES)
    if any(one.deleted for one in about) or any(map(deletes_named_file, entry.run.effects)):
        found.add(Deed.DELETES)
    if any(_PRESENT.search(name) for name in _compared(entry.run)):
        found.add(Deed.ASKS_PASSWORD)
    if kinds_of(entry.run.used) & _CALLER and not any(_writes(entry)):
        found.add(Deed.READS_OWN)
    if _signs_for_anybody(entry.run) or _lets_in_anybody(entry.run):
        found.add(Deed.SIGNS_FOR_ANYBODY)
    # What an answer holds is the dearest of these questions.
    if any(_named_in(entry.run)) and _asks_no_proof(entry.run, _PROVES - {"send-mail"}) and _tells_secret(entry.run):
        found.add(Deed.TELLS_NAMED)
    marks = {effect.mark for effect in entry.run.effects}
    if "session-kept" in marks and "session-renewed" not in marks:
        found.add(Deed.KEEPS_SESSION)
    if _makes_administrator(entry.run):
        found.add(Deed.MAKES_ADMINISTRATOR)
    if _acts_on_get(entry):
        found.add(Deed.ACTS_ON_GET)
    return frozenset(found)


_INVITES = re.compile(r"token|code|otp|secret|key|signature|invit", re.IGNORECASE)


def _makes_administrator(run: Run) -> bool:
    """Tell whether an account is made that of an administrator by the program, whoever asks: not only the first that there
    is, and not only for those who know a code.
    """
    made = any(effect.about is not None and effect.about.made and effect.about.rights for effect in run.effects)
    return made and run.complete and not any(_is_restricted(check) for exit_ in run.exits for check in exit_.checks)


def _is_restricted(check: Check) -> bool:
    """Tell whether a condition asks what is there already, how the program is set up, or for something that proves."""
    if check.word == SIGNED_IN:
        return False
    if depends_on_credential(check) or not check.taints:
        return True
    kinds = kinds_of(check.taints)
    if kinds & {SourceKind.ENVIRONMENT, SourceKind.SECRET} or (
        not kinds & REMOTE and any(map(is_of_records, check.taints))
    ):
        return True
    names = (one.origin.name for one in check.taints if isinstance(one.origin, Origin) and one.origin.kinds & REMOTE)
    return any(map(_INVITES.search, names))


def _signs_for_anybody(run: Run) -> bool:
    """Tell whether whoever is named by the request gets a token made out to that name, with nothing asked that proves it."""
    if not _asks_no_proof(run, _PROVES):
        return False
    for effect in run.effects:
        named = [one.origin for one in effect.taints if isinstance(one.origin, Origin) and one.origin.kinds & _NAMES]
        if effect.mark == "token" and any(_WHO.fullmatch(one.name) for one in named):
            return True
    return False


def _lets_in_anybody(run: Run) -> bool:
    """Tell whether a row that is found by a name which the request sends is let in, with nothing asked that proves it.

    A password that a schema demands and that nobody looks at proves nothing.
    """
    entered = [effect for effect in run.effects if effect.mark in {"token", "session-login"}]
    if not entered or not run.complete or any(_proves(effect, _PROVES) for effect in run.effects):
        return False
    asked = [*run.used, *(one for exit_ in run.exits for check in exit_.checks for one in check.taints)]
    origins = [one.origin for one in asked if isinstance(one.origin, Origin)]
    if any(_may_prove(one) for one in origins):
        return False
    named = {one.site for one in origins if one.kinds & _NAMES and any(map(_FOUND_BY.fullmatch, _called(one)))}
    for effect in entered:
        found_by = {
            one.origin.site for one in effect.taints if isinstance(one.origin, Origin) and _only_finds(one, one.origin)
        }
        if named & found_by and any(map(is_of_records, effect.taints)):
            return effect.mark == "session-login" or _hands_out(run)
    return False


def _hands_out(run: Run) -> bool:
    """Tell whether the caller gets what was signed: a mail with it goes to somebody else."""
    in_cookie = (
        effect.sunk is not None and "cookie" in effect.callee and SourceKind.SECRET in kinds_of(effect.taints)
        for effect in run.effects
    )
    return _tells_secret(run) or any(in_cookie)


def _only_finds(taint: Taint, origin: Origin) -> bool:
    """Tell whether something was found by what a request sends, and holds nothing of it."""
    return bool(origin.kinds & _NAMES) and len(taint.safe) == len(EVERY_SINK)


def _may_prove(origin: Origin) -> bool:
    if not origin.kinds & (REMOTE | _CALLER):
        return False
    return bool(origin.kinds & {SourceKind.PASSWORD, *_CALLER}) or any(map(_PROOF_NAME.search, _called(origin)))


def _called(origin: Origin) -> tuple[str, str]:
    """Return what a source is called, and the field of it that is meant."""
    return origin.name, origin.text.rpartition(" ")[2]


def _asks_no_proof(run: Run, proofs: frozenset[str]) -> bool:
    """Tell whether nothing is asked that proves who is calling: no call that checks it, no password, code or token."""
    if any(_proves(effect, proofs) for effect in run.effects) or not run.complete:
        return False
    sent = (one.origin for one in (*run.used, *run.validated) if isinstance(one.origin, Origin))
    origins = [one for one in sent if one.kinds & (REMOTE | _CALLER)]
    return not any(one.kinds & {SourceKind.PASSWORD, *_CALLER} or _PROOF_NAME.search(one.name) for one in origins)


def _proves(effect: Effect, proofs: frozenset[str]) -> bool:
    """Tell whether an effect proves who is calling; of a comparison by hand only what was compared tells."""
    if effect.mark == COMPARED_PASSWORD:
        origins = (one.origin for one in effect.taints if isinstance(one.origin, Origin))
        return COMPARED_PASSWORD in proofs and any(map(_may_prove, origins))
    return effect.mark in proofs


def _tells_secret(run: Run) -> bool:
    """Tell whether an answer holds a secret that the program has made or kept."""
    return any(_is_secret(origin) for value, _ in run.returned for origin in _origins_in(value, 0))


def _is_secret(origin: object) -> bool:
    """Tell whether something is a secret by its source, or called one where it is a field of a row that was looked up."""
    if not isinstance(origin, Origin) or SourceKind.ENVIRONMENT in origin.kinds:
        return False
    return SourceKind.SECRET in origin.kinds or announces_secret(origin.text.rpartition(" ")[2])


def _origins_in(value: AnyValue, depth: int) -> Iterator[object]:
    yield from (taint.origin for taint in value.taint)
    if depth < _MAX_DEPTH:
        for held in _sent_in(value):
            yield from _origins_in(held, depth + 1)


def _named_in(run: Run) -> Iterator[Origin]:
    """Yield what a request sends that names an account."""
    for taint in run.used:
        if isinstance(taint.origin, Origin) and taint.origin.kinds & _NAMES and _WHO.fullmatch(taint.origin.name):
            yield taint.origin


def _deeds_of(effect: Effect) -> Iterator[Deed]:
    kinds = kinds_of(effect.taints)
    if effect.mark in _BY_MARK:
        yield _BY_MARK[effect.mark]
    if effect.mark in {"write", "password-check"} and kinds & _COOKIES:
        yield Deed.USES_SESSION
    if effect.mark == "sink" and effect.sunk is not None:
        if effect.sunk.kind is SinkKind.COMMAND and kinds & REMOTE:
            yield Deed.RUNS_PROGRAM
        elif effect.sunk.kind is SinkKind.RIGHT:
            yield Deed.GRANTS_RIGHT


def _compared(run: Run) -> Iterator[str]:
    """Yield the names of what a request sends that conditions ask about."""
    for exit_ in run.exits:
        for check in exit_.checks:
            yield from (taint.origin.name for taint in check.taints if isinstance(taint.origin, Origin))


def _sent(entry: EntryRun) -> Iterator[Deed]:
    effects = () if entry.run is None else entry.run.effects
    for effect in (*entry.answers, *effects):
        if effect.mark == "sink" and effect.sunk is not None and effect.sunk.kind is SinkKind.RESPONSE:
            kinds = kinds_of(effect.taints)
            if not any(map(is_private, effect.taints)):
                # A setting that is read by its name, most often to tell whether it is there.
                continue
            yield Deed.SHOWS_SECRETS if SourceKind.SECRET in kinds else Deed.SHOWS_ENVIRONMENT
    if entry.run is not None and any(_shows_password(value) for value, _ in entry.run.returned):
        yield Deed.SHOWS_SECRETS


def _acts_on_get(entry: EntryRun) -> bool:
    """Tell whether a link alone has something done: what the address names is deleted or changed, and the answer only
    sends on, as after a form.
    """
    if entry.run is None or not _SAFE & set(entry.route.methods):
        return False
    if any(effect.mark in _ENTERS for effect in entry.run.effects):
        return False
    named = [effect for effect in _writes(entry) if kinds_of(effect.taints) & _ASKED]
    # What is deleted far from the handler is a cache or an index that is kept in order, not what the link is for.
    emptied = any(effect.about is not None and effect.about.emptied and _is_near(effect) for effect in _writes(entry))
    deleted = any(effect.about is not None and effect.about.deleted and _is_near(effect) for effect in named)
    return emptied or deleted or (bool(named) and all(map(_sends_on, entry.run.exits)))


def _is_near(effect: Effect) -> bool:
    return len(effect.trace) <= _NEAR


def _sends_on(exit_: Exit) -> bool:
    return (
        exit_.redirects
        or exit_.status == _NOTHING
        or exit_.kind == "raise"
        or (exit_.status is not None and exit_.status >= 400)
    )
