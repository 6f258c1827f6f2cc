"""An endpoint that needs a login has none.

## Why is this bad?

Whoever knows or guesses the address changes or reads data that the other endpoints protect.

## Example

```python
from flask import Flask
from flask_login import LoginManager, login_required
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)
LoginManager(app)


class Order(db.Model):
    id = db.Column(db.Integer, primary_key=True)


@app.get("/orders/<int:order_id>")
@login_required
def read_order(order_id):
    return {"id": db.session.get(Order, order_id).id}


@app.delete("/orders/<int:order_id>")
def delete_order(order_id):
    db.session.delete(db.session.get(Order, order_id))
    db.session.commit()
    return {"ok": True}
```

## Use instead

```python
from flask import Flask
from flask_login import LoginManager, login_required
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)
LoginManager(app)


class Order(db.Model):
    id = db.Column(db.Integer, primary_key=True)


@app.get("/orders/<int:order_id>")
@login_required
def read_order(order_id):
    return {"id": db.session.get(Order, order_id).id}


@app.delete("/orders/<int:order_id>")
@login_required
def delete_order(order_id):
    db.session.delete(db.session.get(Order, order_id))
    db.session.commit()
    return {"ok": True}
```

Decorators work from the function upwards: a guard above the decorator that registers the route is put around the function
too late, and no request comes by it. What only looks like a guard is named: a dependency that returns None where it should
refuse, a check whose exception is caught, a token that is read, or asked to be there, and that nobody verifies.

## Limits

Guards at a gateway are not seen. What strangers see is judged by the records that the answer is made from: those called
orders, invoices or messages, and those with a column for a secret, an e-mail address or a telephone number. Logins,
registrations, health checks, webhooks with a signature and pages that are public by design are left out, and so is what is
found by a code or key in its address. An application in which nothing asks who is calling is reported once, and each endpoint
that changes stored records, or shows those of people, once more: lower where no record knows people, since a gateway
or a closed network may be meant to stand in front of it.
"""

import re
from collections.abc import Iterator

from backlint.concepts import (
    ALL,
    CLAIMED,
    SOME_ADDRESSES,
    UNSIGNED,
    Application,
    Deed,
    Endpoint,
    Evidence,
    Protection,
    ProtectionKind,
    Records,
    State,
    Trait,
)
from backlint.rule import (
    ApplicationQuery,
    Attacker,
    EndpointQuery,
    Item,
    Location,
    Precision,
    Severity,
    Step,
    Verdict,
    declare_rule,
)
from backlint.weaknesses import MISSING_AUTHENTICATION

OPEN = frozenset(
    {
        Trait.PUBLIC_BY_DESIGN,
        Trait.LOGIN,
        Trait.LOGOUT,
        Trait.REGISTER,
        Trait.RESET,
        Trait.TOKEN,
        Trait.CODE,
        Trait.HEALTH,
        Trait.DOCS,
        Trait.STATIC,
    }
)
"""The ways in, and what strangers are meant to see."""

LISTED = 20
"""How many endpoints a finding lists as related places."""
GUARDED = 8
FORGOTTEN = 2
"""At least so many endpoints are guarded, and at most so many are not, where those are taken for forgotten. The figures are
this tool's own: beyond them public pages are as common as forgotten guards."""
WORD = re.compile(r"[a-z]+")
PUBLIC = frozenset(
    "public share shared sharing invite invitation unsubscribe verify confirm activate captcha csrf oauth oidc saml sso "
    "login logout signin signup register auth authenticate lang language locale theme token callback webhook hook home index root error embed feed rss "
    "forgot reset setup install configuration config search sitemap robots manifest health ping version status static media assets avatar icon image images thumbnail".split()
)
"""Words of paths and names that strangers are meant to reach."""
INVITED = frozenset(
    "contact feedback subscribe newsletter inquiry enquiry rsvp waitlist survey reservation reservations booking bookings quote".split()
)
"""Words for forms that strangers are meant to send: what they add is read by whoever runs the service."""
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
CONFIRMED = frozenset(
    "confirm confirmation activate activation verify verification unsubscribe unsub accept join invite invitation".split()
)
"""Words for what is asked by a link in a mail, with a token that only its reader has."""
CAPABILITY = re.compile(r"(?:.*_)?(?:token|code|key|hash|secret|signature|sig|signed|uuid|nonce|otp)(?:_.*)?|signed.*")
"""Names of parts of an address that only those know who were told: a link with one is its own guard."""


