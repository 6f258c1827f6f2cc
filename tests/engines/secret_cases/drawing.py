"""What examples are drawn from: alphabets, and the seals (checksums, structures) that some formats end in."""

from __future__ import annotations

import base64
import json
import random
import string
import zlib
from collections.abc import Callable

from backlint.checksums import crc24, marvin

Draw = Callable[[str, int], str]
Example = tuple[str, Callable[[Draw], str]]
"""A format's name, and its secret with what stands around it, put together from what is drawn."""

DIGITS = string.digits
LETTERS = string.ascii_letters
ALNUM = LETTERS + DIGITS
LOWER = string.ascii_lowercase + DIGITS
UPPER = string.ascii_uppercase + DIGITS
HEX = DIGITS + "abcdef"
UPPER_HEX = DIGITS + "ABCDEF"
ANY_HEX = string.hexdigits
BASE32 = string.ascii_uppercase + "234567"
LOWER32 = BASE32.lower()
URLSAFE = ALNUM + "-_"
BASE64 = ALNUM + "+/"


def drawing(seed: int = 7) -> Draw:
    """Return a draw that looks random and is the same each time."""
    source = random.Random(seed)

    def draw(alphabet: str, length: int) -> str:
        text = "".join(source.choices(alphabet, k=length))
        # No token begins or ends in a character that a boundary of words hides.
        return (
            text
            if not alphabet.isalnum() and length < 3
            else f"{_plain(text[0])}{text[1:-1]}{_plain(text[-1])}"[:length]
        )

    return draw


def _plain(letter: str) -> str:
    return letter if letter.isalnum() else "Q"


def filled(alphabet: str, length: int) -> str:
    """Return what stands in a manual instead: the same character again and again."""
    return next(letter for letter in "xX0a" + alphabet if letter in alphabet) * length


