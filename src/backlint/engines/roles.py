"""Whether a condition on who is calling asks for more than that somebody is: for a role, a right, an owner."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from backlint.concepts import SourceKind
from backlint.execution.program import Check
from backlint.execution.taint import Origin, Taint, is_neutral
from backlint.execution.values import AnyValue, FunctionObject
from backlint.facts import model

CREDENTIALS = frozenset({SourceKind.CREDENTIAL, SourceKind.SESSION, SourceKind.COOKIE, SourceKind.HEADER})
"""What tells who is calling."""

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")

_ROLE = frozenset(
    "access accessible acl admin administrator admins allow allowed allows can editor forbidden grant granted group groups "
    "level manage manager manages may member members membership moderator organization organizer own owned owner owners "
    "owns perm permission permissions permit permits permitted perms policy privilege privileged privileges right rights "
    "role roles root scope scopes staff superadmin superuser sysadmin tenant".split()
)
"""Words for what one caller may do and another may not."""

_PLAINLY_ROLE = frozenset(
    "admin administrator admins moderator permission permissions privilege privileged privileges role roles staff superadmin "
    "superuser sysadmin".split()
)
"""Those of these words that say nothing else: a key may be allowed, valid or granted and still only tell who it is."""

_IDENTITY = frozenset(
    "access account active anonymous api apikey auth authed authenticate authenticated authentication authorization banned basic "
    "bearer blocked caller change check checked claims client code confirm confirmed cookie cookies count credential "
    "credentials current decode default deleted digest disabled email enabled expired exists find first fresh get guest "
    "has hash header headers id identity is jwt key keys locked logged login me must name none nonce not or password "
    "payload present profile query request revoked secret self session sessions signature signed sub suspended token "
    "tokens uid user username users valid validate verified verify with".split()
)
"""Words for that there is somebody, who it is, and whether the account is in order."""

_TOKENS = frozenset({"token", "tokens", "key", "keys"})
_NAMES = frozenset({"id", "ids", "uid", "uuid", "pk"})
_ONE_OF_THEM = re.compile(r'(==|!=|\bin\b) ("…"|\(…\)|\d+)$')
"""Ends a comparison with words or a number of the program: the caller is one of those that it names."""
_SENT = frozenset({SourceKind.HEADER, SourceKind.COOKIE, SourceKind.BODY, SourceKind.QUERY})
_FIELD = re.compile(r'[.\w\[\]"…()]+')


@lru_cache(maxsize=1 << 14)
def asks_role(check: Check) -> bool:
    """Tell whether a condition that depends on a credential asks what the caller may do, not only who it is.

    A library's refusal of a credential has no text of the program: it asks for the credential. What a record says of
    whom it belongs to (`order.customer_id`) asks for an owner.
    """
    if check.word or not check.text:
        return False
    kinds = {kind for origin in _origins(check) for kind in origin.kinds}
    # What is taken from a verified token, or looked up by it, is no longer what the caller wrote.
    if _ONE_OF_THEM.search(check.text) and kinds & CREDENTIALS and not any(map(is_as_sent, check.taints)):
        return True
    names = (origin.name for origin in _origins(check) if origin.kinds & CREDENTIALS)
    return any(_is_role(_words(side)) for side in _FIELD.findall(check.text)) or any(
        _role_words(_words(name)) for name in names
    )


def is_as_sent(taint: Taint) -> bool:
    """Tell whether a value is what a caller wrote: nothing has looked it up, checked it, or made something else of it."""
    kinds = taint.origin.kinds if isinstance(taint.origin, Origin) else frozenset[SourceKind]()
    return bool(kinds & _SENT) and SourceKind.SESSION not in kinds and not taint.weak and not is_neutral(taint)


def plainly_asks_role(check: Check) -> bool:
    """Tell whether a condition names a role or a right of the caller outright."""
    return any(_words(side) & _PLAINLY_ROLE for side in _FIELD.findall(check.text))


def compares_role(check: Check) -> bool:
    """Tell whether the role of a caller, as it was looked up or verified, is compared with one that the program names."""
    named = _ONE_OF_THEM.search(check.text) is not None and plainly_asks_role(check)
    return named and bool(check.taints) and not any(map(is_as_sent, check.taints))


def names_right(check: Check) -> bool:
    """Tell whether a condition speaks of a role, a right or an owner, whatever it is known to depend on."""
    return any(_role_words(_words(side)) for side in _FIELD.findall(check.text))


def _origins(check: Check) -> Iterator[Origin]:
    for taint in check.taints:
        if isinstance(taint.origin, Origin):
            yield taint.origin


def _is_role(words: frozenset[str]) -> bool:
    return bool(_role_words(words)) or (bool(words & _NAMES) and not words <= _IDENTITY | _NAMES)


def _role_words(words: frozenset[str]) -> frozenset[str]:
    """Return the words that speak of a role; an access token tells who is calling, nothing of what the caller may do."""
    found = words & _ROLE
    return found - {"access"} if words & _TOKENS else found


def _words(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORDS.findall(text) if len(word) > 1)


ADMINISTRATORS = ("admin", "staff", "superuser")
"""Parts of the words by which programs call whoever runs a service."""


def administrators_named(function: AnyValue) -> str:
    """Return the word with which a decorator above a function is told that administrators are meant, "" for none:
    `@requires(Permissions.server_administrator)`.
    """
    if not isinstance(function, FunctionObject):
        return ""
    given = (
        word
        for decorator in function.facts.decorators
        if isinstance(decorator, model.Call)
        for argument in decorator.arguments
        for word in _words_of(argument.value)
    )
    return next((word for word in given if any(part in word.lower() for part in ADMINISTRATORS)), "")


def _words_of(node: model.Expression) -> Iterator[str]:
    """Yield the last names and the texts that an argument is, or lists."""
    if isinstance(node, model.Attribute):
        yield node.name
    elif isinstance(node, model.Name):
        yield node.id
    elif isinstance(node, model.Literal) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, model.Display):
        for item in node.items:
            yield from _words_of(item)
