"""What a secret looks like: the names that announce one, the shapes that values have, and how little of it is shown."""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import lru_cache
from hashlib import blake2s
from itertools import pairwise

_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

# Endings of a name after which it holds something about the secret: where it is, how long, which kind.
_ABOUT = frozenset(
    """
    file files path paths dir url uri urls endpoint host hosts port name names id ids header headers field fields column
    label prefix suffix type types kind format algorithm algorithms alg hasher hashers hash hashes hashing validator
    validators validation length len size min max minimum maximum count limit limits ttl expiry expires expire expiration
    exp lifetime timeout age days hours minutes seconds interval policy rules regex pattern enabled enable disabled
    required require optional allowed backend backends class cls module model models schema serializer form view template
    storage location locations provider providers generator factory manager service helper param params parameter
    query arg key_name env var variable version reset change changed confirm confirmation request response error message
    msg help text hint placeholder title description info status state strength rotation refresh_url public scope scopes
    issuer audience kid ref refs reference references attempts retries usage used budget budgets split splitter
    """.split()
)

_SINGLE = {
    "password": "password",
    "passwd": "password",
    "passphrase": "password",
    "pwd": "password",
    "pword": "password",
    "pswd": "password",
    "pw": "password",
    "pass": "password",
    "secret": "secret",
    "secrets": "secret",
    "token": "token",
    "apikey": "api-key",
    "credential": "credential",
    "credentials": "credential",
    "pat": "token",
    "salt": "secret",
    "pepper": "secret",
}

# `<word>_key`: the first word says that the key is a secret (`cache_key`, `primary_key` and `sort_key` are not).
_KEYS = {
    "api": "api-key",
    "app": "api-key",
    "access": "api-key",
    "account": "api-key",
    "auth": "api-key",
    "secret": "signing-key",
    "signing": "signing-key",
    "sign": "signing-key",
    "jwt": "jwt-key",
    "hmac": "signing-key",
    "session": "session-key",
    "cookie": "session-key",
    "encryption": "encryption-key",
    "encrypt": "encryption-key",
    "crypto": "encryption-key",
    "fernet": "encryption-key",
    "aes": "encryption-key",
    "master": "encryption-key",
    "private": "private-key",
    "service": "api-key",
    "storage": "api-key",
    "license": "api-key",
    "webhook": "signing-key",
    "token": "signing-key",
}

# Words before a secret word that take its meaning away: `csrf_token` is a field, `max_tokens` a number, ….
_HARMLESS_BEFORE = frozenset(
    """
    max min num n total count no without has is use uses need needs requires eos bos pad cls sep mask unk stop special
    public next page prev continuation cursor sync lang language show hide forgot reset update change confirm verify
    validate check random generate make create get set new old csrf xsrf
    """.split()
)


@lru_cache(maxsize=4096)
def purpose_of(name: str) -> str:
    """What kind of secret a name announces (`password`, `api-key`, `signing-key`, …), or "" for none.

    The last words of the name decide: `DB_PASSWORD` and `dbPassword` hold a password, `PASSWORD_FILE`, `token_url` and
    `SECRET_NAME` something about one.
    """
    words = [word.lower() for word in _PART.findall(name)]
    while words and words[-1].isdigit():
        words.pop()
    if not words or words[-1] in _ABOUT:
        return ""
    if ("existing", "secret") in pairwise(words):
        return ""  # the name of an object that holds it: `existingSecret`, `tlsExistingSecret`
    last, before = words[-1], words[-2] if len(words) > 1 else ""
    if last in {"key", "keys"}:
        return _KEYS.get(before, "")
    if last in {"default", "value", "prod", "production", "dev", "primary", "secondary", "old", "current"} and before:
        return purpose_of("_".join(words[:-1]))
    if last == "base" and before == "key":
        return "signing-key" if "secret" in words else ""
    if before in _HARMLESS_BEFORE:
        return ""
    if last == "pass" and not before:
        return ""
    # `PGPASSWORD`, `dbpassword`: the words are not told apart.
    joined = next((end for end in ("password", "passwd") if last.endswith(end) and last != end), "")
    if joined and last.removesuffix(joined) not in _HARMLESS_BEFORE:
        return "password"
    return _SINGLE.get(last, "")


_NAMES_OF_DIGESTS = frozenset(
    "sha sha1 sha256 sha512 md5 checksum digest fingerprint thumbprint uuid guid arn address contract symbol".split()
)


def purpose_within(name: str) -> str:
    """What kind of secret a name announces before its last words (`api_key_blue`, `TOKEN_BERLIN`), or "" for none.

    Words that say something about a secret take the meaning away as in `purpose_of`. Such a name alone shows little: it
    counts where the value looks drawn.
    """
    words = [word.lower() for word in _PART.findall(name)]
    for end in range(len(words) - 1, 0, -1):
        if words[end] in _ABOUT or words[end] in _NAMES_OF_DIGESTS:
            return ""
        purpose = purpose_of("_".join(words[:end]))
        if purpose:
            return purpose
    return ""


_OUR_OWN = frozenset({"signing-key", "session-key", "jwt-key", "encryption-key"})
_SIGNS = re.compile(
    r"(?:^|_)(?:jwt|session|cookie|sign(?:ing)?|app|flask|django|csrf)_?secret$|^secret$", re.IGNORECASE
)


