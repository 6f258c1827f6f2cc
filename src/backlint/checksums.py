"""Checksums and structures that secrets have, by which one is told from chance and from a typing error."""

from __future__ import annotations

import base64
import binascii
import json
import re
from zlib import crc32

from backlint.placeholder import is_placeholder

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"


def decoded(text: str) -> bytes | None:
    """Return the bytes of a base64 text of either alphabet, with or without padding; None where it is none."""
    plain = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def decoded_object(text: str) -> dict[str, object] | None:
    """Return the object that a base64 text of JSON holds; None where it holds none."""
    data = decoded(text)
    try:
        value = None if data is None else json.loads(data)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def claims_of(token: str) -> dict[str, object] | None:
    """Return what a signed token (JWT) claims; None where its header and claims are not JSON or nothing signs it."""
    header, claims = (decoded_object(part) for part in (*token.split("."), "", "")[:2])
    if header is None or claims is None or str(header.get("alg", "none")).lower() == "none":
        return None
    return claims


_WORDS = frozenset(
    {"password", "passwd", "pass", "pwd", "secret", "admin", "root", "test", "guest", "token", "postgres", "changeme"}
)
"""What people write for a password when they mean none."""


def is_login(text: str) -> bool:
    """Whether a text is `name:password`, and the password is no word of a manual and no reference."""
    name, colon, password = text.partition(":")
    if not colon or not name or len(password) < 4 or password == name or password.lower() in _WORDS:
        return False
    return not is_placeholder(password) and not is_placeholder(name) and password[0] not in "$%{<"


def holds_login(text: str) -> bool:
    """Whether a base64 text holds such a login."""
    data = decoded(text)
    if data is None or not data.isascii() or not data.decode("ascii").isprintable():
        return False
    return is_login(data.decode("ascii"))


def _digits(number: int, alphabet: str, width: int) -> str:
    digits = ""
    while number or len(digits) < width:
        number, digit = divmod(number, len(alphabet))
        digits = alphabet[digit] + digits
    return digits


def _crc(text: str) -> int:
    return crc32(text.encode("utf-8", "replace"))


def has_github_checksum(token: str) -> bool:
    """Whether a token of GitHub's or npm's form ends in the checksum of what stands before it.

    After the prefix and `_` come the random part and the CRC-32 of it, as six digits to the base 62 (GitHub's blog,
    "Behind GitHub's new authentication token formats", 2021).
    """
    body = token.rpartition("_")[2]
    return body[-6:] == _digits(_crc(body[:-6]), _BASE62, 6)


_ROUTABLE = re.compile(r"[A-Za-z0-9_-]+\.(?:[0-9a-z]{2}\.)?([0-9a-z]{2})([0-9a-z]{7})")


def has_gitlab_checksum(token: str) -> bool:
    """Whether a routable token of GitLab ends in the CRC-32 of all before it, as seven digits to the base 36.

    (`Authn::TokenField::Generator::RoutableToken` of GitLab.)
    """
    return bool(_ROUTABLE.fullmatch(token)) and token[-7:] == _digits(_crc(token[:-7]), _BASE36, 7)


def has_grafana_checksum(token: str) -> bool:
    """Whether a token `glsa_…_…` ends in the CRC-32 of what stands before its last `_`: four bytes, the lowest first.

    (`satokengen` of Grafana.)
    """
    body, _, written = token.rpartition("_")
    return _crc(body).to_bytes(4, "little").hex() == written.lower()


# --- Azure --------------------------------------------------------------------------------------------------------

_WORD = 0xFFFFFFFF


def _turned(value: int, bits: int) -> int:
    return (value << bits | value >> (32 - bits)) & _WORD


def marvin(data: bytes, seed: int) -> int:
    """Return the Marvin32 hash of some bytes, 64 bits (US patent 8,386,774; test vectors are in SymCrypt)."""
    low, high = seed & _WORD, seed >> 32
    padded = data + b"\x80"
    padded += b"\0" * (-len(padded) % 4)
    words = [int.from_bytes(padded[place : place + 4], "little") for place in range(0, len(padded), 4)]
    for word in (*words, 0):
        low = (low + word) & _WORD
        high ^= low
        low = (_turned(low, 20) + high) & _WORD
        high = _turned(high, 9) ^ low
        low = (_turned(low, 27) + high) & _WORD
        high = _turned(high, 19)
    return high << 32 | low


def has_azure_checksum(key: str, seeds: tuple[str, ...]) -> bool:
    """Whether a key of Azure ends in the Marvin32 hash of the bytes before it, four bytes, under one of the seeds.

    A seed is a text of eight letters (Microsoft's security-utilities, `IdentifiableMetadata`: "Access00" for Redis).
    """
    data = decoded(key)
    if data is None or len(data) < 8:
        return False
    for seed in seeds:
        number = marvin(data[:-4], int.from_bytes(seed.encode(), "big"))
        if ((number ^ number >> 32) & _WORD).to_bytes(4, "little") == data[-4:]:
            return True
    return False


_DEVOPS_SEEDS = (0xE0B9692D, 0x1019F92E)
_DEVOPS_PLACES = (22, 8, 7, 2)


def has_devops_checksum(token: str) -> bool:
    """Whether the CRC-32 within a token of Azure DevOps, 52 digits to the base 32, is that of its other bytes.

    (Microsoft's security-utilities, `AdoLegacyPat`; the seeds are of people's and of applications' tokens.)
    """
    try:
        data = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
    except (binascii.Error, ValueError):
        return False
    rest = bytes(byte for place, byte in enumerate(data) if place not in _DEVOPS_PLACES)
    written = int.from_bytes(bytes(data[place] for place in _DEVOPS_PLACES), "little")
    return any(crc32(rest) ^ seed == written for seed in _DEVOPS_SEEDS)


# --- others -------------------------------------------------------------------------------------------------------

_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def has_bech32_checksum(text: str) -> bool:
    """Whether a text of the form of Bech32 (BIP 173) ends in its checksum, as the secret keys of age do."""
    head, _, tail = text.lower().rpartition("1")
    values = [ord(letter) >> 5 for letter in head] + [0] + [ord(letter) & 31 for letter in head]
    if not head or not tail or any(letter not in _BECH32 for letter in tail):
        return False
    check = 1
    for value in (*values, *(_BECH32.index(letter) for letter in tail)):
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_BECH32_GENERATORS):
            check ^= generator if top >> bit & 1 else 0
    return check == 1


def crc24(data: bytes) -> int:
    """Return the checksum of OpenPGP's armour (RFC 4880, 6.1)."""
    check = 0xB704CE
    for byte in data:
        check ^= byte << 16
        for _ in range(8):
            check <<= 1
            if check & 0x1000000:
                check ^= 0x1864CFB
    return check & 0xFFFFFF
