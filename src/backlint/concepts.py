"""The words that frameworks and rules share: what a library's calls and settings mean, whatever library it is.

Frameworks (`backlint.frameworks`) translate what a program does into these records; rules judge them. Neither knows
the other. Every record carries the `Location` to report at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from backlint.findings import Location, Step


class State(StrEnum):
    """The answer to a yes-or-no question about a program that could not be run."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


# --- taint ------------------------------------------------------------------------------------------------------


class SourceKind(StrEnum):
    """Where a value comes from."""

    QUERY = "query"
    BODY = "body"
    PATH = "path"
    HEADER = "header"
    COOKIE = "cookie"
    FILE = "file"
    URL = "url"
    HOST = "host"
    CLIENT = "client"
    WEBSOCKET = "ws"
    SESSION = "session"
    CREDENTIAL = "credential"
    GRAPHQL = "graphql"
    JOB = "job"
    NET = "net"
    DATABASE = "database"
    UPSTREAM = "upstream"
    ENVIRONMENT = "env"
    COMMAND_LINE = "cli"
    SECRET = "secret"
    PASSWORD = "password"
    EXCEPTION = "exception"
    RANDOM = "random"
    PARAMETER = "parameter"


REMOTE: frozenset[SourceKind] = frozenset(
    {
        SourceKind.QUERY,
        SourceKind.BODY,
        SourceKind.PATH,
        SourceKind.HEADER,
        SourceKind.COOKIE,
        SourceKind.FILE,
        SourceKind.URL,
        SourceKind.HOST,
        SourceKind.WEBSOCKET,
        SourceKind.GRAPHQL,
    }
)
"""What whoever sends a request chooses freely."""


RELAYED: frozenset[SourceKind] = frozenset({SourceKind.UPSTREAM})
"""What another server sends: a stranger's only where they control that server, or what it was sent before."""


class SinkKind(StrEnum):
    """What a value must not reach unchecked."""

    SQL = "sql"
    ORM_KEYS = "orm-keys"
    NOSQL = "nosql"
    COMMAND = "command"
    OPTION = "option"
    CODE = "code"
    REFLECTION = "reflection"
    PATH = "path"
    SSRF = "ssrf"
    REDIRECT = "redirect"
    HTML = "html"
    TEMPLATE = "template"
    DESERIALIZATION = "deserialization"
    XPATH = "xpath"
    LDAP = "ldap"
    XXE = "xxe"
    HEADER = "header"
    LOG = "log"
    SECRET_LOG = "secret-log"
    ERROR_LEAK = "error-leak"
    REGEX = "regex"
    BACKTRACKING = "backtracking"
    MAIL = "mail"
    TRUST_BOUNDARY = "trust-boundary"
    DECISION = "decision"
    IDENTITY = "identity"
    CSV = "csv"
    RESOURCE = "resource"
    MASS_ASSIGNMENT = "mass-assignment"
    RIGHT = "right"
    FAST_HASH = "fast-hash"
    PASSWORD_STORE = "password-store"
    TOKEN_VALUE = "token-value"
    RESPONSE = "response"
    KEPT = "kept"
    AMOUNT = "amount"
    # Those that nothing sinks into: what a value has become, so that a comparison of it proves something,
    PARSED_HOST = "parsed-host"
    RESOLVED_PATH = "resolved-path"
    # and half of what must be known of it.
    NO_PARENTS = "no-parents"
    BEGINNING_CHECKED = "beginning-checked"
    NOT_ROOTED = "not-rooted"
    ONE_SLASH = "one-slash"


STORED: frozenset[SourceKind] = frozenset({SourceKind.DATABASE})
"""What a database gives back: the text of whoever could write it."""

LOOKS_UP = frozenset(
    "filter filter_by where find find_one count_documents get exclude select first authenticate".split()
)
"""Last names of calls that look rows up by what they are given, and keep nothing of it."""


def looks_up(callee: str, argument: str) -> bool:
    """Tell whether a sink of values of rows compares them with those that are there, rather than keeping them."""
    return argument == "a condition" or callee.rpartition(".")[2] in LOOKS_UP


SECOND_ORDER: frozenset[SinkKind] = frozenset(
    {
        *(SinkKind.COMMAND, SinkKind.CODE, SinkKind.TEMPLATE, SinkKind.DESERIALIZATION, SinkKind.SQL, SinkKind.SSRF),
        *(SinkKind.PASSWORD_STORE, SinkKind.RESPONSE, SinkKind.SECRET_LOG, SinkKind.HTML),
    }
)
"""Sinks that stored text harms too; what is only stored does no harm in the others, or is judged where it is sent."""

