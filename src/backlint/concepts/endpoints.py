"""Endpoints and applications: what stands before them, what they do, and what is known of their inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from backlint.concepts.flows import State
from backlint.concepts.records import Records
from backlint.findings import Location


class ProtectionKind(StrEnum):
    """What may stand before an endpoint."""

    AUTHENTICATION = "authentication"
    AUTHORIZATION = "authorization"
    VALIDATION = "validation"
    RATE_LIMIT = "rate-limit"
    CSRF = "csrf"
    AUDIT_LOG = "audit-log"


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """What shows a protection: its name in the program and where it stands; `detail` such as `5/minute` or ""."""

    name: str
    file: str
    line: int
    detail: str = ""


SOME_ADDRESSES = "for some addresses"
"""The detail of what guards some routes and not others by their addresses, in a way that was not followed."""


IN_FRONT = "asks in front of the application"
"""The detail of a proxy that lets nobody through whom it does not know."""
UNSIGNED = "reads the token without checking its signature"
CLAIMED = "believes what callers say of themselves"
"""The details of what looks like a guard where a rule of its own says so at its place."""


@dataclass(frozen=True, slots=True)
class Protection:
    """Whether an endpoint has a protection, and by what (for UNKNOWN: what could not be resolved)."""

    state: State
    by: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class RateLimit:
    """A limit in force: requests for each client and minute (None: could not be resolved), and where it is said."""

    per_minute: float | None
    evidence: Evidence


SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "QUERY", "SUBSCRIPTION"})
"""Methods that change nothing (RFC 9110 section 9.2.1), so that no other site gains by sending them for somebody; and the
operations of GraphQL that are meant to.
"""

STRICT_LIMIT = 10.0
"""Requests a minute for each client that a way into an account should allow at most: this tool's figure, since the checklist
asks only for less than in general (100), and ASVS 4.0.3 2.2.1 for 100 failures an hour for each account.
"""


class Trait(StrEnum):
    """What an endpoint is for or does; found by what its code does first and by its path second."""

    LOGIN = "login"
    REGISTER = "register"
    RESET = "reset"
    TOKEN = "token"
    CODE = "code"
    LOGOUT = "logout"
    ADMIN = "admin"
    HEALTH = "health"
    DOCS = "docs"
    STATIC = "static"
    WEBHOOK = "webhook"
    UPLOAD = "upload"
    CHANGES_STATE = "changes-state"
    READS_PRIVATE = "reads-private"
    SENSITIVE = "sensitive"
    PUBLIC_BY_DESIGN = "public-by-design"
    USES_SESSION = "uses-session"
    SIGNED_IN = "signed-in"
    SENDS_MESSAGE = "sends-message"


class Deed(StrEnum):
    """What a handler does that nobody should be able to have done who is not known."""

    SHOWS_SECRETS = "shows-secrets"
    SHOWS_ENVIRONMENT = "shows-environment"
    RUNS_PROGRAM = "runs-program"
    DELETES = "deletes"
    EMPTIES = "empties"
    WRITES_FILE = "writes-file"
    FETCHES = "fetches"
    ACTS_ON_GET = "acts-on-get"
    USES_SESSION = "uses-session"
    ASKS_PASSWORD = "asks-password"
    GRANTS_RIGHT = "grants-right"
    READS_OWN = "reads-own"
    SIGNS_FOR_ANYBODY = "signs-for-anybody"
    TELLS_NAMED = "tells-named"
    KEEPS_SESSION = "keeps-session"
    MAKES_ADMINISTRATOR = "makes-administrator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One input of an endpoint. `where` is query, path, header, cookie, body, form, file or raw.

    `validated` is YES when a type or schema constrains it, NO when the handler takes it as it comes. `used` says
    that its value reaches a write, a decision or a sink. `reaches` tells what becomes of it as it came: `kept` (stored or
    sent to somebody), `sink` (part of a statement, command, path or the like). `compared` tells that the code looks at
    it before, by its length, its form or a list; `converted` is where text is made a number with nothing there that
    catches what is none.
    """

    name: str
    where: str
    validated: State
    location: Location
    by: str = ""
    used: bool = True
    reaches: frozenset[str] = frozenset()
    compared: bool = False
    converted: Location | None = None


