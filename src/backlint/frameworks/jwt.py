"""PyJWT: tokens."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.execution.library import Exchange
from backlint.execution.program import UNVERIFIED
from backlint.execution.taint import EVERY_SINK, neutralize
from backlint.execution.values import CallEvent, Constant, External, Unknown
from backlint.frameworks.checks import switched_off
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, methods, propagators, sinks, sources
from backlint.frameworks.selectors import first

CLAIMS = External("builtins.dict")


def verified(event: CallEvent) -> Exchange | None:
    """What reading a token gives: claims that only the key's holder can have made; anybody's when nothing is verified.

    Who they speak of is still told by where the token came from.
    """
    token = first(event, "0:jwt") or first(event, "0:token")
    options = first(event, ":options")
    verify = first(event, ":verify")
    off = (options is not None and switched_off(options, "verify_signature")) or (
        isinstance(verify, Constant) and verify.value is False
    )
    taints = token.taint if token is not None else frozenset()
    if off:
        return unverified(event)
    return Exchange(result=Unknown(neutralize(taints, EVERY_SINK), CLAIMS), marks=("authentication",))


def unverified(event: CallEvent) -> Exchange:
    """What reading a token gives whose signature nobody looks at: what its sender wrote."""
    token = first(event, "0:jwt") or first(event, "0:token")
    return Exchange(result=Unknown(token.taint if token is not None else frozenset(), CLAIMS), marks=(UNVERIFIED,))


LIBRARY = LibraryModel(
    name="jwt",
    distribution="pyjwt",
    packages=("jwt",),
    aliases={
        "jwt.api_jwt.PyJWT": "jwt.PyJWT",
        **{f"jwt.api_jwt.{name}": f"jwt.{name}" for name in ("encode", "decode", "decode_complete")},
        "jwt.jwks_client.PyJWKClient": "jwt.PyJWKClient",
    },
    sources=(*sources(SourceKind.SECRET, "str", "jwt.encode", "jwt.PyJWT.encode", called=True),),
    # Where the keys come from, taken from a token's own header.
    sinks=sinks(SinkKind.SSRF, "0:uri", "jwt.PyJWKClient"),
    propagators=propagators("0:jwt", "jwt.get_unverified_header"),
    marks=marks("token", "jwt.encode", "jwt.PyJWT.encode"),
    calls=dict.fromkeys(
        (*methods("jwt", "decode decode_complete"), *methods("jwt.PyJWT", "decode decode_complete")), verified
    ),
)
