"""What a program says about its security: settings, hashes, tokens, cookies, switches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from backlint.concepts.flows import State
from backlint.findings import Location, Precision, Severity, Step


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
    password is set there, and not asked for. `classes` are the names, without their modules, of the classes that have the
    field: the one that declares it and those that extend that.
    """

    owner: str
    field: str
    minimum: Reading
    sets: State
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenSigning(Fact):
    """A JWT being signed. `lifetime` is in seconds; `expires` whether an `exp` claim is there at all.

    `kind` tells whether a claim says what it is for; `alike` is where an access token is signed with the same key and as
    little, for a refresh token that is then as good as one.
    """

    key: Reading
    algorithm: Reading
    expires: State
    lifetime: Reading = UNREAD
    purpose: str = "access"
    kind: State = State.UNKNOWN
    alike: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRotation(Fact):
    """A place that shows that the program may have more than one key for its tokens at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenVerification(Fact):
    """A JWT being read. `algorithms` holds strings or tuples of them; `verified` is NO when the signature is not
    checked; `pinned` is NO when the library then takes the algorithm from the token. `sent` tells whether the token is one
    that a caller brings; NO where another server has handed it to the program; `published` whether the key is one that another
    server has answered. `handed_on` tells that the same function gives
    it to a library's call as well, which may check it. `decides` tells whether what is read tells an endpoint who is calling;
    NO where something else has been asked that before it.
    """

    key: Reading
    algorithms: Reading
    verified: State
    pinned: State
    expiry_checked: State = State.YES
    sent: State = State.UNKNOWN
    published: bool = False
    handed_on: bool = False
    decides: State = State.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenInUrl(Fact):
    """A token being checked that a caller has put into the address; `name` is what it is read from, `endpoint` one that
    asks for it.
    """

    name: str
    endpoint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretUse(Fact):
    """A value used as a secret: `purpose` is `signing-key`, `jwt-key`, `password`, `api-key`, `session-key`,
    `shared-key` (between services of one project), …

    `uses` are the places that are given it, where these are others than the one where it stands. `minor` tells that it
    opens little by itself: the usual password of a service on the same machine (`guest:guest@localhost`), a hash, or what
    other settings of production replace. `idle` tells that nothing is seen to sign anything with a key that a framework
    is given, or to start the program with the settings in which it stands.
    """

    purpose: str
    value: Reading
    name: str = ""
    uses: tuple[Step, ...] = ()
    minor: bool = False
    idle: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusedText(Fact):
    """A text of the program, under a name that announces a secret, with which production does not run: it is refused at the
    start, or settings that are in force there have another one. `location` is where it stands.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordKept(Fact):
    """A password that is kept, or compared, as it is typed: in a row or a list of accounts that the program itself fills,
    or by a condition. `name` is that of the column, list or source. `compared` says with what a condition compares it:
    `stored` (what a row keeps) or `literal` (a text in the program); "" where it is kept.
    """

    name: str
    compared: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretCompared(Fact):
    """A comparison of what a caller sends (`sent`) with a variable of the environment that lets the caller in, where both
    may be missing and are the same then.
    """

    sent: str
    variable: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretEntry(Fact):
    """An entry of a configuration file, or a literal in a program, whose name announces a secret.

    `purpose` is as in `SecretUse`; `value` is the text as it stands there. `callee` is what reads the file: `dotenv`,
    `compose`, `kubernetes`, `dockerfile`, `python` (notebooks as well), `script` (templates and what browsers run), `seed`
    (what SQL or XML puts into a database), `bare` (a file that is one key and nothing else), `note` (a document of the
    developers), or `configuration` where that is not known. `section` is what the entry stands under (keys
    joined by dots), and `taken` tells that a service has the very value: it is the
    password in an address, or what a stack is given where nobody says otherwise.
    """

    name: str
    purpose: str
    value: str
    section: str = ""
    taken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile(Fact):
    """A private file among those of a project.

    `holds` is `secrets` (the file of an environment, in which secrets were found: so many, as sure and as
    grave as the worst of them),
    `key` (a private key that opens without a password, other than in PEM), `encrypted-key` or `key-store`. `tracked` tells
    whether git tracks it, None where there is no git. `aside` tells that it is for tests, an example or one machine.
    """

    name: str
    holds: str
    tracked: bool | None
    secrets: int = 0
    sure: Precision = Precision.HIGH
    severity: Severity = Severity.HIGH
    aside: bool = False


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
    nothing is seen to run, and nothing else is seen to start the program, or where other settings are named as those to
    start with.
    """

    value: Reading
    started: State = State.YES


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSwitch(Fact):
    """A switch (`name`) that opens something when it is true, and that is given the text of an environment `variable`: any
    text but the empty one is true, "False" included. `value` is what is known of it.
    """

    name: str
    variable: str
    value: Reading


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


@dataclass(frozen=True, slots=True, kw_only=True)
class LimiterStore(Fact):
    """A limiter that counts in the memory of a process while several serve the program: how many (0: one for each
    processor), and where that is said.
    """

    workers: int
    started: Location


_SETTINGS = re.compile(r"(?:^|[/_.])(?:settings|config|configuration|conf)(?:[/_.]|$)")
"""Parts of a path that say that settings are what it holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentRead(Fact):
    """How a program reads its environment: through `schema`, the class or reader that gives types and knows what is missing
    ("": none), and by hand at `places`; `settings` is the file that holds most of these.
    """

    schema: str
    places: tuple[Location, ...]
    settings: str = ""

    @property
    def scattered(self) -> tuple[Location, ...]:
        """The places outside of the file that holds most, and of those that are settings by their names."""
        outside = (place for place in self.places if place.path != self.settings)
        return tuple(place for place in outside if not _SETTINGS.search(place.path))