def judge(endpoint: Endpoint, application: Application) -> Verdict | None:
    """Report what changes state or shows private data to strangers; for review where something is unresolved."""
    guard = endpoint.protection(ProtectionKind.AUTHENTICATION)
    changes = Trait.CHANGES_STATE in endpoint.traits
    if endpoint.missed and guard.state is not State.YES and application.production:
        # Whoever put a guard there wanted one, whatever the endpoint is for.
        return Verdict(
            values=(("does", "changes data" if changes else "answers"),),
            why=f"{endpoint.missed[0].name} stands above the decorator that registers the route, so that no request comes by it",
            remedy="put the decorator that registers the route on top, above the guard",
            severity=Severity.HIGH if changes else Severity.MEDIUM,
        )
    if application.production and (entered := judge_way_in(endpoint, guard)) is not None:
        return entered
    if endpoint.traits & OPEN or not application.production or guard.state is State.YES:
        return None
    if not application.has_accounts:
        return judge_nobody(endpoint, application, guard)
    if any(shown.detail == SOME_ADDRESSES for shown in guard.by):
        return None
    if any(one.detail in {UNSIGNED, CLAIMED} for one in endpoint.lookalikes):
        # One cause, reported where it is.
        return None
    if _is_own_or_invited(endpoint):
        return None
    found = said_of(endpoint)
    if found is None and (sibling := _guarded_sibling(endpoint, application)) is not None:
        return Verdict(
            values=(("does", "answers"),),
            why=f"{sibling.title} asks who is calling, and another method of the same address does not",
            severity=Severity.MEDIUM,
            precision=Precision.LOW if is_unsure(endpoint, application, guard) else None,
        )
    if found is None:
        return judge_exception(endpoint, application) if application.has_authentication else None
    does, severity = found
    if endpoint.idle and changes:
        return judge_idle(endpoint, does, severity)
    own = bool(endpoint.changed) and all(one.scoped for one in endpoint.changed)
    if severity > Severity.MEDIUM and not is_grave(endpoint) and (own or not application.has_authentication):
        # What is made in the name of a stranger may fail by itself.
        severity = Severity.MEDIUM
    why = explain(guard, application, endpoint.lookalikes)
    if severity > Severity.MEDIUM and Trait.ADMIN in endpoint.traits and _are_all_open(application):
        severity, why = (
            Severity.MEDIUM,
            f"{why}; nor for the others for administrators, whose guard may not have been seen",
        )
    return Verdict(
        values=(("does", does),),
        why=why,
        severity=severity,
        precision=Precision.LOW if is_unsure(endpoint, application, guard) else None,
    )


def _is_own_or_invited(endpoint: Endpoint) -> bool:
    """Tell whether all that an endpoint changes is the caller's own, of which nobody has any, or is what strangers are asked
    to send.
    """
    if not endpoint.changed:
        return False
    if all(one.scoped and not one.made for one in endpoint.changed):
        return True
    added = all(one.made and not one.accounts for one in endpoint.changed)
    return added and bool(INVITED.intersection(_words_of(endpoint)))


_SEVERAL = 3


def _are_all_open(application: Application) -> bool:
    """Tell whether nothing is seen before any of several endpoints for administrators, though others are guarded.

    Who guards the rest has thought of those; one that was forgotten stands beside others that were not.
    """
    theirs = [one for one in application.endpoints if Trait.ADMIN in one.traits and Trait.LOGIN not in one.traits]
    open_ = [one for one in theirs if one.protection(ProtectionKind.AUTHENTICATION).state is State.NO]
    return application.has_authentication and len(open_) >= _SEVERAL and len(open_) * 2 > len(theirs)


