"""Which values only stand for a secret: fillers, words that ask to be replaced, and references to another place.

`SECRET_KEY=changeme`, `token: <your token>`, `password: ${DB_PASSWORD}` and `ghp_xxxxxxxx` are no secrets. A word that
merely is a poor password (`postgres`, `admin`, `123456`) is none of these: whoever deploys it has that password.
"""

from __future__ import annotations

import re
from functools import lru_cache

# A value that names another place instead of holding the secret itself.
_REFERENCE = re.compile(
    r"""
      \$\{[^}]*\}? | \$\([^)]*\)? | ^\$\$?[A-Za-z_]\w*$      # ${NAME}, $(command), $NAME
    | ^\$(?:env|script|global|using):\w+$                 # $env:NAME
    | \(\([A-Za-z_][\w.-]*\)\)                             # ((name)) of Concourse and Cloud Foundry
    | \{\{.*?\}\} | \{%.*?%\} | <%.*?%>                   # templates
    | %\([A-Za-z_]\w*\)[sdr] | ^%[sdr]$ | ^%[A-Z_][A-Z0-9_]*%$
    | \{[A-Za-z_][\w.\[\]'"!:()]*\} | ^\{[}\d]            # "{name}" of a format string
    | ^@[A-Za-z_.]+[@(] | ^!(?:vault|secret|env|ref|sub|getatt|importvalue)\b
    | ^ENC\[ | ^\$ANSIBLE_VAULT\b | ^vault: | ^(?:ref\+)?[a-z]*(?:vault|secret|ssm|gcsm|awssm)[a-z]*:// | ^op://
    | ^arn:aws[a-z-]*:(?:secretsmanager|ssm|kms): | ^projects/[^/]+/secrets/
    | ^(?:env|ENV|file|ssm|secret|vault|var|local|data|module|each)[:.][\w/.${}\[\]"-]+$
    | ^/(?:run|etc|var|mnt|opt|home|usr|app|vault|tmp)/\S*$   # a path to a file that holds it
    | ^[\w.~/\\-]+\.(?:pem|key|crt|cer|der|p12|pfx|jks|json|txt|ya?ml|toml|ini|env)$   # a file that holds it
    | \b(?:os\.)?(?:environ|getenv)\b
    | ^[A-Za-z_][\w.]*\(\s*(?:["'][^"']*["'](?:\s*,)?\s*)*\)$        # a call of a program that stands in a file: get("name")
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)

# How a setting says that it has no value, with the casts of Dynaconf too (`@none None`).
_UNSET = re.compile(r"^(?:@(?:none|empty)\b.*|none|null)$", re.IGNORECASE)

# `${NAME:-text}`, as shells and Compose have it.
_DEFAULT = re.compile(r"\$\{\w+:?-(?P<text>[^${}]+)\}")

# `<your key>`, `[password]`, `__SECRET__`, `...`: brackets and dunders around words that say what to put there.
_BRACKETED = re.compile(
    r"^(?:<[^<>]+>|\[[A-Za-z][\w .:/-]*\]|\(\(?[A-Za-z][\w .:/-]*\)\)?|__[A-Z][A-Z0-9_]*__|#\{.*\}#?)$"
)

# Fillers: characters that nobody draws at random four times in a row, and any character six times in a row.
_FILLER = re.compile(r"([xX*.?#•…_\-=~])\1{3}|(.)\2{5}|^[xX*.?#•…_\-=~]+$|…", re.DOTALL)

# Words that ask to be replaced or say that nothing is there. Only whole words count.
_WORDS = frozenset(
    """
    your yours yourself changeme change_me replaceme example examples sample dummy placeholder todo fixme redacted masked
    removed fake faked mocked notset unset undefined insert lorem ipsum
    """.split()
)

# The same, when they are all that is there.
_WHOLE = frozenset(
    """
    none null nil na tbd tba todo xxx foo bar baz foobar foobarbaz qux empty blank missing default hidden secret_here
    change replace mock stub unknown true false yes no on off optional required string str text value
    """.split()
)

# Two or more words that say it together, however they are written: `changeThis`, `CHANGE-THIS`, `change this`.
_PHRASES = (
    "changeme", "changethis", "changeit", "changeinprod", "tobechanged", "mustchange", "pleasechange",
    "replaceme", "replacethis", "replacewith", "tobereplaced", "goeshere", "keyhere", "secrethere", "tokenhere",
    "passwordhere", "valuehere", "putyour", "insertyour", "enteryour", "fillme", "fillin", "setme", "notasecret",
    "notarealsecret", "notreal", "yoursecret", "yourkey", "yourapi", "yourtoken", "yourpassword", "yourown",
    "yourdomain", "dummykey", "fakekey", "examplekey", "xxxxxx",
)  # fmt: skip

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_NOT_A_LETTER = re.compile(r"[^a-z]+")

_SEQUENCES = (
    "0123456789012345678901234567890123456789",
    "1234567890123456789012345678901234567890",
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "0123456789abcdef0123456789abcdef",
    "deadbeefdeadbeefdeadbeef",
    "cafebabecafebabecafebabe",
)


def is_reference(value: str) -> bool:
    """Whether a value names the place of the secret (`${NAME}`, `{{ name }}`, a vault address) and holds none."""
    return bool(_REFERENCE.search(value[:2000]))


def default_of(value: str) -> str | None:
    """Return the literal default of `${NAME:-…}` without its quotes, None where a value is not of that form."""
    found = _DEFAULT.fullmatch(value.strip())
    return unquoted(found["text"]) if found else None


def unquoted(text: str) -> str:
    """Return a text without the quotes of either kind around it."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def is_unset(value: str) -> bool:
    """Whether a value says that there is none: `none`, `null`, `@none None`."""
    return bool(_UNSET.match(value.strip()))


def is_stand_in(value: str) -> bool:
    """Whether a value is empty, a reference, or brackets and fillers, so that a program is not meant to start with it.

    `change-me` is none of these: a program that is given it as its key runs.
    """
    text = value.strip().strip("\"'`").strip()
    return not text or is_reference(text) or bool(_BRACKETED.match(text)) or not any(map(str.isalnum, text))


@lru_cache(maxsize=4096)
def is_placeholder(value: str) -> bool:
    """Whether a value stands for a secret without being one: empty, a reference, a filler, or a request to replace it."""
    text = value.strip().strip("\"'`").strip()
    # Django writes `!` where nobody can log in.
    if not any(map(str.isalnum, text)) or is_reference(text) or _BRACKETED.match(text) or _FILLER.search(text):
        return True
    words = {word.lower() for word in _WORD.findall(text[:500])}
    if words & _WORDS:
        return True
    letters = _NOT_A_LETTER.sub("", text[:500].lower())
    # `foobar123` was typed as a password, and `foo1` was not.
    whole = letters in _WHOLE and sum(map(str.isdigit, text)) < 3
    return whole or _is_of_words_for_it(text) or text.lower() in _WHOLE or any(phrase in letters for phrase in _PHRASES)


_KINDS_OF_IT = frozenset("random token string key secret password text value test testing api".split())


def _is_of_words_for_it(text: str) -> bool:
    """Whether a text says what it is, with digits in between, and nothing else: `random1token2string`."""
    words = re.split(r"\d+", text.lower().strip("0123456789"))
    return len(set(words)) > 2 and all(word in _KINDS_OF_IT for word in words)


def is_sequence(value: str, length: int = 8) -> bool:
    """Whether a value was typed by running over the keyboard or the alphabet, for `length` characters or more.

    Nobody is given `1234567890abcdef` by a service; as a password it is a poor one and no placeholder.
    """
    text = value.lower()
    if len(text) < length:
        return False
    if len(set(text)) <= max(3, len(text) // 12):
        return True
    pieces = {text[start : start + length] for start in range(len(text) - length + 1)}
    return any(piece in sequence or piece in sequence[::-1] for piece in pieces for sequence in _SEQUENCES)