class RowRelation(StrEnum):
    """How the application relates rows of a kind to who is calling, at its strongest."""

    COMPARED = "compared"
    TAKEN = "taken"
    MADE = "made"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowAccess:
    """A row that an endpoint finds by what the client names (`key`), and does not relate to who is calling.

    `model` is its class or table and `owner` the column that says whose it is (`user_id`, `task.user_id`); `is_user`
    tells that it is an account. `changes` tells that it is changed or removed. `relation` is what the application does
    elsewhere with rows of that kind, or with those that they belong to: one is `compared` with the caller, they are
    `taken` by the caller, `made` for the caller; and where (`by`). `listed` tells that all of them are shown somewhere.
    """

    model: str
    owner: str
    key: str
    location: Location
    changes: bool
    is_user: bool
    relation: RowRelation
    by: tuple[Evidence, ...] = ()
    listed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordSet:
    """Where an endpoint sets the password of an account without a proof: neither the current password nor a token that was
    checked. `own` tells that it is the caller's account, else it is one that the client names (`key`); `beside` that a token
    is checked, which need not be that of this account.
    """

    location: Location
    own: bool
    key: str = ""
    beside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountTold:
    """Where (`location`) an endpoint answers that no account was found for what the client names (`key`), and where
    (`other`) it answers otherwise for one that is there.
    """

    location: Location
    other: Location
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One endpoint: the methods that share a handler and its protections.

    `path` is in the canonical grammar (`/users/{id}`) after every prefix and mount. `location` is the handler's `def`
    or `class` line. `application` is the key of its `Application`. `missed` are guards around the handler that no request
    comes by: they stand above the decorator that registers it. `idle` are questions that are asked before it and that
    any caller answers right; `lookalikes` what seems to ask who is calling and does not, with the reason as the detail.
    `changed` are the stored records that its handler writes,
    `shown` those that its answer is made from, `deeds` what else it does that strangers should not have done.
    `rows` are those that it finds by what the client names, whoever asks; `told` is where a way in says whether an account
    exists, `password` where a password is set without a proof, `unlogged` where a login that keeps its successes on record
    refuses somebody without a record. `bounded` is where a request that is too large is refused.
    `lists` are the kinds of records of which it answers with all that there are, `nameless` is where what it does is logged
    without a word of who did it. `makes` are the kinds of records of which a library's own handler makes one.
    """

    methods: tuple[str, ...]
    path: str
    handler: str
    framework: str
    location: Location
    application: str
    parameters: tuple[Parameter, ...] = ()
    protections: Mapping[ProtectionKind, Protection] = field(default_factory=dict)
    limits: tuple[RateLimit, ...] = ()
    traits: frozenset[Trait] = frozenset()
    websocket: bool = False
    missed: tuple[Evidence, ...] = ()
    rows: tuple[RowAccess, ...] = ()
    told: AccountTold | None = None
    password: PasswordSet | None = None
    unlogged: Location | None = None
    bounded: Evidence | None = None
    lists: tuple[str, ...] = ()
    makes: tuple[str, ...] = ()
    nameless: Location | None = None
    idle: tuple[Evidence, ...] = ()
    lookalikes: tuple[Evidence, ...] = ()
    changed: tuple[Records, ...] = ()
    shown: tuple[Records, ...] = ()
    deeds: frozenset[Deed] = frozenset()

    def protection(self, kind: ProtectionKind) -> Protection:
        """Return the protection of that kind; unknown without evidence when nobody said anything."""
        return self.protections.get(kind, Protection(State.UNKNOWN))

    @property
    def title(self) -> str:
        """`POST /orders/{id}`, as it is shown to people."""
        return f"{','.join(self.methods)} {self.path}"

    @property
    def name(self) -> str:
        """`OrderView.post`: the handler without its module and without the functions that it is written in, which say
        what they set up, not what it does.
        """
        return self.handler.rpartition(":")[2].rpartition("<locals>.")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """One application object and what holds for all of its endpoints.

    `location` is its construction (for Django the `MIDDLEWARE` setting, or the settings module's first line).
    `complete` is False when routes or middleware were registered in a way that was not resolved: then an absence is
    unknown. `headers` are the security headers that something sets on every response, lower case, with the evidence.
    `has_accounts` tells that it knows people: that one of its endpoints is a login, a registration, or asks who is calling.
    `same_site` is where the session's cookie is kept from the forms of other sites. `default_limits` apply to every endpoint.
    `pages` is NO when none of its endpoints answers with HTML. `inner` tells that another application of the program serves
    it, as one does a GraphQL schema. `proxies` are what a proxy's configuration in the project sets, where it is not certain
    that it stands in front of the application (what certainly does counts among the headers and limits); `body_limit` is
    what bounds the size of a request in front of it. `failures` is the function that answers whatever exception nothing else
    answers, where the program has one; `version` that of the framework, where the project pins it.
    """

    key: str
    framework: str
    location: Location
    complete: bool
    endpoints: tuple[Endpoint, ...] = ()
    headers: Mapping[str, Evidence] = field(default_factory=dict)
    headers_state: State = State.NO
    default_limits: tuple[RateLimit, ...] = ()
    limits_state: State = State.NO
    has_authentication: bool = False
    uses_cookies: State = State.UNKNOWN
    production: bool = True
    has_accounts: bool = False
    same_site: Evidence | None = None
    pages: State = State.UNKNOWN
    inner: bool = False
    proxies: tuple[Evidence, ...] = ()
    body_limit: Evidence | None = None
    failures: Evidence | None = None
    version: str = ""
