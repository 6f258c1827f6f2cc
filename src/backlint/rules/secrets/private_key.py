"""A private key is in the source.

## Why is this bad?

Whoever has the key is its owner: signs tokens, opens connections, reads what was sent to it.

## Example

```python
KEY = '''-----BEGIN PRIVATE KEY-----
…
-----END PRIVATE KEY-----'''
```

## Use instead

```python
from pathlib import Path

KEY = Path("/run/secrets/signing-key").read_text()
```

## Limits

A key that is encrypted with a passphrase is not reported.
"""

import re

from backlint.checksums import crc24, decoded, has_bech32_checksum
from backlint.formats import HEXADECIMAL, named, prefixed, written
from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_KEY

OWNER = "wherever its public key is trusted"
BASE58 = "1-9A-HJ-NP-Za-km-z"


def is_whole_key(body: str) -> bool:
    """Whether a PEM block holds a key: base64 of an ASN.1 sequence as long as it says, or of OpenSSH's own format."""
    data = decoded(re.sub(r"\\[nr]|[^A-Za-z0-9+/=]", "", body))
    if data is None:
        return False
    if data.startswith(b"openssh-key-v1\0"):
        # The name of the cipher follows, after its length; a key that is encrypted names another than `none`.
        return data[15:23] == b"\0\0\0\4none"
    return _is_sequence(data)


def _is_sequence(data: bytes) -> bool:
    if len(data) < 40 or data[0] != 0x30:
        return False
    if data[1] < 0x80:
        return data[1] == len(data) - 2
    digits = data[1] & 0x7F
    return int.from_bytes(data[2 : 2 + digits], "big") == len(data) - 2 - digits


_QUOTED = re.compile(r"^[\s+,]*[\"']|[\"'][\s+,]*$")
"""What stands around a line of a key in a program's text; without quotes a `+` belongs to the key."""


def is_whole_armour(block: str) -> bool:
    """Whether an armoured block of OpenPGP ends in the checksum of what it holds (RFC 4880, 6.1)."""
    lines = [_QUOTED.sub("", line).strip() for line in block.replace("\\n", "\n").splitlines()]
    body = [line for line in lines if line and ":" not in line and not line.startswith("=")]
    sums = [line[1:] for line in lines if re.fullmatch(r"=[A-Za-z0-9+/]{4}", line)]
    data, check = decoded("".join(body)), decoded(sums[-1]) if sums else None
    return data is not None and check is not None and crc24(data) == int.from_bytes(check, "big")


def is_clamped(key: str) -> bool:
    """Whether a key has the bits that `wg genkey` sets and clears, as Curve25519 asks of each."""
    data = decoded(key)
    return data is not None and len(data) == 32 and not data[0] & 7 and data[31] & 0xC0 == 0x40


FORMATS = (
    written(
        "a private key",
        "-----begin ",
        r"-----BEGIN (?:RSA |EC |DSA |OPENSSH |ANY )?PRIVATE KEY-----([A-Za-z0-9+/=\s\\\"',>|]{60,20000})-----END",
        OWNER,
        valid=is_whole_key,
    ),
    written(
        "a private key of OpenPGP",
        "-----begin pgp private",
        r"-----BEGIN PGP PRIVATE KEY BLOCK-----((?:[^-]|-(?!----)){60,60000})-----END",
        "gpg --gen-revoke, and the servers of keys",
        valid=is_whole_armour,
    ),
    written(
        "a private key of PuTTY",
        "putty-user-key-file-",
        r"PuTTY-User-Key-File-[23]:[ \t]{0,3}[\w.@-]{3,60}\s{1,4}Encryption:[ \t]{0,3}none\s{1,4}Comment:[^\n]{0,200}\s{1,4}"
        r"Public-Lines:[ \t]{0,3}\d{1,3}\s{1,4}[A-Za-z0-9+/=\s]{20,8000}Private-Lines:[ \t]{0,3}\d{1,3}\s{1,4}([A-Za-z0-9+/=\r\n]{20,8000})",
        OWNER,
    ),
    # https://age-encryption.org/v1
    prefixed(
        "a secret key of age",
        "AGE-SECRET-KEY-1",
        "AC-HJ-NP-Z02-9",
        58,
        "whatever was encrypted for it",
        valid=has_bech32_checksum,
        precision=Precision.VERY_HIGH,
    ),
    written(
        "a private key of WireGuard",
        ("privatekey", "private_key"),
        r"(?i:private_?key)[\"']?\s{0,5}[:=]\s{0,5}[\"']?([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)(?![A-Za-z0-9+/=])",
        "the peers' configuration",
        valid=is_clamped,
    ),
    written(
        "a preshared key of WireGuard",
        "presharedkey",
        r"(?i:presharedkey)\s{0,5}=\s{0,5}([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)(?![A-Za-z0-9+/=])",
        "the peers' configuration",
        min_entropy=4.0,
    ),
    written(
        "a private key as a JSON web key",
        '"kty"',
        r"\"kty\"\s{0,5}:\s{0,5}\"(?:RSA|EC|OKP)\"[^{}]{0,1000}?\"d\"\s{0,5}:\s{0,5}\"([A-Za-z0-9_-]{42,700})\"",
        OWNER,
        min_entropy=4.0,
    ),
    named(
        "a private key of a wallet",
        ("private_key", "privatekey", "priv_key", "deployer"),
        HEXADECIMAL,
        66,
        "no one revokes it: move what it holds",
        shape="(?:0x)?[a-fA-F0-9]{64}",
        min_entropy=3.2,
    ),
    prefixed(
        "an extended private key of a wallet",
        ("xprv", "tprv", "zprv"),
        BASE58,
        107,
        "no one revokes it: move what it holds",
    ),
)

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(formats=FORMATS),
    message="{secret} is in the source",
    remedy="make a new pair of keys, replace the public one everywhere, and keep the new private one out of the repository",
    severity=Severity.CRITICAL,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_KEY,),
    since="0.1.0",
)
