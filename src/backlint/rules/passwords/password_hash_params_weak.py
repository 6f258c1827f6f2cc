"""Argon2, scrypt or PBKDF2 with parameters below today's minimum.

## Why is this bad?

The parameters are what makes a guess expensive. Whoever steals the table tries passwords at the price that they set.

## Example

```python
import hashlib
import os


def hash_password(password: str) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", password.encode(), os.urandom(16), 10_000)
```

## Use instead

```python
import hashlib
import os


def hash_password(password: str) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", password.encode(), os.urandom(16), 600_000)
```

## Limits

A parameter that is not known is not judged. Werkzeug's own default of scrypt (`N=2**15, r=8, p=1`) and what scrypt's
authors named for logins in 2009 (`N=2**14, r=8, p=1`) lie under the table, and are shown to the audit persona only.
A salt is judged where a library only hashes passwords by it: keys are derived from a fixed salt on purpose.
"""

from backlint.concepts import PasswordHashing
from backlint.rule import FactQuery, Item, Precision, SetArguments, Severity, Verdict, declare_rule
from backlint.weaknesses import PASSWORD_HASH, PREDICTABLE_SALT

ARGON2 = ((47104, 1), (19456, 2), (12288, 3), (9216, 4), (7168, 5))
"""Least memory in KiB for each number of passes: OWASP Password Storage cheat sheet."""
SCRYPT = ((2**17, 1), (2**16, 2), (2**15, 3), (2**14, 5), (2**13, 10))
"""Least N for each p, at r=8: the same sheet."""
_INTERACTIVE = 2**14
"""N at r=8: C. Percival, "Stronger key derivation via sequential memory-hard functions", 2009, section 8."""
_BCRYPT_HASH = 60
"""Characters of a hash of bcrypt; of its salt there are 29."""
PBKDF2 = {"sha1": 1_300_000, "sha256": 600_000, "sha512": 210_000}
"""Least iterations for each digest: OWASP ASVS 5.0, appendix C, and the same sheet."""


def judge(hashing: PasswordHashing) -> Verdict | None:
    """Compare the parameters with the row of their algorithm."""
    algorithm = hashing.algorithm.lower().replace("-", "_")
    if not hashing.production:
        return None
    if algorithm.startswith("argon2"):
        weak = judge_argon2(hashing)
    elif algorithm.startswith("scrypt"):
        weak = judge_scrypt(hashing)
    elif algorithm.startswith("pbkdf2"):
        weak = judge_pbkdf2(hashing, algorithm)
    else:
        weak = ""
    if has_fixed_salt(hashing):
        weak = "the same salt for every user"
    if not weak:
        return None
    own_default = algorithm.startswith("scrypt") and (hashing.library_default or is_for_logins(hashing))
    return Verdict(
        values=(("algorithm", hashing.algorithm), ("parameters", weak.split(";")[0])),
        why=weak + (" (the library's default)" if hashing.library_default else ""),
        severity=Severity.INFO if own_default else None,
        precision=Precision.LOW if own_default else None,
    )


def has_fixed_salt(hashing: PasswordHashing) -> bool:
    """Tell whether the salt stands in the program; a text as long as a whole hash of bcrypt is one to compare with."""
    salt = hashing.parameters.get("salt")
    return salt is not None and salt.complete and any(0 < len(text) < _BCRYPT_HASH for text in salt.texts)


def is_for_logins(hashing: PasswordHashing) -> bool:
    """Tell whether scrypt's parameters are at least those that its authors named for interactive logins."""
    cost, block = number(hashing, "n"), number(hashing, "r")
    return cost is not None and cost * (block or 8) >= _INTERACTIVE * 8


def judge_argon2(hashing: PasswordHashing) -> str:
    """Return what is too little, or "": the memory is not that of any row with so few passes."""
    memory, passes = number(hashing, "memory_cost"), number(hashing, "time_cost")
    least_of_all = ARGON2[-1][0]
    if memory is not None and passes is None and memory < least_of_all:
        return f"memory_cost={memory}; the least is {least_of_all} KiB, however many passes there are"
    if memory is None or passes is None or any(memory >= least and passes >= row for least, row in ARGON2):
        return ""
    return f"memory_cost={memory}, time_cost={passes}; the least is 19456 KiB with 2 passes or 47104 KiB with 1"


def judge_scrypt(hashing: PasswordHashing) -> str:
    """Return what is too little, or "": N is not that of any row with so little parallelism; r scales the memory."""
    cost, parallel = number(hashing, "n"), number(hashing, "p")
    block = number(hashing, "r")
    if cost is None or parallel is None:
        return ""
    if any(cost * (block or 8) >= least * 8 and parallel >= row for least, row in SCRYPT):
        return ""
    return f"N={cost}, p={parallel}; the least is N=131072 with p=1 or N=32768 with p=3"


def judge_pbkdf2(hashing: PasswordHashing, algorithm: str) -> str:
    """Return what is too little, or "": fewer iterations than its digest needs."""
    iterations = number(hashing, "iterations")
    if iterations is None:
        iterations = number(hashing, "rounds")
    least = next((count for digest, count in PBKDF2.items() if digest in algorithm), PBKDF2["sha1"])
    if iterations is None or iterations >= least:
        return ""
    return f"iterations={iterations}; the least is {least}"


def number(hashing: PasswordHashing, name: str) -> int | None:
    """Return the least value that a parameter may have; None when it is not known at all."""
    reading = hashing.parameters.get(name)
    return int(min(reading.numbers)) if reading is not None and reading.numbers else None


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.PASSWORDS,
    detects=FactQuery(kind=PasswordHashing, judge=judge),
    message="{callee} hashes passwords by {algorithm} with {parameters}",
    remedy="use the library's current defaults (argon2-cffi, pwdlib), and hash again at the next login of each user",
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    weaknesses=(PASSWORD_HASH, PREDICTABLE_SALT),
    # What argon2-cffi takes by itself (RFC 9106, second profile). A hash of argon2 carries its own parameters, so that those
    # made before are still known.
    repairs=SetArguments(
        title="use the library's own parameters",
        safe=True,
        arguments=(("time_cost", "3"), ("memory_cost", "65536")),
        add=False,
        calls=("PasswordHasher",),
    ),
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html",),
)