HARMED_BY: Mapping[SinkKind, frozenset[SourceKind]] = {
    SinkKind.PASSWORD_STORE: frozenset({SourceKind.PASSWORD}),
    SinkKind.FAST_HASH: frozenset({SourceKind.PASSWORD, SourceKind.RANDOM}),
    SinkKind.TOKEN_VALUE: frozenset({SourceKind.RANDOM}),
    SinkKind.SECRET_LOG: frozenset({SourceKind.SECRET, SourceKind.PASSWORD, SourceKind.CREDENTIAL}),
    SinkKind.ERROR_LEAK: frozenset({SourceKind.EXCEPTION}),
    SinkKind.IDENTITY: frozenset({SourceKind.COOKIE, SourceKind.HEADER}),
    SinkKind.RESPONSE: frozenset({SourceKind.SECRET, SourceKind.ENVIRONMENT}),
}
"""Sinks that only some kinds of data harm, whoever sends them; all others are harmed by any."""

PROOFS: Mapping[SinkKind, frozenset[SinkKind]] = {
    SinkKind.PARSED_HOST: frozenset({SinkKind.SSRF, SinkKind.REDIRECT}),
    SinkKind.RESOLVED_PATH: frozenset({SinkKind.PATH}),
}
"""What data is safe for once its parsed host, or its path without `..`, has been compared with something."""

TOGETHER: Mapping[SinkKind, frozenset[SinkKind]] = {
    SinkKind.PATH: frozenset({SinkKind.NO_PARENTS, SinkKind.BEGINNING_CHECKED}),
    SinkKind.REDIRECT: frozenset({SinkKind.ONE_SLASH, SinkKind.BEGINNING_CHECKED}),
}
"""What several checks say together: a path has no `..` and does not begin at the root, a target begins with `/` and not
with `//`.
"""


TEMPLATE_PRINTS = "template.print."
"""Begins the callee of a flow into what a template prints; the place in the HTML follows: `raw`, `html` (of markup),
`unquoted` (in an attribute), `tag`, `url`, `handler` or `script`.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A value from a source that reached a sink, as the machine saw it.

    `sources` are the kinds of everything that flows in. `source_text` names the source for people (`query parameter
    q of GET /search`). `callee` is the sink's dotted name, `argument` its parameter. `entry` is `GET /search`, a task
    or command name, or "" when the enclosing function was run with unknown parameters (then a PARAMETER source).
    `built` says that the text was built by formatting or concatenation around the tainted part rather than passed
    whole. `confidence` is `high`, `medium` or `low`, the least of the models on the way. `further` are the traces of some
    other ways into the same sink. `guarded` tells whether the entry asks who is calling, `role` whether
    it lets in administrators only.
    """

    kind: SinkKind
    sources: frozenset[SourceKind]
    source_text: str
    callee: str
    argument: str
    location: Location
    scope: str
    entry: str
    trace: tuple[Step, ...]
    built: bool = False
    confidence: str = "high"
    further: tuple[tuple[Step, ...], ...] = ()
    guarded: State = State.UNKNOWN
    role: State = State.UNKNOWN


@dataclass(frozen=True, slots=True, order=True)
class SinkUse:
    """A place at which the program hands something to a sink, whoever has chosen it: what was looked at there."""

    kind: SinkKind
    callee: str
    location: Location


# --- records ----------------------------------------------------------------------------------------------------

_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
_SECRET_COLUMN = frozenset(
    "password passwd pwd passphrase secret token apikey otp totp cvv cvc ssn iban pin credential credentials".split()
)
_PERSONAL_COLUMN = frozenset(
    "email mail phone mobile telephone birthday birthdate dob salary diagnosis passport".split()
)
_INTIMATE_COLUMN = re.compile(
    r"(?:(?:credit|debit|bank|payment)_?)?card_?(?:number|num|no|pan)|(?:credit|debit)_?card|cc_?(?:n|no|num|number)|cvv2?|cvc|"
    r"iban|bank_?account(?:_?(?:number|no))?|account_?number|routing_?number|ssn|social_?security(?:_?(?:number|no))?|"
    r"(?:national|tax|passport|identity)_?(?:id|no|number)|passport|salary|diagnosis|medical_?record",
    re.IGNORECASE,
)
"""Names of columns with what nobody but its owner is to see: payment, papers, health."""
_OWNER_COLUMN = frozenset("owner user customer patient member employee holder".split())
_PRIVATE_RECORDS = frozenset(
    "order orders invoice invoices payment payments message messages patient patients customer customers employee "
    "employees card cards credential credentials secret secrets session sessions token tokens audit audits salary salaries "
    "transaction transactions prescription prescriptions report reports".split()
)
_ACCOUNTS = frozenset("user users account accounts member members admin admins staff profile profiles".split())


def words_in(name: str) -> frozenset[str]:
    """Return the words of a name in snake case or camel case, in lower case."""
    return frozenset(word.lower() for word in _PART.findall(name))


ALL = "*"
"""Stands for all columns of records."""


