import pytest
from frameworks.configured import facts_of, only

from backlint.concepts import PasswordHashing


def costs(fact: PasswordHashing) -> dict[str, object]:
    return {name: reading.value for name, reading in fact.parameters.items()}


def test_bcrypt_rounds_through_a_constant_of_another_module() -> None:
    fact = only(
        PasswordHashing,
        {
            "app.py": "import bcrypt\nfrom settings import ROUNDS\ndef hash_it(p):\n    return bcrypt.hashpw(p, bcrypt.gensalt(ROUNDS))",
            "settings.py": "ROUNDS = 4 + 4",
        },
    )
    assert fact.algorithm == "bcrypt"
    assert costs(fact) == {"rounds": 8}
    assert fact.location.line == 4
    assert not fact.library_default


def test_bcrypt_default() -> None:
    fact = only(PasswordHashing, "import bcrypt\nsalt = bcrypt.gensalt()")
    assert costs(fact) == {"rounds": 12}
    assert fact.library_default


def test_rounds_from_an_unknown_place_are_unread() -> None:
    fact = only(PasswordHashing, "import bcrypt, elsewhere\nsalt = bcrypt.gensalt(elsewhere.rounds())")
    assert not fact.parameters["rounds"].constants


def test_flask_bcrypt_by_its_setting() -> None:
    fact = only(
        PasswordHashing,
        """
        from flask import Flask
        from flask_bcrypt import Bcrypt
        app = Flask(__name__)
        app.config["BCRYPT_LOG_ROUNDS"] = 6
        bcrypt = Bcrypt(app)
        def hash_it(password):
            return bcrypt.generate_password_hash(password)
        """,
    )
    assert costs(fact) == {"rounds": 6}


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("23.1.0", {"time_cost": 3, "memory_cost": 65536, "parallelism": 4}),
        ("20.1.0", {"time_cost": 2, "memory_cost": 102400, "parallelism": 8}),
    ],
)
def test_argon2_defaults_by_version(version: str, expected: dict[str, object]) -> None:
    fact = only(PasswordHashing, "import argon2\nhasher = argon2.PasswordHasher()", argon2_cffi=version)
    assert costs(fact) == expected
    assert fact.library_default


def test_argon2_without_a_version_is_not_guessed() -> None:
    fact = only(PasswordHashing, "from argon2 import PasswordHasher\nhasher = PasswordHasher(time_cost=1)")
    assert fact.parameters["time_cost"].value == 1
    assert not fact.parameters["memory_cost"].complete


def test_argon2_type_and_profile() -> None:
    facts = facts_of(
        PasswordHashing,
        "import argon2\nfrom argon2.profiles import CHEAPEST\n"
        "a = argon2.PasswordHasher(1, 8, 1, type=argon2.Type.I)\nb = argon2.PasswordHasher.from_parameters(CHEAPEST)",
    )
    assert [fact.algorithm for fact in facts] == ["argon2i", "argon2id"]
    assert costs(facts[1]) == {"memory_cost": 8, "time_cost": 1, "parallelism": 1}


def test_pbkdf2_by_its_digest() -> None:
    fact = only(
        PasswordHashing,
        "import hashlib, os\ndef hash_it(p: str):\n    return hashlib.pbkdf2_hmac('sha512', p.encode(), os.urandom(16), 10_000)",
    )
    assert fact.algorithm == "pbkdf2-sha512"
    assert costs(fact) == {"iterations": 10_000}


def test_pbkdf2_of_cryptography() -> None:
    fact = only(
        PasswordHashing,
        "from cryptography.hazmat.primitives import hashes\n"
        "from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC\n"
        "kdf = PBKDF2HMAC(algorithm=hashes.SHA256(), length=32, salt=b's', iterations=1000)",
    )
    assert fact.algorithm == "pbkdf2-sha256"
    assert costs(fact) == {"iterations": 1000}


def test_scrypt() -> None:
    fact = only(PasswordHashing, "import hashlib\nkey = hashlib.scrypt(b'p', salt=b's', n=2**14, r=8, p=1)")
    assert costs(fact) == {"n": 16384, "r": 8, "p": 1}


@pytest.mark.parametrize(
    ("method", "version", "algorithm", "expected", "default"),
    [
        ("", "3.1.3", "scrypt", {"n": 32768, "r": 8, "p": 1}, True),
        ("", "2.0.3", "pbkdf2-sha256", {"iterations": 260_000}, True),
        (', method="pbkdf2:sha256:1000"', "3.1.3", "pbkdf2-sha256", {"iterations": 1000}, False),
        (', "pbkdf2"', "3.0.1", "pbkdf2-sha256", {"iterations": 600_000}, True),
        (', "pbkdf2:sha1"', "3.1.0", "pbkdf2-sha1", {"iterations": 1_000_000}, True),
        (', "scrypt:1024:8:1"', "3.1.3", "scrypt", {"n": 1024, "r": 8, "p": 1}, False),
        (', "md5"', "2.0.3", "md5", {}, False),
    ],
)
def test_werkzeug_methods(
    method: str, version: str, algorithm: str, expected: dict[str, object], default: bool
) -> None:
    source = f"from werkzeug.security import generate_password_hash\nstored = generate_password_hash('p'{method})"
    fact = only(PasswordHashing, source, werkzeug=version)
    assert (fact.algorithm, costs(fact), fact.library_default) == (algorithm, expected, default)