def judge_way_in(endpoint: Endpoint, guard: Protection) -> Verdict | None:
    """Report ways into an account that ask for no proof, and those that let strangers make accounts of administrators."""
    named = Deed.SIGNS_FOR_ANYBODY in endpoint.deeds and Trait.RESET not in endpoint.traits
    if guard.state is State.NO and named:
        return Verdict(
            values=(("does", "lets in whoever is named"),),
            why="nothing is asked that proves to be who is named: no password, code or token",
            remedy="check a password or code before a token or session is made out",
            severity=Severity.HIGH,
        )
    if guard.state is State.NO and Deed.MAKES_ADMINISTRATOR in endpoint.deeds:
        return Verdict(
            values=(("does", "makes accounts of administrators"),),
            why="the program itself gives the new account all rights, and asks for nothing that shows who may have it",
            remedy="ask for an administrator, or make the first one by a command on the server",
            severity=Severity.HIGH,
        )
    if Trait.RESET in endpoint.traits and Deed.TELLS_NAMED in endpoint.deeds:
        return Verdict(
            values=(("does", "hands out what resets a password, for whatever account is named,"),),
            why="the token is in the answer, where it should be in a mail that only the owner of the account can read",
            remedy="send the token to the address that is kept for the account, and answer the same for every address",
            severity=Severity.HIGH,
        )
    return None


def _guarded_sibling(endpoint: Endpoint, application: Application) -> Endpoint | None:
    """Return what reads at the same address for those who are known alone, where this is meant to change something.

    What is for those with a role is read by them, and sent by anybody: a message to the editors.
    """
    # Whoever has no account makes one where those are listed.
    joins = endpoint.path.rstrip("/").rpartition("/")[2] in {"user", "users", "accounts", "account", "members"}
    if not set(endpoint.methods) & UNSAFE or joins or PUBLIC.intersection(_words_of(endpoint)):
        return None
    for one in application.endpoints:
        login, role = (
            one.protection(kind).state for kind in (ProtectionKind.AUTHENTICATION, ProtectionKind.AUTHORIZATION)
        )
        if one.path == endpoint.path and one is not endpoint and login is State.YES and role is State.NO:
            return one
    return None


def judge_idle(endpoint: Endpoint, does: str, severity: Severity) -> Verdict:
    """Report a permission that any caller has, where it is asked for."""
    shown = endpoint.idle[0]
    return Verdict(
        values=(("does", does),),
        why=f"{shown.name} is asked, and lets everybody through for {' and '.join(endpoint.methods)}",
        remedy="let the permission refuse whoever is not signed in, for the methods that change data first",
        severity=severity,
        location=Location(shown.file, shown.line) if shown.line else None,
        related=(Step(endpoint.location, endpoint.title),),
    )


def judge_nobody(endpoint: Endpoint, application: Application, guard: Protection) -> Verdict | None:
    """Report what an endpoint changes or shows of stored records where nothing in the application asks who is calling.

    Where the records know no people, a gateway or a closed network may be meant to stand in front: that is said by the
    severity, not left unsaid, since a deletion that strangers may have done is mended at its own handler.
    """
    if is_grave(endpoint):
        found = said_of(endpoint) or ("shows private data", Severity.MEDIUM)
    elif (exposed := _exposed(endpoint, application)) is not None:
        found = exposed
    else:
        return None
    does, severity = found
    return Verdict(
        values=(("does", does),),
        why="nothing in the application asks who is calling",
        remedy="ask for a login or a key, before the endpoints that change or show what is not everybody's",
        severity=severity,
        precision=Precision.LOW if is_unsure(endpoint, application, guard) or _is_any_unknown(application) else None,
    )


def _exposed(endpoint: Endpoint, application: Application) -> tuple[str, Severity] | None:
    """Return what strangers can have done to stored records, or see of those that are not for everybody."""
    people = knows_people(application)
    if _changes_records(endpoint):
        removed = next((one for one in endpoint.changed if one.deleted), None)
        if removed is not None:
            return _of("deletes", removed), Severity.MEDIUM
        made = all(one.made for one in endpoint.changed)
        return ("adds data" if made else "changes data"), Severity.MEDIUM if people else Severity.LOW
    shown = next((one for one in endpoint.shown if one.private or one.accounts), None)
    if shown is None or not people or PUBLIC.intersection(_words_of(endpoint)):
        return None
    return _of("shows", shown), Severity.MEDIUM if shown.personal else Severity.LOW


