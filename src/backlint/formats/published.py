"""Secrets that everybody has: the examples and fixed keys that vendors print in their manuals, by their hashes."""

from __future__ import annotations

from hashlib import blake2s

_PUBLISHED = frozenset(
    {
        "c79d4cadcc9dd598",  # the account of Azure's storage emulator
        "6a09e7033ced4291",  # the account of Azure's Cosmos DB emulator
        "75e031ddc3a96a90",  # AWS's manual
        "630c06d8b87f5efe",  # Telegram's manual
        "abe9bef139213829",  # RFC 7617: Aladdin and his open sesame
        "579c47e03df5ec7f",  # the same without the space
        "504d4e0522db1d96",  # user:password
        "a501ee22df1fe2ca",  # Stripe's manual
        "23b58df223a4579f",  # Stripe's manual
        "d37a4fb275e14514",  # Stripe's manual
        "badaa6785b65f18c",  # Stripe's manual
        "1472d8f07a9ab55e",  # reCAPTCHA's key for tests
        "a6ddde58fbb943f1",  # hCaptcha's key for tests
        "456b943665ab80ec",  # Turnstile's key for tests
        "cde9569ce3807265",  # the same
    }
)


def is_published(secret: str) -> bool:
    """Whether a text is one of the examples."""
    return blake2s(secret.encode("utf-8", "replace"), digest_size=8).hexdigest() in _PUBLISHED
