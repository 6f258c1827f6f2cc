"""What an endpoint is for: by what its code does first, and by the words of its path second."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from backlint.concepts import (
    REMOTE,
    Protection,
    ProtectionKind,
    SinkKind,
    SourceKind,
    State,
    Trait,
    looks_up,
)
from backlint.engines.entries import EntryRun, deletes_named_file
from backlint.engines.guards import guards_of, perhaps_guarded, ways_through
from backlint.engines.roles import CREDENTIALS
from backlint.execution.decisions import COMPARED_PASSWORD
from backlint.execution.program import Check, Run
from backlint.execution.taint import Origin, Taint, is_neutral, kinds_of
from backlint.execution.values import Produced
from backlint.frameworks.routes import Cover

_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE", "MUTATION"})
_WORDS = re.compile(r"[a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

LOGIN = frozenset({"login", "signin", "logon", "authenticate", "auth"})
REGISTER = frozenset({"register", "registration", "signup"})
RESET = frozenset({"reset", "forgot", "recover", "recovery", "lostpassword", "reminder"})
CODE = frozenset({"otp", "mfa", "2fa", "totp", "pin", "twofactor"})
TOKEN = frozenset({"token", "tokens", "refresh"})
LOGOUT = frozenset({"logout", "signout"})
HEALTH = frozenset(
    {
        "health",
        "healthz",
        "healthcheck",
        "livez",
        "readyz",
        "ping",
        "metrics",
        "version",
        "ready",
        "live",
        "alive",
        "status",
    }
)
DOCS = frozenset({"docs", "redoc", "openapi", "swagger", "schema"})
STATIC = frozenset({"static", "assets", "favicon", "robots", "media"})
WEBHOOK = frozenset({"webhook", "webhooks", "hook", "hooks", "callback", "ipn"})
PRIVATE = frozenset(
    "user users account accounts profile profiles me order orders invoice invoices payment payments customer customers "
    "patient patients message messages admin member members employee employees credential credentials key keys secret "
    "secrets audit log logs setting settings".split()
)
GRAVE = frozenset(
    "password role roles permission permissions user users account accounts payment payments refund transfer order orders "
    "admin apikey impersonate export".split()
)


_PASSWORD = frozenset("password passwd pwd pass account credentials otp mfa".split())


_TYPED = frozenset({SourceKind.QUERY, SourceKind.BODY, SourceKind.HEADER, SourceKind.PATH, SourceKind.COOKIE})


def _rebuilds(marks: set[str]) -> bool:
    """Tell whether files are deleted: then what is reset is the whole of what is stored."""
    return "file-delete" in marks


def words_of(text: str) -> frozenset[str]:
    """Return the words of a path or name; neighbours are also given as one (`sign-up` -> `signup`)."""
    split = _WORDS.findall(_CAMEL.sub(" ", text).lower())
    return frozenset([*split, *(one + other for one, other in itertools.pairwise(split))])


def traits_of(entry: EntryRun, protections: dict[ProtectionKind, Protection]) -> frozenset[Trait]:
    """Return the traits of an endpoint."""
    route = entry.route
    path = words_of(re.sub(r"\{[^}]*\}", "", route.path))
    handler = words_of(route.name.rpartition(":")[2].rpartition(".")[2])
    last = words_of(re.sub(r"\{[^}]*\}", "", route.path).rstrip("/").rpartition("/")[2])
    marks = _marks_of(entry)
    unsafe = bool(_UNSAFE & set(route.methods))
    guard = protections[ProtectionKind.AUTHENTICATION].state
    public = guard is not State.YES
    # A library's way in that only those may ask who are known already is none.
    found = set(route.traits if public else route.traits - {Trait.LOGIN, Trait.TOKEN, Trait.REGISTER})
    if is_signed_in(entry):
        found.add(Trait.SIGNED_IN)
    _ways_in(
        found,
        marks,
        path | handler,
        last | handler,
        unsafe=unsafe,
        public=public,
        named=guard is State.NO,
        names_one="{" in route.path,
        asked="QUERY" in route.methods,
    )
    if LOGOUT & (path | handler):
        found.add(Trait.LOGOUT)
        found.discard(Trait.LOGIN)
    if asks_session(entry):
        found.add(Trait.USES_SESSION)
    if "admin" in path:
        found.add(Trait.ADMIN)
    for trait, words in ((Trait.HEALTH, HEALTH), (Trait.DOCS, DOCS), (Trait.STATIC, STATIC)):
        # The status of an order is not the server's.
        if words & last and not unsafe and not (trait is Trait.HEALTH and "{" in route.path):
            found.add(trait)
    if WEBHOOK & path:
        found.add(Trait.WEBHOOK)
    if "file-save" in marks or any(parameter.where == "file" for parameter in route.parameters):
        found.add(Trait.UPLOAD)
    if "send-mail" in marks:
        found.add(Trait.SENDS_MESSAGE)
    if (unsafe and (entry.run is None or marks & {"write", "file-save", "send-mail"})) or ("delete" in marks):
        found.add(Trait.CHANGES_STATE)
    if not unsafe and path & PRIVATE and entry.run is not None and (marks & {"read", "write"} or _is_loaded(entry.run)):
        found.add(Trait.READS_PRIVATE)
    if found & {Trait.HEALTH, Trait.DOCS, Trait.STATIC, Trait.LOGIN, Trait.REGISTER, Trait.RESET, Trait.TOKEN}:
        found.add(Trait.PUBLIC_BY_DESIGN)
    grave = bool(GRAVE & (path | handler))
    if found & {Trait.LOGIN, Trait.REGISTER, Trait.RESET, Trait.TOKEN} or (
        Trait.CHANGES_STATE in found and (grave or Trait.ADMIN in found)
    ):
        found.add(Trait.SENSITIVE)
    return frozenset(found)


_CODE = re.compile(
    r"(?:(?:verification|verify|confirm(?:ation)?|activat(?:ion|e)|reset|recovery|login|otp|sms|e?mail|mfa|2fa|totp|two_?factor|"
    r"security|one_?time|entered|input|submitted|given|user)_?)*(?:code|otp|totp|passcode|pin)",
    re.IGNORECASE,
)
"""Names of what is typed from a message or a device."""
_FILLED_IN = frozenset({SourceKind.BODY, SourceKind.GRAPHQL})
_ANOTHER = re.compile(r"[=!]= (?!\(?\"?…)\w")
"""In the text of a condition: that something is the same as something else, which is no text of the program."""


def _compares_code(entry: EntryRun) -> bool:
    """Tell whether a handler compares a short code that is sent with one that was kept: whoever may try, guesses it."""
    for exit_ in entry.run.exits if entry.run is not None else ():
        for check in exit_.checks:
            origins = (taint.origin for taint in check.taints if isinstance(taint.origin, Origin))
            # What is in the address names something, by a number nobody guesses most often.
            typed = (one for one in origins if one.kinds & _FILLED_IN and SourceKind.PATH not in one.kinds)
            named = (one.text.rpartition(" ")[2] or one.name for one in typed)
            if _ANOTHER.search(check.text) and any(map(_CODE.fullmatch, named)):
                return True
    return False


def _is_loaded(run: Run) -> bool:
    """Tell whether what is answered is a whole file that the program has read."""
    values = [value for value, _ in run.returned if isinstance(value, Produced)]
    return any(value.call.callee.rpartition(".")[2] in {"load", "loads", "safe_load"} for value in values)


def _marks_of(entry: EntryRun) -> set[str]:
    """Return the marks of what a handler does; what a middleware does for every route says nothing of this one."""
    effects = () if entry.run is None else entry.run.effects
    marks = {effect.mark for effect in effects} - {COMPARED_PASSWORD}
    marks.update(_passwords(entry))
    if entry.run is not None and any(map(_is_sent_password, entry.run.used | entry.run.validated)):
        marks.add("password-sent")
    # What a fast hash makes of it is kept only where something is written; else it is what is compared.
    sets = "password-kept" in marks or ("write" in marks and bool(marks & {"password-hash", _DIGEST}))
    if _DIGEST in marks and "write" in marks:
        marks.add("password-kept")
    if any(effect.mark == "password-check" and kinds_of(effect.taints) & _TYPED for effect in effects):
        marks.add("password-tried")
    if COMPARED_PASSWORD in marks and not sets:
        # Where one is kept, that with which it is compared is itself, typed again.
        marks.add("password-check")
    if any(map(deletes_named_file, effects)):
        marks.add("delete")
    if _compares_code(entry):
        marks.add("code-compared")
    return marks


def _passwords(entry: EntryRun) -> Iterator[str]:
    """Yield what is done to a password that the caller sends, where no library of passwords does it.

    A row is looked up by it, or it is compared with another (`password-check`); a row keeps it (`password-kept`), or a
    fast hash is made of it.
    """
    for effect in () if entry.run is None else entry.run.effects:
        sent = effect.mark == COMPARED_PASSWORD or (effect.sunk is not None and effect.sunk.kind in _OF_PASSWORDS)
        passwords = [taint for taint in effect.taints if sent and _is_sent_password(taint)]
        if not passwords:
            continue
        if effect.sunk is None:
            # A hash of it may be what is compared.
            yield COMPARED_PASSWORD
            yield "password-tried"
        elif all(map(is_neutral, passwords)):
            continue
        elif effect.sunk.kind is SinkKind.PASSWORD_STORE and looks_up(effect.callee, effect.sunk.argument):
            yield "password-check"
            yield "password-tried"
        else:
            yield "password-kept" if effect.sunk.kind is SinkKind.PASSWORD_STORE else _DIGEST


def _is_sent_password(taint: Taint) -> bool:
    kinds = taint.origin.kinds if isinstance(taint.origin, Origin) else frozenset[SourceKind]()
    return SourceKind.PASSWORD in kinds and bool(kinds & REMOTE)


_OF_PASSWORDS = frozenset({SinkKind.PASSWORD_STORE, SinkKind.FAST_HASH})
_DIGEST = "password-digest"


def asks_session(entry: EntryRun) -> bool:
    """Tell whether who is calling is read from a session or cookie, which a browser sends along by itself."""
    runs = [run for cover in entry.covers for run in cover.runs() if _asks_who(run, answers=cover.cover.answers)]
    if entry.run is not None:
        runs.append(entry.run)
    if any(map(_asks_header, runs)) or any(cover.cover.by_header for cover in entry.covers):
        # Without the header nobody gets in, whatever a session says: no other site can send that along.
        return False
    if any(_logs_in(cover.cover) for cover in entry.covers):
        return True
    checks = {check for run in runs for exit_ in run.exits for check in exit_.checks}
    return any(kinds_of(check.taints) & {SourceKind.SESSION, SourceKind.COOKIE} for check in checks)


def _asks_header(run: Run) -> bool:
    """Tell whether every way through a run has passed a condition on a credential that a header holds."""
    if ProtectionKind.AUTHENTICATION not in guards_of(run):
        return False
    through = ways_through(run.exits)
    return bool(through) and all(any(map(_is_of_header, exit_.checks)) for exit_ in through)


def _is_of_header(check: Check) -> bool:
    kinds = kinds_of(check.taints)
    return check.certain and SourceKind.HEADER in kinds and not kinds & {SourceKind.SESSION, SourceKind.COOKIE}


def _asks_who(run: Run, *, answers: bool) -> bool:
    """Tell whether a run asks who is calling, always or where a setting says so."""
    return (
        ProtectionKind.AUTHENTICATION in guards_of(run, answers=answers)
        or perhaps_guarded(run, answers=answers) is not None
    )


def is_signed_in(entry: EntryRun) -> bool:
    """Tell whether a guard asks for something that only somebody signed in has: a session, a header, a credential."""
    runs = [run for cover in entry.covers for run in cover.runs()]
    if entry.run is not None:
        runs.append(entry.run)
    guarding = [run for run in runs if ProtectionKind.AUTHENTICATION in guards_of(run)]
    checks = {check for run in guarding for exit_ in run.exits for check in exit_.checks}
    given = any(ProtectionKind.AUTHENTICATION in cover.cover.gives for cover in entry.covers)
    # A key in a body shows who may do this, once; nobody is signed in by it.
    origins = (taint.origin for check in checks for taint in check.taints if isinstance(taint.origin, Origin))
    return given or any(one.kinds & CREDENTIALS and SourceKind.BODY not in one.kinds for one in origins)


def _logs_in(cover: Cover) -> bool:
    """Tell whether a library's guard asks for a login: those that ask for a token say so in their names."""
    name = cover.evidence.name.lower()
    named = re.search(r"jwt|token|key|basic|bearer", name)
    return ProtectionKind.AUTHENTICATION in cover.gives and not cover.by_header and not named


