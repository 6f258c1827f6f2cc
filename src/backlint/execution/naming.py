"""What a part of data from outside is called: by the key or field under which it is read.

A value under a constant key is named by that key, so that a report can say `query parameter q`, and a header that
carries a credential or a field that holds a password is known for one, wherever in the program it is read.
"""

from __future__ import annotations

from functools import lru_cache

from backlint.concepts import SinkKind, SourceKind
from backlint.execution.taint import Origin, Site, Symbol, Taint, Taints, safe_for
from backlint.secrecy import purpose_of

_WORDS = {
    SourceKind.QUERY: "query parameter",
    SourceKind.BODY: "body field",
    SourceKind.PATH: "path parameter",
    SourceKind.HEADER: "header",
    SourceKind.COOKIE: "cookie",
    SourceKind.FILE: "uploaded file",
    SourceKind.SESSION: "session entry",
    SourceKind.ENVIRONMENT: "environment variable",
    SourceKind.WEBSOCKET: "message field",
    SourceKind.GRAPHQL: "GraphQL argument",
    SourceKind.JOB: "job argument",
    SourceKind.UPSTREAM: "field of an upstream's answer",
    SourceKind.COMMAND_LINE: "command line argument",
}

# Headers that carry a credential or a signature over the request; names as sent, in lower case.
_CREDENTIAL_HEADERS = frozenset(
    {
        "authorization",
        "proxy-authorization",
        "x-api-key",
        "api-key",
        "apikey",
        "x-auth-token",
        "x-access-token",
        "x-token",
        "x-hub-signature",
        "x-hub-signature-256",
        "x-signature",
        "stripe-signature",
        "x-slack-signature",
        "x-twilio-signature",
        "x-gitlab-token",
        "x-shopify-hmac-sha256",
    }
)
_SECRETS = frozenset({SourceKind.CREDENTIAL, SourceKind.PASSWORD})
_SECRET_LOG = frozenset({SinkKind.SECRET_LOG})
_TEXTS = frozenset({SourceKind.ENVIRONMENT, SourceKind.COMMAND_LINE})
_CREDENTIAL_PURPOSES = frozenset({"token", "api-key", "credential", "session-key"})


@lru_cache(maxsize=1 << 14)
def named(taints: Taints, key: str, site: Site) -> Taints:
    """Return the taints of the value under a key or field of something that has these taints."""
    return frozenset(part_of(taint, key, site) for taint in taints)


@lru_cache(maxsize=1 << 16)
def part_of(taint: Taint, key: str, site: Site) -> Taint:
    """Return the taint of a part of what this one is the taint of.

    A part of something that has a name of its own (a field of a declared body) keeps that name and place. What a
    symbol stands for is named where the symbol is replaced. What something unknown made of data has parts of its own,
    which are not the data's, and so has a variable of the environment: it is one text.
    """
    if taint.weak:
        return taint
    origin = taint.origin
    if isinstance(origin, Symbol):
        return Taint(Symbol(origin.number, key, site), taint.safe, taint.weak)
    if origin.name and origin.kinds & _TEXTS:
        return taint
    word = next((word for kind, word in _WORDS.items() if kind in origin.kinds), "")
    if not word:
        return taint
    place, name = (origin.site, origin.name) if origin.name else (site, key)
    part = Origin(kinds_of_key(origin.kinds, key), f"{word} {key}", place, name, origin.confidence)
    # What a credential says under a name (who issued a token, by which key) is no secret, unless the name says so.
    told = origin.name and origin.kinds & _SECRETS and not purpose_of(key)
    return Taint(part, safe_for(taint.safe, _SECRET_LOG) if told else taint.safe, taint.weak)


_FOLDERS = frozenset({"PWD", "OLDPWD"})
"""Variables in which a shell keeps the folder that it works in."""


def kinds_of_key(kinds: frozenset[SourceKind], key: str) -> frozenset[SourceKind]:
    """Add what a key's own name tells of its value: a credential in a header or cookie, a password in a form, a secret
    in the environment.
    """
    if SourceKind.COMMAND_LINE in kinds:
        return kinds
    purpose = purpose_of(key)
    if SourceKind.ENVIRONMENT in kinds:
        return kinds | {SourceKind.SECRET} if purpose and key not in _FOLDERS else kinds
    if purpose == "password":
        return kinds | {SourceKind.PASSWORD}
    if SourceKind.HEADER in kinds:
        header = key.lower().removeprefix("http_").replace("_", "-")
        if header in _CREDENTIAL_HEADERS or purpose in _CREDENTIAL_PURPOSES:
            return kinds | {SourceKind.CREDENTIAL}
    cookie = SourceKind.COOKIE in kinds or SourceKind.BODY in kinds or SourceKind.QUERY in kinds
    if cookie and (purpose in _CREDENTIAL_PURPOSES or key.lower() in {"session", "sessionid", "session_id", "jwt"}):
        return kinds | {SourceKind.CREDENTIAL}
    return kinds
