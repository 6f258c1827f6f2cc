"""A password is hashed by a fast function.

## Why is this bad?

SHA-256 and MD5 are made to be quick: one graphics card tries billions of passwords a second. A salt does not change
that.

## Example

```python
import hashlib

from flask import Flask, request

app = Flask(__name__)


@app.post("/register")
def register():
    password = request.form["password"]
    return {"hash": hashlib.sha256(password.encode()).hexdigest()}
```

## Use instead

```python
from argon2 import PasswordHasher
from flask import Flask, request

app = Flask(__name__)
hasher = PasswordHasher()
HASHES = {}


@app.post("/register")
def register():
    HASHES[request.form["name"]] = hasher.hash(request.form["password"])
    return {"ok": True}
```

## Limits

Fast hashes of tokens, keys and files are right and are not reported: those are too long to be guessed. The first five
characters of a SHA-1, sent to a service that knows leaked passwords, are its protocol.
"""

from backlint.concepts import Flow, PasswordHashing, SinkKind, SourceKind
from backlint.rule import Attacker, FactQuery, FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import PASSWORD_HASH, WEAK_HASH

FAST = frozenset(
    "md4 md5 sha1 sha224 sha256 sha384 sha512 sha3_256 sha3_512 blake2b blake2s crc32 crypt ntlm lm nthash lmhash msdcc "
    "md5_crypt apr_md5_crypt des_crypt bsdi_crypt bigcrypt crypt16 hex_md4 hex_md5 hex_sha1 hex_sha256 hex_sha512 "
    "ldap_md5 ldap_sha1 ldap_salted_md5 ldap_salted_sha1 django_salted_md5 django_salted_sha1 django_des_crypt phpass "
    "mysql323 mysql41 mssql2000 unsalted_md5 unsalted_sha1".split()
)
"""Algorithms that are quick, or whose rounds are too few to count; OWASP ASVS 5.0, 11.4.2 asks for a slow one."""
UNHASHED = frozenset({"plaintext", "plain", "ldap_plaintext", "base64"})


def judge_flow(_flow: Flow) -> Verdict:
    """Every flow of a password into a fast hash counts."""
    return Verdict(why="the function is made to be fast, so a stolen table is tried at billions of guesses a second")


def judge_hashing(hashing: PasswordHashing) -> Verdict | None:
    """Report a password hasher whose algorithm is fast or none at all."""
    algorithm = hashing.algorithm.lower().replace("-", "_")
    if not hashing.production or algorithm not in FAST | UNHASHED:
        return None
    return Verdict(
        values=(("source", "a password"), ("sink", hashing.callee or hashing.algorithm)),
        why=f"{hashing.algorithm} is no password hash" if algorithm in UNHASHED else f"{hashing.algorithm} is fast",
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.PASSWORDS,
    detects=(
        FlowQuery(sink=SinkKind.FAST_HASH, sources=frozenset({SourceKind.PASSWORD}), judge=judge_flow),
        FactQuery(kind=PasswordHashing, judge=judge_hashing),
    ),
    message="{source} is hashed by {sink}",
    remedy="use argon2, bcrypt or scrypt, and hash again at the next login of each user",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(PASSWORD_HASH, WEAK_HASH),
    attacker=Attacker.OTHERS,
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html",),
)