def is_our_own(name: str, purpose: str) -> bool:
    """Whether a secret is one that nobody else has to know, such as the key that signs sessions: any text works as one."""
    return purpose in _OUR_OWN or bool(_SIGNS.search(name))


def entropy(text: str) -> float:
    """Shannon entropy of a text's own characters, in bits for each character."""
    if not text:
        return 0.0
    total = len(text)
    return -sum(count / total * math.log2(count / total) for count in Counter(text).values())


_NAME_LIKE = re.compile(
    r"[A-Za-z][a-z]*(?:[A-Z][a-z]+)*(?:[ ._:/-]+[A-Za-z][a-z]*(?:[A-Z][a-z]+)*)*\d?|[A-Z]+(?:[ ._-][A-Z]+)*"
)
_STEP = r"(?:v\d+|[a-z]+(?:[_-][a-z]+)*|:\w+|\{\w+\}|<[\w:]+>)"
_ROUTE = re.compile(rf"/?{_STEP}(?:/{_STEP})+/?")
"""A path of an interface: `v1/credentials/:id`."""


def reads_as_name(value: str) -> bool:
    """Whether a value is made of words, as a key, label, header, class path, route or setting's name is (`X-Api-Key`)."""
    return bool(_NAME_LIKE.fullmatch(value) or _ROUTE.fullmatch(value))


def is_random(value: str) -> bool:
    """Whether a value looks drawn at random, as keys and tokens are: long, without spaces, of many characters.

    16 characters at least; 3 bits each for hexadecimal digits (random: 3.6 at 32), 3.2 for others that mix digits and
    letters (random base64: 4.5 at 32). Words joined by separators stay below or lack digits.
    """
    text = value.strip()
    if len(text) < 16 or any(character.isspace() for character in text) or reads_as_name(text):
        return False
    mixed = any(character.isdigit() for character in text) and any(character.isalpha() for character in text)
    if re.fullmatch(r"[0-9a-fA-F-]+", text):
        return mixed and entropy(text) >= 3.0
    return entropy(text) >= (3.2 if mixed else 4.2)


_THOUGHT_OF = re.compile(r"(?=[^a-zA-Z]*[a-zA-Z])(?=(?:\D*\d){2})(?!v\d)[A-Za-z0-9!@#$%^&*+=_-]{8,}")


def is_thought_of(value: str) -> bool:
    """Whether a value looks like a key that somebody thought of: with more digits than the number of a name or version."""
    return _THOUGHT_OF.fullmatch(value) is not None and not reads_as_name(value)


_USUAL = frozenset(
    "password passwd pass pwd secret postgres root admin guest test user username changeme example mysql redis token".split()
)


def is_usual(password: str) -> bool:
    """Whether a password is one that manuals have and everybody takes on the machine itself."""
    return password.lower() in _USUAL


_IN_ADDRESS = re.compile(r"[A-Za-z][\w+.-]*://[^/?#\s@]*?:(?P<password>[^/\s]+)@")


def within_address(text: str) -> str:
    """Return the password of an address, the text itself where it is none that holds one."""
    address = _IN_ADDRESS.match(text.strip())
    return address["password"] if address else text


_HASHES = frozenset({32, 40, 56, 64, 96, 128})
"""Hexadecimal digits of MD5, SHA-1 and SHA-2."""

_CRYPT = re.compile(
    r"\$(?:1|2[abxy]?|5|6|7|y|gy|argon2(?:id|i|d)|scrypt|pbkdf2[\w-]*|bcrypt-sha256|apr1)\$"
    r"|(?:pbkdf2_sha\d+|pbkdf2:sha\d+(?::\d+)?|bcrypt(?:_sha256)?|argon2|scrypt(?::\d+)*|md5|sha1|sha256)\$"
    r"|\{(?:S?SHA\d*|S?MD5|CRYPT|BCRYPT|ARGON2)\}",
    re.IGNORECASE,
)


def is_hash(value: str) -> bool:
    """Whether a text is the hash of a password, in the form of crypt, of a web framework or of LDAP."""
    return bool(_CRYPT.match(value.strip()))


def is_digest(value: str) -> bool:
    """Whether a text has the form of a digest in hexadecimal digits, as keys that are drawn have it too."""
    return len(value) in _HASHES and not value.isdigit() and bool(re.fullmatch(r"[0-9a-f]+|[0-9A-F]+", value))


def excerpt(secret: str) -> str:
    """The beginning of a secret that may be shown: at most four characters and at most a quarter of it."""
    shown = secret[: min(4, len(secret) // 4)]
    return f"{shown}…" if shown.isprintable() else "…"


def digest(secret: str, salt: str) -> str:
    """8 bits that tell one secret from another in a fingerprint, salted by what it belongs to.

    So few that of ten million likely passwords some forty thousand fit: a fingerprint that is published confirms none.
    An excerpt says more. One in 256 secrets that take the place of another is not seen to be new by a baseline.
    """
    return blake2s(secret.encode("utf-8", "surrogatepass"), key=salt.encode()[:32], digest_size=1).hexdigest()
