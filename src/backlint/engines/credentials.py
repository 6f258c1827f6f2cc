"""What a condition asks of who is calling: whether it depends on a credential, or only on what anybody sends."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from backlint.concepts import REMOTE, SourceKind
from backlint.engines.roles import CREDENTIALS, is_as_sent
from backlint.execution.decisions import announces_right
from backlint.execution.handed import WHOLE_REQUEST
from backlint.execution.program import Check
from backlint.execution.taint import Origin, Taint

_PLAIN_HEADERS = frozenset(
    "origin referer user-agent content-type content-length accept accept-language accept-encoding host if-none-match "
    "if-modified-since range x-requested-with hx-request hx-target x-forwarded-for x-forwarded-proto x-real-ip "
    "remote-addr remote-host remote-port request-method path-info query-string server-name server-port upgrade connection "
    "transfer-encoding content-encoding cache-control sec-fetch-site sec-fetch-mode sec-fetch-dest".split()
)
"""Headers that every browser sends, and what the server itself says of a connection, whoever is calling."""
_CONNECTION = frozenset("remote-addr remote-host server-name server-port request-method query-string path-info".split())
"""What a server says of the connection and the address, beside the headers."""

_NONCE = re.compile(r"csrf|xsrf|nonce|\bstate\b|_state", re.IGNORECASE)
"""Names of what a session holds to recognise its own forms and redirects."""

_SIGNATURE = re.compile(r"signature|hmac", re.IGNORECASE)
"""Names of headers by which a server that calls back shows who it is."""

_FORGERY = re.compile(r"csrf|xsrf")

_CHOSEN = REMOTE - {SourceKind.PATH}
"""What a caller sends beside the address of what it asks for."""


@lru_cache(maxsize=1 << 14)
def depends_on_credential(check: Check) -> bool:
    """Tell whether a condition asks something that comes from a credential."""
    if compares_nonce(check):
        return False
    return asks_what_was_told(check) or asks_credential(check)


def asks_what_was_told(check: Check) -> bool:
    """Tell whether a condition asks what code that nobody knows made of a whole request, and of nothing else in it.

    Who was handed a name and a password beside the request is asked whether these are right; a path says what is wanted.
    """
    origins = [taint.origin for taint in check.taints if isinstance(taint.origin, Origin)]
    return any(one.text == WHOLE_REQUEST for one in origins) and not any(one.kinds & _CHOSEN for one in origins)


def asks_credential(check: Check) -> bool:
    """Tell whether a condition asks something that the program itself took from a credential."""
    if _compares_own_key(check):
        return True
    for taint in check.taints:
        origin = taint.origin
        # A password in a body is what a login compares; it says who wants in, not who is calling. A key does.
        if (
            isinstance(origin, Origin)
            and origin.kinds & CREDENTIALS
            and (SourceKind.BODY not in origin.kinds or _is_key_sent(origin))
            and origin.text != WHOLE_REQUEST
        ):
            only_header = not origin.kinds & (CREDENTIALS - {SourceKind.HEADER})
            # The server's own interface has them as variables: `HTTP_USER_AGENT`, `REMOTE_ADDR`.
            name = origin.name.lower().replace("_", "-").removeprefix("http-")
            if only_header and (name in _PLAIN_HEADERS or name in _CONNECTION):
                continue
            # That anything was sent under a name, or in a form, proves nothing, and neither does what a caller says of
            # its own role: everybody can send that.
            if is_as_sent(taint) and (check.formal or believes(check, taint)):
                continue
            # That a form's own secret is there says no more than that it is the same.
            if _FORGERY.search(name) and SourceKind.CREDENTIAL not in origin.kinds:
                continue
            return True
    return False


_OWN_KEY = re.compile(r"(?:== |!= |^)(?:\w+\.)*[A-Z][A-Z0-9_]*_(?:TOKEN|SECRET|KEY)(?: ==| !=|$)")


def _compares_own_key(check: Check) -> bool:
    """Tell whether what a body or query holds is compared with a setting that is called a key: `token == settings.HOOK_TOKEN`."""
    origins = [taint.origin for taint in check.taints if isinstance(taint.origin, Origin)]
    sent = any(one.kinds & {SourceKind.BODY, SourceKind.QUERY} for one in origins)
    return sent and "=" in check.text and _OWN_KEY.search(check.text) is not None


_KEY = re.compile(r"(?:api|service|shared|webhook)[-_ ]?(?:key|token|secret)$", re.IGNORECASE)


def _is_key_sent(origin: Origin) -> bool:
    """Tell whether what a body holds is a key of programs that call, by its name: no password, and no code of one use."""
    return SourceKind.PASSWORD not in origin.kinds and _KEY.search(origin.name) is not None


_A_TEXT = re.compile(r'("…"|\(…\))$')
"""Ends a comparison with a text of the program, or several."""


def believes(check: Check, taint: Taint) -> bool:
    """Tell whether a condition compares what a caller says of its own role with a text of the program."""
    origin = taint.origin
    says = isinstance(origin, Origin) and is_as_sent(taint) and _says_right(origin)
    return says and _A_TEXT.search(check.text) is not None


def _says_right(origin: Origin) -> bool:
    """Tell whether a field says who its sender is allowed to be; a field of a credential keeps the credential's name."""
    return announces_right(origin.name) or announces_right(origin.text.rpartition(" ")[2])


def is_sent_credential(taint: Taint) -> bool:
    """Tell whether a value is a credential out of a header or cookie; the token of a form is none."""
    origin = taint.origin
    if not isinstance(origin, Origin) or SourceKind.CREDENTIAL not in origin.kinds or origin.text == WHOLE_REQUEST:
        return False
    return bool(origin.kinds & _CARRIED) and _FORGERY.search(origin.name.lower()) is None


_CARRIED = frozenset({SourceKind.HEADER, SourceKind.COOKIE})


def compares_nonce(check: Check) -> bool:
    """Tell whether a condition compares a session's own secret with what a request repeats of it.

    That shows that a form or redirect is the session's own, not that anybody is logged in.
    """
    origins = [taint.origin for taint in check.taints if isinstance(taint.origin, Origin)]
    held = [one for one in origins if SourceKind.SESSION in one.kinds or SourceKind.COOKIE in one.kinds]
    sent = [one for one in origins if one.kinds & REMOTE and SourceKind.SESSION not in one.kinds and one not in held]
    return bool(held and sent) and (_are_nonces(held) or _are_nonces(sent))


def _are_nonces(origins: Iterable[Origin]) -> bool:
    """Tell whether all of these are called like a secret of a form or redirect: what is held, or what repeats it."""
    return all(_NONCE.search(one.name) for one in origins)


def asks_headers(check: Check) -> bool:
    """Tell whether a condition asks of headers that are no credentials; a signature shows who has sent what it signs."""
    origins = [taint.origin for taint in check.taints if isinstance(taint.origin, Origin)]
    return not any(
        one.kinds & (CREDENTIALS - {SourceKind.HEADER})
        or (SourceKind.HEADER in one.kinds and _SIGNATURE.search(one.name))
        for one in origins
    )


def is_sent(check: Check) -> bool:
    """Tell whether a condition is on something that a caller sends beside the address of what it asks for."""
    kinds = [taint.origin.kinds for taint in check.taints if isinstance(taint.origin, Origin)]
    return any(one & _CHOSEN for one in kinds)