def halved(alphabet: str, length: int) -> str:
    """Return a draw of half the length."""
    return drawing()(alphabet, max(1, length // 2))


def noise(length: int, alphabet: str = ALNUM, seed: int = 7) -> str:
    """Return one draw."""
    return drawing(seed)(alphabet, length)


def assigned(name: str, value: str) -> str:
    return f'{name} = "{value}"'


def uuid(d: Draw) -> str:
    return "-".join(d(HEX, length) for length in (8, 4, 4, 4, 12))


# --- what seals them ----------------------------------------------------------------------------------------------


def encoded(value: object) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def token(header: object, claims: object) -> str:
    return f"{encoded(header)}.{encoded(claims)}.{noise(43, URLSAFE)}"


def login(d: Draw) -> str:
    return base64.b64encode(f"shop:{d(ALNUM, 14)}".encode()).decode()


def in_base(number: int, digits: str, width: int) -> str:
    text = ""
    for _ in range(width):
        number, rest = divmod(number, len(digits))
        text = digits[rest] + text
    return text


BASE62 = DIGITS + string.ascii_uppercase + string.ascii_lowercase


def with_crc62(prefix: str, body: str) -> str:
    """GitHub, npm: the CRC-32 of the body, to the base 62."""
    return prefix + body + in_base(zlib.crc32(body.encode()), BASE62, 6)


def routable(prefix: str, body: str) -> str:
    """GitLab: length of the body and CRC-32 of all before, to the base 36."""
    sealed = f"{prefix}{body}.01.{in_base(len(body), LOWER36, 2)}"
    return sealed + in_base(zlib.crc32(sealed.encode()), LOWER36, 7)


LOWER36 = DIGITS + string.ascii_lowercase


def azure(mark: str, before: int, total: int, seed: str, *, urlsafe: bool = False) -> str:
    """Azure: random, the mark, and the Marvin32 hash of both, under a seed of eight letters."""
    letters = {44: "A", 88: "", 52: "A", 56: ""}[total]
    for number in range(500):
        text = noise(before, ALNUM, seed=number) + mark + letters
        size = {44: 32, 88: 64, 52: 39, 56: 40}[total]
        data = base64.b64decode((text + "A" * total)[: total - total % 4] + "==", altchars=b"-_" if urlsafe else None)
        data = data[: size - 4]
        value = marvin(data, int.from_bytes(seed.encode(), "big"))
        whole = data + ((value ^ value >> 32) & 0xFFFFFFFF).to_bytes(4, "little")
        key = (base64.urlsafe_b64encode if urlsafe else base64.b64encode)(whole).decode()
        if key[before : before + len(mark)] == mark:
            return key
    raise AssertionError(mark)


def devops(d: Draw) -> str:
    """Azure DevOps: four of 32 bytes are the CRC-32 of the others."""
    rest = bytearray(random.Random(d(HEX, 4)).randbytes(28))
    check = (zlib.crc32(bytes(rest)) ^ 0xE0B9692D).to_bytes(4, "little")
    data = bytes([*rest[:2], check[3], *rest[2:6], check[2], check[1], *rest[6:19], check[0], *rest[19:]])
    return base64.b32encode(data).decode().rstrip("=").lower()


CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def bech32(head: str, body: str) -> str:
    """BIP 173: six letters that make the whole a multiple of the generator."""
    values = [ord(letter) >> 5 for letter in head] + [0] + [ord(letter) & 31 for letter in head]
    values += [CHARSET.index(letter) for letter in body]
    check = 1
    for value in [*values, 0, 0, 0, 0, 0, 0]:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> bit & 1 else 0
    check ^= 1
    return (head + "1" + body + "".join(CHARSET[check >> 5 * (5 - place) & 31] for place in range(6))).upper()


def clamped() -> str:
    """Curve25519: bits that every private key has."""
    data = bytearray(random.Random(4).randbytes(32))
    data[0] &= 248
    data[31] = data[31] & 63 | 64
    return base64.b64encode(bytes(data)).decode()


def sequence(length: int) -> bytes:
    """An ASN.1 sequence of that many bytes, as every key of that encoding is."""
    return b"\x30\x82" + length.to_bytes(2, "big") + random.Random(3).randbytes(length)


def pem(data: bytes, kind: str = "", line_end: str = "\n") -> str:
    text = base64.b64encode(data).decode()
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    edge = "-----{} " + kind + "PRIVATE KEY-----"
    return line_end.join((edge.format("BEGIN"), *lines, edge.format("END"), ""))


def armour(data: bytes) -> str:
    check = base64.b64encode(crc24(data).to_bytes(3, "big")).decode()
    edge = "-----{} PGP PRIVATE KEY BLOCK-----"
    body = base64.encodebytes(data).decode().strip()
    return "\n".join(
        (edge.format("BEGIN"), "Version: GnuPG v2.0.22 (GNU/Linux)", "", body, f"={check}", edge.format("END"))
    )


OPENSSH = b"openssh-key-v1\0\0\0\0\4"


def encoded_plain(value: object) -> str:
    return base64.b64encode(json.dumps(value, separators=(",", ":")).encode()).decode()


def with_crc_bytes(body: str) -> str:
    """Grafana: the CRC-32 of all before, the lowest byte first."""
    return f"{body}_{zlib.crc32(body.encode()).to_bytes(4, 'little').hex()}"


def service_account() -> str:
    claims = {
        "type": "service_account",
        "private_key_id": noise(40, HEX),
        "private_key": pem(sequence(1200)),
        "client_email": "shop@shop.iam",
    }
    return json.dumps(claims, indent=2)


# Three tokens that their makers have shown to explain the checksum; none has ever opened anything since.
GITHUB = "ghp_" + "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ" + "0mLq17"
NPM = "npm_" + "qkJaB6MffYVzZXWqmcoF49yrUxP3wf" + "0LsakP"
GRAFANA = "glsa_" + "iNValIdinValiDinvalidinvalidinva" + "_5b582697"