def knows_people(application: Application) -> bool:
    """Tell whether an application keeps records of people: accounts, or rows with a column for an owner, a way to reach
    somebody or a secret.
    """
    kept = (records for one in application.endpoints for records in (*one.changed, *one.shown))
    return any(records.accounts or records.columns for records in kept)


def _is_any_unknown(application: Application) -> bool:
    return any(_is_unknown(one) for one in application.endpoints)


def judge_application(application: Application) -> Iterator[Verdict]:
    """Report an application in which nothing asks who is calling, though some of its endpoints should."""
    if application.has_accounts or not application.complete or not application.production:
        return
    if _is_any_unknown(application):
        return
    changing = [
        one for one in application.endpoints if not one.traits & OPEN and _changes_records(one) and not _is_guarded(one)
    ]
    if changing:
        yield Verdict(
            values=(("endpoint", "the application"), ("does", "changes data")),
            why=f"no endpoint asks for a login or a key; {len(changing)} change what is stored",
            remedy="ask for a login or a key, before the endpoints that change or show what is not everybody's",
            severity=Severity.MEDIUM,
            related=tuple(Step(one.location, one.title) for one in changing[:LISTED]),
        )


def _changes_records(endpoint: Endpoint) -> bool:
    acts = Trait.CHANGES_STATE in endpoint.traits or Deed.ACTS_ON_GET in endpoint.deeds
    return acts and any(one.deleted or one.name for one in endpoint.changed)


def _is_guarded(endpoint: Endpoint) -> bool:
    return endpoint.protection(ProtectionKind.AUTHENTICATION).state is State.YES


def _is_unknown(endpoint: Endpoint) -> bool:
    return endpoint.protection(ProtectionKind.AUTHENTICATION).state is State.UNKNOWN


def is_grave(endpoint: Endpoint) -> bool:
    """Tell whether an endpoint does what no stranger should have done, whatever the application is for."""
    if endpoint.deeds & {Deed.EMPTIES, Deed.SHOWS_SECRETS, Deed.SHOWS_ENVIRONMENT, Deed.RUNS_PROGRAM}:
        return True
    return any(one.deleted and one.accounts for one in endpoint.changed) or any(
        one.accounts and one.personal for one in endpoint.shown
    )


def said_of(endpoint: Endpoint) -> tuple[str, Severity] | None:
    """Return what an endpoint does that strangers should not have done, and how grave that is; None for nothing."""
    deeds, admin = endpoint.deeds, Trait.ADMIN in endpoint.traits
    changes = Trait.CHANGES_STATE in endpoint.traits
    if Deed.EMPTIES in deeds:
        return "deletes all records", Severity.HIGH
    deleted = next((one for one in endpoint.changed if one.deleted), None)
    if deleted is not None and (changes or Deed.ACTS_ON_GET in deeds):
        return _of("deletes", deleted), Severity.HIGH
    if Deed.RUNS_PROGRAM in deeds:
        return "runs a program", Severity.HIGH
    if changes:
        accounts = any(one.accounts and not one.made for one in endpoint.changed)
        return "changes data", Severity.HIGH if accounts else Severity.MEDIUM
    if Deed.ACTS_ON_GET in deeds:
        return "changes data", Severity.MEDIUM
    if Deed.READS_OWN in deeds:
        return None
    if Deed.SHOWS_SECRETS in deeds:
        return "shows stored secrets", Severity.HIGH
    if Deed.SHOWS_ENVIRONMENT in deeds:
        return "shows the server's environment", Severity.HIGH
    if admin and (endpoint.shown or Trait.READS_PRIVATE in endpoint.traits):
        return "shows what is for administrators", Severity.HIGH
    shown = next((one for one in endpoint.shown if one.private), None)
    everything = shown is not None and shown.accounts and ALL in shown.columns
    if shown is not None and (everything or not PUBLIC.intersection(_words_of(endpoint))):
        return _of("shows", shown), Severity.MEDIUM
    return ("shows private data", Severity.MEDIUM) if Trait.READS_PRIVATE in endpoint.traits else None


