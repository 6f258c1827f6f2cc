"""A key pair is too short.

## Why is this bad?

RSA and DSA keys below 2048 bits and elliptic curves below 224 bits are within reach of those who can pay for it, and
what is encrypted today can be stored until it is cheap.

## Example

```python
from cryptography.hazmat.primitives.asymmetric import rsa

key = rsa.generate_private_key(public_exponent=65537, key_size=1024)
```

## Use instead

```python
from cryptography.hazmat.primitives.asymmetric import rsa

key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
```

## Limits

A size that comes from a variable is not read.
"""

from backlint.rule import Item, Precision, RuffQuery, Severity, declare_rule
from backlint.weaknesses import WEAK_STRENGTH

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.CRYPTOGRAPHY,
    detects=RuffQuery(codes=("S505",)),
    message="the key pair is too short",
    remedy="use 3072 bits for RSA (NIST SP 800-57: good beyond 2030), or Ed25519",
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    weaknesses=(WEAK_STRENGTH,),
    since="0.1.0",
)