@dataclass(frozen=True, slots=True, order=True)
class Records:
    """Stored records of one kind: those of a class, a table or a collection (`name`), "" where that is not known.

    `columns` are those of its columns that say whose a record is, or that hold what should not get around. Of a change,
    `deleted` tells that they are deleted, `emptied` that all of them are, `scoped` that who is calling decides which, `made` that they
    are new.
    """

    name: str
    columns: tuple[str, ...] = ()
    deleted: bool = False
    emptied: bool = False
    scoped: bool = False
    made: bool = False

    @property
    def kind(self) -> str:
        """The last word of what they are called: records of `orders_product` are products."""
        return next((word.lower() for word in reversed(_PART.findall(self.name)) if not word.isdigit()), "")

    @property
    def accounts(self) -> bool:
        """Whether they are those by which people are known."""
        return self.kind in _ACCOUNTS

    @property
    def private(self) -> bool:
        """Whether what they are called, or a column of theirs, says that not everybody should see them."""
        return self.kind in _PRIVATE_RECORDS or self.personal

    @property
    def personal(self) -> bool:
        """Whether a column of theirs holds a secret, or tells how a person is reached; all that is kept of people does."""
        return (
            (self.accounts and ALL in self.columns)
            or self.intimate
            or any(words_in(column) & (_SECRET_COLUMN | _PERSONAL_COLUMN) for column in self.columns)
        )

    @property
    def intimate(self) -> bool:
        """Whether a column of theirs holds what nobody but its owner is to see: the number of a card, a diagnosis."""
        return any(_INTIMATE_COLUMN.fullmatch(column) for column in self.columns)

    @property
    def owned(self) -> bool:
        """Whether a column of theirs says whose they are."""
        return any(words_in(column) & _OWNER_COLUMN for column in self.columns)


def is_telling(column: str) -> bool:
    """Tell whether a column says whose a record is, or holds what should not get around."""
    named = words_in(column) & (_SECRET_COLUMN | _PERSONAL_COLUMN | _OWNER_COLUMN)
    return bool(named) or _INTIMATE_COLUMN.fullmatch(column) is not None


# --- endpoints --------------------------------------------------------------------------------------------------


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
    checked. `own` tells that it is the caller's account, else it is one that the client names (`key`).
    """

    location: Location
    own: bool
    key: str = ""


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
    any caller answers right. `changed` are the stored records that its handler writes,
    `shown` those that its answer is made from, `deeds` what else it does that strangers should not have done.
    `rows` are those that it finds by what the client names, whoever asks; `told` is where a way in says whether an account
    exists, `password` where a password is set without a proof.
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
    idle: tuple[Evidence, ...] = ()
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
    it, as one does a GraphQL schema.
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


# --- facts of configuration --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of one value.

    `constants` are the values it may have; `complete` says that there is no other. `environment` is the variable
    that it is read from, or "". `location` is where the (first) constant stands, which may be another module.
    """

    constants: tuple[object, ...] = ()
    complete: bool = False
    environment: str = ""
    location: Location | None = None

    @property
    def known(self) -> bool:
        """Whether exactly one value is possible."""
        return self.complete and len(self.constants) == 1

    @property
    def value(self) -> object:
        """The only possible value; None when it is not known."""
        return self.constants[0] if self.known else None

    @property
    def texts(self) -> tuple[str, ...]:
        """The strings among the values it may have, those inside of tuples included; bytes as one character each."""
        return tuple(_texts(self.constants))

    @property
    def numbers(self) -> tuple[float, ...]:
        """The numbers among the values it may have; booleans are none."""
        return tuple(c for c in self.constants if isinstance(c, int | float) and not isinstance(c, bool))

    def may_be(self, value: object) -> bool:
        """Tell whether `value` itself (same type, so that 0 is not False) is among the values it may have."""
        return any(type(constant) is type(value) and constant == value for constant in self.constants)


def _texts(constants: Iterable[object]) -> Iterator[str]:
    for constant in constants:
        if isinstance(constant, str):
            yield constant
        elif isinstance(constant, bytes):
            yield constant.decode("latin-1")
        elif isinstance(constant, tuple):
            yield from _texts(constant)


UNREAD = Reading()
"""A value of which nothing is known."""