def _of(does: str, records: Records) -> str:
    return f"{does} records of {records.name}" if records.name else f"{does} records"


def judge_exception(endpoint: Endpoint, application: Application) -> Verdict | None:
    """Report what answers by the caller's input where nearly every other endpoint asks who is calling."""
    if not application.complete or not _is_forgotten(endpoint) or _shows_public(endpoint, application):
        return None
    closed = [one for one in application.endpoints if not one.traits & OPEN]
    guarded = sum(one.protection(ProtectionKind.AUTHENTICATION).state is State.YES for one in closed)
    forgotten = sum(map(_is_forgotten, closed))
    if guarded < GUARDED or forgotten > FORGOTTEN:
        return None
    return Verdict(
        values=(("does", "answers by what it is asked"),),
        why=f"{guarded} other endpoints ask who is calling, and this one does not",
        severity=Severity.MEDIUM,
    )


def _is_forgotten(endpoint: Endpoint) -> bool:
    """Tell whether an endpoint without a guard answers by its input, and nothing says that strangers may ask it."""
    return (
        endpoint.protection(ProtectionKind.AUTHENTICATION).state is State.NO
        and not PUBLIC.intersection(_words_of(endpoint))
        and any(one.used and one.where in {"path", "query", "body"} for one in endpoint.parameters)
    )


def _shows_public(endpoint: Endpoint, application: Application) -> bool:
    """Tell whether an endpoint shows one of what another one lists for everybody, or lists what another one shows: a
    catalogue.
    """
    listed = {
        records.name
        for one in application.endpoints
        if one is not endpoint and one.protection(ProtectionKind.AUTHENTICATION).state is State.NO
        for records in (one.shown if not (_names_one(one) and _names_one(endpoint)) else ())
    }
    return bool(endpoint.shown) and all(one.name in listed for one in endpoint.shown)


def _names_one(endpoint: Endpoint) -> bool:
    return any(one.where == "path" for one in endpoint.parameters)


def _words_of(endpoint: Endpoint) -> list[str]:
    return WORD.findall(f"{endpoint.path} {endpoint.name}".lower())


def explain(guard: Protection, application: Application, lookalikes: tuple[Evidence, ...] = ()) -> str:
    """Say what was looked at, and for an unknown guard what could not be resolved; what looks like a guard by its name."""
    if lookalikes and guard.state is State.NO:
        return "; ".join(f"{one.name} {one.detail}" for one in lookalikes[:2])
    if guard.state is State.NO:
        others = "others do" if application.has_authentication else "though there are accounts"
        return f"no decorator, dependency, middleware or check in the handler asks who is calling; {others}"
    names = ", ".join(evidence.name for evidence in guard.by)
    return f"what may guard it was not resolved: {names}" if names else "what may guard it was not resolved"


def is_unsure(endpoint: Endpoint, application: Application, guard: Protection) -> bool:
    """Tell whether something outside of what was read may guard the endpoint, or its address is known to few."""
    return (
        guard.state is State.UNKNOWN
        or not application.complete
        or Trait.WEBHOOK in endpoint.traits
        or (Trait.CHANGES_STATE in endpoint.traits and bool(CONFIRMED.intersection(_words_of(endpoint))))
        or any(one.where == "path" and CAPABILITY.fullmatch(one.name.lower()) for one in endpoint.parameters)
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.GUARDS,
    detects=(EndpointQuery(judge=judge), ApplicationQuery(judge=judge_application)),
    message="{endpoint} {does} without asking who is calling",
    remedy="put the guard of the neighbouring endpoints on it, or on the router or blueprint that holds them all",
    severity=Severity.HIGH,
    precision=Precision.MEDIUM,
    weaknesses=(MISSING_AUTHENTICATION,),
    attacker=Attacker.OTHERS,
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Authorization_Cheat_Sheet.html",),
)