def test_werkzeug_without_a_version_has_no_known_default() -> None:
    source = "from werkzeug.security import generate_password_hash\nstored = generate_password_hash('p')"
    assert not facts_of(PasswordHashing, source)


def test_passlib_context_hashes_by_its_default_scheme() -> None:
    fact = only(
        PasswordHashing,
        "from passlib.context import CryptContext\n"
        "pwd = CryptContext(schemes=['bcrypt', 'md5_crypt'], deprecated='auto', bcrypt__rounds=10)",
    )
    assert (fact.algorithm, costs(fact)) == ("bcrypt", {"rounds": 10})


def test_passlib_default_scheme_is_named() -> None:
    fact = only(
        PasswordHashing,
        "from passlib.context import CryptContext\npwd = CryptContext(['bcrypt', 'pbkdf2_sha256'], default='pbkdf2_sha256')",
    )
    assert (fact.algorithm, costs(fact)) == ("pbkdf2-sha256", {"iterations": 29000})
    assert fact.library_default


def test_passlib_weak_scheme() -> None:
    fact = only(PasswordHashing, "from passlib.context import CryptContext\npwd = CryptContext(schemes=['hex_md5'])")
    assert fact.algorithm == "hex_md5"


def test_passlib_hashes_used_directly() -> None:
    facts = facts_of(
        PasswordHashing,
        "from passlib.hash import pbkdf2_sha256, bcrypt, scrypt\n"
        "a = pbkdf2_sha256.hash('p')\nb = bcrypt.using(rounds=13).hash('p')\nc = scrypt.using(rounds=14).hash('p')",
    )
    assert {fact.algorithm: costs(fact) for fact in facts} == {
        "pbkdf2-sha256": {"iterations": 29000},
        "bcrypt": {"rounds": 13},
        "scrypt": {"n": 16384, "r": 8, "p": 1},
    }


SETTINGS = "ROOT_URLCONF = 'urls'\nINSTALLED_APPS = []\n"


def test_django_first_hasher() -> None:
    fact = only(
        PasswordHashing,
        {
            "settings.py": SETTINGS + "PASSWORD_HASHERS = ['django.contrib.auth.hashers.PBKDF2PasswordHasher',"
            "'django.contrib.auth.hashers.MD5PasswordHasher']"
        },
        django="4.1.3",
    )
    assert (fact.algorithm, costs(fact)) == ("pbkdf2-sha256", {"iterations": 390_000})


def test_django_hasher_of_the_project() -> None:
    fact = only(
        PasswordHashing,
        {
            "settings.py": SETTINGS + "PASSWORD_HASHERS = ['accounts.hashers.Fast']",
            "accounts/__init__.py": "",
            "accounts/hashers.py": "from django.contrib.auth.hashers import PBKDF2PasswordHasher\n"
            "class Fast(PBKDF2PasswordHasher):\n    iterations = 1000",
        },
    )
    assert costs(fact) == {"iterations": 1000}
    assert fact.location.path == "accounts/hashers.py"
    assert not fact.library_default


def test_django_hash_that_is_no_password_hash_is_told_by_the_setting_alone() -> None:
    text = SETTINGS + "PASSWORD_HASHERS = ['django.contrib.auth.hashers.MD5PasswordHasher']"
    assert not facts_of(PasswordHashing, {"settings.py": text})


def test_hashing_in_tests_is_not_production() -> None:
    fact = only(PasswordHashing, {"tests/conftest.py": "import bcrypt\nsalt = bcrypt.gensalt(4)"})
    assert not fact.production


@pytest.mark.parametrize(("version", "iterations"), [("3.2.25", 260_000), ("5.2", 1_000_000)])
def test_django_hasher_that_nobody_chose(version: str, iterations: int) -> None:
    text = "ROOT_URLCONF = 'urls'\nINSTALLED_APPS = ['django.contrib.auth']\n"
    fact = only(PasswordHashing, {"settings.py": text}, django=version)
    assert (fact.algorithm, costs(fact), fact.library_default) == ("pbkdf2-sha256", {"iterations": iterations}, True)
    assert only(PasswordHashing, {"settings.py": text}).parameters["iterations"].constants == ()


def test_django_hasher_that_is_chosen_on_the_spot() -> None:
    source = (
        "from django.contrib.auth.hashers import make_password\ndef keep(p):\n    return make_password(p, hasher='md5')"
    )
    assert only(PasswordHashing, source).algorithm == "md5"
    assert not facts_of(PasswordHashing, source.replace(", hasher='md5'", ""))
