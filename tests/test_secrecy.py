"""What a secret looks like, what only stands for one, and how little of it is shown."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlint.placeholder import is_placeholder, is_reference, is_sequence
from backlint.secrecy import digest, entropy, excerpt, is_random, purpose_of, reads_as_name

PLACEHOLDERS = """
changeme CHANGE_ME change-this Change.It <your-token> your_api_key YOUR-KEY xxx XXXXXXXX ******** .... __SECRET__ TODO
example AKIAIOSFODNN7EXAMPLE [password] insert-key-here replace_with_key none null your.secret sk-your-key
django-insecure-change-me s3cr3t_goes_here secretKeyHere not-a-secret dummy fake_key redacted sk_live_… 00000000-0000
secret1key2text3
""".split()
REFERENCES = [
    "${DB_PASSWORD}", "${DB_PASSWORD:?set it}", "$DB_PASSWORD", "$(cat /run/secrets/db)", "{{ password }}", "{% x %}",
    "<%= password %>", "%(password)s", "%DB_PASSWORD%", "{password}", "{settings.db}", "my{name}", "vault:secret/shop",
    "/run/secrets/db", "os.environ['DB']", "@Microsoft.KeyVault(SecretUri=x)", "!vault |", "op://shop/db/password",
    "arn:aws:secretsmanager:eu-west-1:1:secret:db", "projects/1/secrets/db", "ENC[AES256_GCM,data:x]", "env:DB_PASSWORD",
]  # fmt: skip
REAL = """
postgres hunter2 123456 admin S3cr3t! p@ss$word Tr0ub4dor&3 mysecretpassword my-secret-key topsecret dev-key supersecret
kettle-orbit-41 abc$1def django-insecure-8f#xq2 wJalrXUtnFEMI/K7MDENG a{b correct-horse-battery-staple Yourmila9
test-secret-key secret1key2lamp3 token123
""".split()


@pytest.mark.parametrize("value", [*PLACEHOLDERS, "", "  ", "'changeme'", "change this", "Your password here"])
def test_a_stand_in_is_one(value: str) -> None:
    assert is_placeholder(value)


@pytest.mark.parametrize("value", REFERENCES)
def test_a_reference_names_another_place(value: str) -> None:
    assert is_reference(value)
    assert is_placeholder(value)


@pytest.mark.parametrize("value", REAL)
def test_a_poor_password_is_no_stand_in(value: str) -> None:
    assert not is_placeholder(value)


def test_random_text_is_no_stand_in() -> None:
    draw = random.Random(11)
    for alphabet in (string.ascii_letters + string.digits, string.hexdigits.lower()[:16]):
        for _ in range(2000):
            text = "".join(draw.choices(alphabet, k=40))
            assert not is_placeholder(text), text
            assert not is_sequence(text), text
            assert is_random(text), text


@pytest.mark.parametrize(
    "value", ["1234567890abcdef", "abcdefghijklm", "x9876543210", "aaaabbbbaaaabbbb", "qwertyuiop"]
)
def test_a_sequence_is_typed_not_drawn(value: str) -> None:
    assert is_sequence(value)


@pytest.mark.parametrize(
    ("name", "purpose"),
    [
        ("DB_PASSWORD", "password"),
        ("dbPassword", "password"),
        ("MYSQL_ROOT_PASSWORD", "password"),
        ("SECRET_KEY", "signing-key"),
        ("secretKeyBase", "signing-key"),
        ("JWT_SECRET_KEY", "signing-key"),
        ("API_KEY_2", "api-key"),
        ("SHOP_TOKEN_KEY", "signing-key"),
        ("AWS_SECRET_ACCESS_KEY", "api-key"),
        ("GITHUB_TOKEN", "token"),
        ("api_key_default", "api-key"),
        ("PASSWORD_FILE", ""),
        ("token_url", ""),
        ("SECRET_NAME", ""),
        ("ACCESS_KEY_ID", ""),
        ("PASSWORD_HASHERS", ""),
        ("TOKEN_EXPIRE_MINUTES", ""),
        ("max_tokens", ""),
        ("csrf_token", ""),
        ("next_token", ""),
        ("cache_key", ""),
        ("primary_key", ""),
        ("public_key", ""),
        ("compass", ""),
        ("keyboard", ""),
        ("", ""),
    ],
)
def test_the_last_words_of_a_name_say_what_it_holds(name: str, purpose: str) -> None:
    assert purpose_of(name) == purpose


@pytest.mark.parametrize("value", ["access_token", "X-Api-Key", "django.contrib.auth", "my-secret-key", "Bearer token"])
def test_words_are_names(value: str) -> None:
    assert reads_as_name(value)
    assert not is_random(value)


@given(st.text(max_size=300))
def test_an_excerpt_is_four_characters_and_a_quarter_at_most(secret: str) -> None:
    shown = excerpt(secret).removesuffix("…")
    assert len(shown) <= min(4, len(secret) / 4)
    assert secret.startswith(shown)


@given(st.text(max_size=300))
def test_no_value_breaks_the_judges(value: str) -> None:
    for judge in (
        is_placeholder,
        is_reference,
        is_sequence,
        is_random,
        reads_as_name,
        purpose_of,
        entropy,
    ):
        judge(value)


def test_a_digest_tells_secrets_apart_and_confirms_none() -> None:
    values = [f"secret-{number}" for number in range(4000)]
    assert len({digest(value, "x") for value in values}) == 256
    assert [digest(value, "x") for value in values] != [digest(value, "y") for value in values]
