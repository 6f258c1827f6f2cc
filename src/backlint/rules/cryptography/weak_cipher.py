"""A cipher or a mode of encryption is broken.

## Why is this bad?

DES, 3DES, RC2, RC4, Blowfish and IDEA have keys or blocks that are too short. ECB encrypts equal blocks to equal blocks, so
that the pattern of the data shows.

## Example

```python
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

key = bytes(32)
cipher = Cipher(algorithms.AES(key), modes.ECB())
```

## Use instead

```python
from cryptography.fernet import Fernet

cipher = Fernet(Fernet.generate_key())
```

## Limits

A protocol of others may prescribe such a cipher; ignore the finding with that reason.
"""

from backlint.rule import Item, Precision, RuffQuery, Severity, declare_rule
from backlint.weaknesses import BROKEN_ALGORITHM

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.CRYPTOGRAPHY,
    detects=RuffQuery(codes=("S304", "S305")),
    message="a broken cipher or mode is used",
    remedy="use an authenticated cipher: Fernet, AES-GCM or ChaCha20-Poly1305",
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    weaknesses=(BROKEN_ALGORITHM,),
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Cryptographic_Storage_Cheat_Sheet.html",),
)
