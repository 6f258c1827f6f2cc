"""Examples of the rule private-key; see the package."""

from __future__ import annotations

import random

from engines.secret_cases.drawing import (
    BASE64,
    CHARSET,
    HEX,
    OPENSSH,
    URLSAFE,
    Example,
    armour,
    assigned,
    bech32,
    clamped,
    pem,
    sequence,
)

EXAMPLES: tuple[Example, ...] = (
    ("a private key", lambda _: pem(sequence(1200))),
    ("a private key", lambda _: pem(sequence(1190), "RSA ")),
    ("a private key", lambda _: pem(OPENSSH + b"none" + random.Random(5).randbytes(300), "OPENSSH ")),
    ("a private key", lambda _: 'KEY = "' + pem(b"\x30\x2e" + random.Random(1).randbytes(46), line_end="\\n") + '"'),
    ("a private key of OpenPGP", lambda _: armour(random.Random(6).randbytes(400))),
    (
        "a private key of PuTTY",
        lambda d: (
            "PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nComment: shop\nPublic-Lines: 2\n"
            + d(BASE64, 64)
            + "\n"
            + d(BASE64, 40)
            + "\nPrivate-Lines: 2\n"
            + d(BASE64, 64)
            + "\n"
            + d(BASE64, 40)
            + "\nPrivate-MAC: "
            + d(HEX, 40)
        ),
    ),
    ("a secret key of age", lambda d: bech32("age-secret-key-", d(CHARSET, 52))),
    ("a private key of WireGuard", lambda _: "PrivateKey = " + clamped()),
    ("a preshared key of WireGuard", lambda d: "PresharedKey = " + d(BASE64, 42) + "A="),
    (
        "a private key as a JSON web key",
        lambda d: '{"kty": "EC", "crv": "P-256", "x": "' + d(URLSAFE, 43) + '", "d": "' + d(URLSAFE, 43) + '"}',
    ),
    ("a private key of a wallet", lambda d: assigned("DEPLOYER_PRIVATE_KEY", "0x" + d(HEX, 64))),
    ("a private key of a wallet", lambda d: assigned("private_key", d(HEX, 64))),
    (
        "an extended private key of a wallet",
        lambda d: "xprv" + d("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", 107),
    ),
)
