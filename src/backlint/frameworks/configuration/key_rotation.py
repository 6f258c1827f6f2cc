"""What lets the keys of tokens be replaced without ending every session: key sets, key ids, keys that are still accepted."""

from __future__ import annotations

from collections.abc import Iterator

from backlint.concepts import Fact, KeyRotation, State
from backlint.frameworks.configuration.arguments import Option, entry_state
from backlint.frameworks.configuration.survey import Survey

_SETS = (
    *("jwt.PyJWKClient", "jwt.jwks_client.PyJWKClient", "jwt.PyJWKSet.from_dict", "jwt.PyJWKSet.from_json"),
    *("jwt.get_unverified_header", "jose.jwt.get_unverified_header", "jose.jws.get_unverified_header"),
    *("joserfc.jwk.KeySet", "joserfc.jwk.KeySet.import_key_set", "authlib.jose.JsonWebKey.import_key_set"),
    *("cryptography.fernet.MultiFernet", "authlib.jose.KeySet"),
)
"""Calls that choose a key among several, or read of a token by which it was signed."""

_ENCODERS = ("jwt.encode", "jwt.PyJWT.encode", "jose.jwt.encode")
_HEADERS = Option("headers", 3)


def rotations(survey: Survey) -> Iterator[Fact]:
    """Yield the places at which a program shows that it can have more than one key."""
    for event in survey.calls(_SETS):
        yield KeyRotation(
            location=survey.location(event.site),
            scope=event.site.scope,
            callee=event.callee,
            production=survey.production(event.site),
        )
    for event in survey.calls(_ENCODERS):
        if entry_state(survey.given(event.arguments, _HEADERS).value, "kid") is State.YES:
            yield KeyRotation(
                location=survey.location(event.site),
                scope=event.site.scope,
                callee=f"{event.callee} with `kid`",
                production=survey.production(event.site),
            )


FACTS = rotations