_ENDS = frozenset(
    "revoke revoked revocation blacklist denylist introspect introspection verify verification validate check".split()
)
"""Words for what takes a token back, or asks about one: nothing is handed out there."""


def _ways_in(  # noqa: PLR0913 -- each is a different kind of evidence
    found: set[Trait],
    marks: set[str],
    words: frozenset[str],
    near: frozenset[str],
    *,
    unsafe: bool,
    public: bool,
    named: bool,
    names_one: bool,
    asked: bool,
) -> None:
    """Add the traits of the ways into an account; names alone count only where certainly nobody is asked for.

    `names_one` tells that the address names something that is there already, which nobody does who registers.
    """
    checks_password = "password-check" in marks
    grants = bool(marks & {"token", "session-login"})
    # Who sets another password has been asked for the old one: no way in, unless it lets in as well.
    changes_password = {"password-hash", "write"} <= marks and not grants
    # What a link alone has checked is tried by nobody, unless it is what the link sends: an account made on the spot, say.
    sent = grants and "password-tried" in marks
    tried = checks_password and (unsafe or sent or asked) and not changes_password
    if public and (tried or (named and unsafe and LOGIN & near)):
        found.add(Trait.LOGIN)
    if public and checks_password and grants and not unsafe and not (tried or changes_password):
        # It lets in whoever comes.
        found.add(Trait.PUBLIC_BY_DESIGN)
    sets = _sets_password(marks) and not (names_one and not RESET & words)
    if public and unsafe and ((named and REGISTER & words) or sets):
        found.add(Trait.RESET if RESET & words else Trait.REGISTER)
    # A token in the address is what a reset is asked with; only a credential says that somebody is signed in.
    # Not every reset is one of a password.
    password = bool(_PASSWORD & words) or bool(marks & {"password-hash", "send-mail", "token"})
    if unsafe and RESET & words and (named or Trait.SIGNED_IN not in found) and (password or not _rebuilds(marks)):
        found.add(Trait.RESET)
        # What else it does on the way serves that.
        found.difference_update({Trait.LOGIN, Trait.TOKEN})
    if named and unsafe and (CODE & words or "code-compared" in marks):
        found.add(Trait.CODE)
    # What is signed for a link in a mail, say, is no token that whoever asks is handed.
    asked_for = "password-sent" in marks or checks_password or bool((TOKEN | LOGIN) & words)
    hands_out = "token" in marks and "session-login" not in marks and asked_for
    if (
        unsafe
        and public
        and (hands_out or (named and TOKEN & near and not found & {Trait.LOGIN, Trait.REGISTER} and not _ENDS & words))
        and Trait.RESET not in found
    ):
        found.add(Trait.TOKEN)


def _sets_password(marks: set[str]) -> bool:
    """Tell whether a password is set without another being asked for."""
    kept = "password-kept" in marks or "password-hash" in marks
    return kept and "write" in marks and "password-check" not in marks
