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

import base64
import binascii
import re

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_KEY


def is_whole_key(body: str) -> bool:
    """Whether a PEM block holds a key: base64 of an ASN.1 sequence as long as it says, or of OpenSSH's own format."""
    text = re.sub(r"\\[nr]|[^A-Za-z0-9+/=]", "", body)
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
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


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=(
            r"-----BEGIN (?:RSA |EC |DSA |OPENSSH )?PRIVATE KEY-----"
            r"((?:[A-Za-z0-9+/=\s]|\\[nr]|[\"',>|]){60,20000}?)"
            r"-----END"
        ),
        keywords=("private key-----",),
        valid=is_whole_key,
    ),
    message="a private key is in the source",
    remedy="make a new pair of keys, replace the public one everywhere, and keep the new private one out of the repository",
    severity=Severity.CRITICAL,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_KEY,),
    since="0.1.0",
)