MATCHES_ANYTHING = re.compile(r"\^?\(?(https?\??:?/?/?)?\(?\.[*+]\)?\)?(\$|\\[Zz])?")
"""Patterns for origins such as `.*`, `^.*$` and `https?://.*`, which every origin matches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something a program says about its security; `callee` is the library's name for it."""

    location: Location
    scope: str = ""
    callee: str = ""
    production: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CorsPolicy(Fact):
    """Who may call from another origin. `origins` holds strings or tuples of strings; `credentials` booleans.

    `pattern` is meant for `re.match`: where a library demands that all of the origin matches, its model ends it by `$`.
    `reflects` tells that the library answers any-origin-with-credentials by echoing the caller's origin.
    """

    origins: Reading
    pattern: Reading = UNREAD
    credentials: Reading = UNREAD
    reflects: bool = True

    @property
    def any_origin(self) -> bool:
        """Whether every origin is allowed: by `*` in the list, or by a pattern that everything matches."""
        return "*" in self.origins.texts or any(MATCHES_ANYTHING.fullmatch(text) for text in self.pattern.texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordHashing(Fact):
    """A password hash being made or configured: the algorithm and its parameters by name (`rounds`, `iterations`,
    `time_cost`, `memory_cost`, `parallelism`, `n`, `r`, `p`); a parameter that is the library's default is complete.
    """

    algorithm: str
    parameters: Mapping[str, Reading] = field(default_factory=dict)
    library_default: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordField(Fact):
    """A place that takes a password which somebody will be known by: a field of a form or schema, or of a raw request.

    `owner` is the class (`package.module:Class`) or the endpoint, `field` the name. `minimum` is the shortest length that
    is accepted: 0 where nothing asks for one, unread where code that was not understood decides. `sets` tells whether the
    password is set there, and not asked for.
    """

    owner: str
    field: str
    minimum: Reading
    sets: State


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenSigning(Fact):
    """A JWT being signed. `lifetime` is in seconds; `expires` whether an `exp` claim is there at all."""

    key: Reading
    algorithm: Reading
    expires: State
    lifetime: Reading = UNREAD
    purpose: str = "access"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenVerification(Fact):
    """A JWT being read. `algorithms` holds strings or tuples of them; `verified` is NO when the signature is not
    checked; `pinned` is NO when the library then takes the algorithm from the token.
    """

    key: Reading
    algorithms: Reading
    verified: State
    pinned: State
    expiry_checked: State = State.YES


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretUse(Fact):
    """A value used as a secret: `purpose` is `signing-key`, `jwt-key`, `password`, `api-key`, `session-key`, …"""

    purpose: str
    value: Reading
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordKept(Fact):
    """A password that is kept, or compared, as it is typed: in a row or a list of accounts that the program itself fills,
    or by a condition. `name` is that of the column, list or source. `compared` says with what a condition compares it:
    `stored` (what a row keeps) or `literal` (a text in the program); "" where it is kept.
    """

    name: str
    compared: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretEntry(Fact):
    """An entry of a configuration file, or a literal in a program, whose name announces a secret.

    `purpose` is as in `SecretUse`; `value` is the text as it stands there. `callee` is what reads the file: `dotenv`,
    `compose`, `kubernetes`, `dockerfile`, `python`, `seed` (accounts in SQL or XML), or `configuration` where that is not
    known.
    """

    name: str
    purpose: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFields(Fact):
    """The fields of a stored model that a form or serializer offers: which a request may set, which an answer shows.

    `everything` tells that they are not listed: all of the model's, or all but some. `name` is the class's, `model`
    that of the records.
    """

    name: str
    model: str
    writable: tuple[str, ...] = ()
    readable: tuple[str, ...] = ()
    everything: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DebugSwitch(Fact):
    """Debug mode of a framework. `started` tells whether the program is started so: UNKNOWN where a script does it that
    nothing is seen to run, and nothing else is seen to start the program.
    """

    value: Reading
    started: State = State.YES


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphQLServer(Fact):
    """A GraphQL schema being served. `schema` is where it is made. `introspection` tells whether everybody may ask what it
    holds, `editor` whether a page to write queries is shown, `limited` whether something bounds how much a query asks.
    """

    schema: Location
    introspection: State
    editor: State
    batch: Reading
    limited: State


@dataclass(frozen=True, slots=True, kw_only=True)
class CookieSet(Fact):
    """A cookie being set, with its flags as far as they are known (the library's default when not given)."""

    name: Reading
    secure: Reading
    http_only: Reading
    same_site: Reading
    sensitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting(Fact):
    """A framework's setting in force (`SECURE_HSTS_SECONDS`), with the framework that reads it."""

    framework: str
    name: str
    value: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Escaping(Fact):
    """A template environment and whether it escapes by itself."""

    enabled: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class RawMarkup(Fact):
    """A value declared safe HTML (`Markup`, `mark_safe`); `constant` when it is fixed text, `escaped` when sanitized."""

    constant: State
    escaped: State


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportCheck(Fact):
    """Certificate verification of an outgoing call."""

    enabled: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementBuilt(Fact):
    """SQL text built by formatting with parts that are neither constant nor known to be safe."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LimiterDeclared(Fact):
    """A limiter and why it does nothing, if so (`ineffective` is "" when it works)."""

    per_minute: float | None
    ineffective: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimiterKey(Fact):
    """A limiter that counts callers by a header that they write themselves, its name."""

    header: str
