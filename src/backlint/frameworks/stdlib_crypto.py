"""The standard library: digests, keys and random numbers."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.execution.joins import join_all
from backlint.execution.library import Exchange
from backlint.execution.taint import EVERY_SINK
from backlint.execution.values import CallEvent, ListObject, Tuple, string_of
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, methods, propagators, returning, sanitizers, sinks, sources

_DIGESTS = "md5 sha1 sha224 sha256 sha384 sha512 sha3_224 sha3_256 sha3_384 sha3_512 blake2b blake2s"
_RANDOM = "random randint randrange choice choices sample getrandbits randbytes uniform shuffle"
_OTHERS = EVERY_SINK - {SinkKind.TOKEN_VALUE, SinkKind.SIGNED}
_SIGNED = _OTHERS | {SinkKind.SIGNED}
"""What the code that a key makes of a text no longer harms; that it was made of the text is remembered."""
_NOT_FOR_SECURITY = ((":usedforsecurity", False),)


def drawn(event: CallEvent) -> Exchange | None:
    """What drawing one of a list gives: of words that stand in the program, a sample and no secret."""
    words = event.arguments.get(0, "seq")
    if not isinstance(words, (ListObject, Tuple)) or words.rest is not None or not words.items:
        return None
    texts = [string_of(item) for item in words.items]
    if all(text is not None and len(text) > 1 for text in texts):
        return Exchange(result=join_all(words.items))
    return None


LIBRARY = LibraryModel(
    name="stdlib_crypto",
    distribution="",
    packages=("hashlib", "hmac", "secrets", "random", "uuid", "crypt"),
    # `random.SystemRandom` has the methods of `random.Random` and none of its faults: it is no parent here.
    sources=(
        *sources(SourceKind.SECRET, "str", *methods("secrets", "token_urlsafe token_hex"), called=True),
        *sources(SourceKind.SECRET, "bytes", "secrets.token_bytes", called=True),
        # Numbers that can be foretold from others of the same generator.
        *sources(SourceKind.RANDOM, "any", *methods("random", _RANDOM), called=True),
        *sources(SourceKind.RANDOM, "any", *methods("random.Random", _RANDOM), called=True),
        *sources(SourceKind.RANDOM, "any", "uuid.uuid1", called=True, confidence="medium"),
    ),
    sinks=(
        # Made to be fast: a password's digest is guessed as fast.
        *sinks(SinkKind.FAST_HASH, "0:", *methods("hashlib", _DIGESTS), unless=_NOT_FOR_SECURITY),
        *sinks(SinkKind.FAST_HASH, "1:", "hashlib.new", unless=_NOT_FOR_SECURITY),
        *sinks(SinkKind.FAST_HASH, "0:", "_hashlib.HASH.update"),
        *sinks(SinkKind.FAST_HASH, "0:word", "crypt.crypt"),
    ),
    sanitizers=(
        *sanitizers(_OTHERS, "0:", *methods("hashlib", _DIGESTS)),
        *sanitizers(_OTHERS, "1:", "hashlib.new"),
        *sanitizers(_SIGNED, "0: 1:msg", "hmac.new"),
        *sanitizers(_SIGNED, "0: 1:", "hmac.digest"),
        *sanitizers(_OTHERS, "1:", "hashlib.pbkdf2_hmac"),
        *sanitizers(_OTHERS, "0:", "hashlib.scrypt"),
        *sanitizers(EVERY_SINK, "0: 1:", *methods("hmac", "compare_digest"), "secrets.compare_digest"),
    ),
    propagators=(
        *propagators("self", *methods("_hashlib.HASH", "hexdigest digest"), *methods("hmac.HMAC", "hexdigest digest")),
        *propagators("0:", "_hashlib.HASH.update", to="self", kills=_OTHERS),
        *propagators("0:", "hmac.HMAC.update", to="self", kills=_SIGNED),
    ),
    returns={
        **returning("_hashlib.HASH", *methods("hashlib", _DIGESTS), "hashlib.new"),
        **returning("builtins.str", "_hashlib.HASH.hexdigest", "hmac.HMAC.hexdigest"),
        **returning("builtins.bytes", "_hashlib.HASH.digest", "hmac.HMAC.digest", "hmac.digest"),
        **returning("builtins.bytes", *methods("hashlib", "pbkdf2_hmac scrypt")),
        **returning("builtins.bool", "hmac.compare_digest", "secrets.compare_digest"),
        "hmac.new": "hmac.HMAC",
    },
    marks=(
        *marks("password-hash", *methods("hashlib", "pbkdf2_hmac scrypt")),
        *marks("compares", "hmac.compare_digest", "secrets.compare_digest"),
    ),
    calls=dict.fromkeys(methods("random", "choice") + methods("random.Random", "choice"), drawn),
)
