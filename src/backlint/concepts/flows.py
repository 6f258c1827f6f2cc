"""Sources, sinks, and the flows between them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from backlint.concepts.reach import Reach
from backlint.findings import Location, Step


class State(StrEnum):
    """The answer to a yes-or-no question about a program that could not be run."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


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
    SIGNED = "signed"
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
    SinkKind.SIGNED: frozenset(SinkKind) - {SinkKind.AMOUNT, SinkKind.RESOURCE},
}
"""What data is safe for once its parsed host, its path without `..`, or the code that a key makes of it, has been compared
with something: nobody sends the right code but for what the program has signed itself.
"""

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

_PLAIN = re.compile(r"\.(?:txt|text|md|csv|eml|subject)(?:\.(?:jinja2?|j2|html))?$")
_MAIL = re.compile(r"(?:^|[/_.-])e?mails?(?:[/_.-])")


def is_plain_template(path: str) -> bool:
    """Tell whether a template is for plain text, by its name (`notice.txt.jinja2`)."""
    return _PLAIN.search(path.lower()) is not None


_SET_UP = re.compile(r"\.(?:x?html?|xml|svg)\.\w+$")


def is_escaped_by_setup(path: str) -> bool:
    """Tell whether what a program has set up decides if a template is escaped, by its name: `page.html.jinja2` ends in no
    name that Flask escapes by itself, and where pages are called so, a library of the program's escapes them most often.
    """
    return _SET_UP.search(path.lower()) is not None


def is_mail_template(path: str) -> bool:
    """Tell whether a template is a mail's, by its folder or name: programs that show mails run no scripts in them."""
    return _MAIL.search(path.lower()) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A value from a source that reached a sink, as the machine saw it.

    `sources` are the kinds of everything that flows in. `source_text` names the source for people (`query parameter
    q of GET /search`). `callee` is the sink's dotted name, `argument` its parameter. `entry` is `GET /search`, a task
    or command name, or "" when the enclosing function was run with unknown parameters (then a PARAMETER source).
    `built` says that the text was built by formatting or concatenation around the tainted part rather than passed
    whole. `confidence` is `high`, `medium` or `low`, the least of the models on the way. `further` are the traces of some
    other ways into the same sink. `guarded` tells whether the entry asks who is calling, `reach` who can
    send what flows, `asked` what the program asks of it of which it is not known whether it keeps harm out ("": nothing).
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
    asked: str = ""
    reach: Reach = Reach.UNKNOWN


@dataclass(frozen=True, slots=True, order=True)
class SinkUse:
    """A place at which the program hands something to a sink, whoever has chosen it: what was looked at there."""

    kind: SinkKind
    callee: str
    location: Location
