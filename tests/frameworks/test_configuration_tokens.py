import pytest
from frameworks.configured import facts_of, only

from backlint.concepts import State, TokenSigning, TokenVerification

HEAD = "import jwt\nfrom datetime import datetime, timedelta, timezone\nimport time\nKEY = 'k' * 40\n"


@pytest.mark.parametrize(
    ("expiry", "seconds"),
    [
        ("datetime.utcnow() + timedelta(minutes=15)", 900),
        ("datetime.now(timezone.utc) + timedelta(days=8)", 691_200),
        ("datetime.now(tz=timezone.utc) + timedelta(0, 60)", 60),
        ("timedelta(hours=2) + datetime.now()", 7200),
        ("datetime.now() + 2 * timedelta(hours=1, minutes=30)", 10_800),
        ("datetime.now() + timedelta(hours=5) - timedelta(hours=1)", 14_400),
        ("time.time() + 3600", 3600),
        ("int(time.time()) + 60 * 60 * 24", 86_400),
        ("int((datetime.utcnow() + timedelta(minutes=5)).timestamp())", 300),
        ("(datetime.now() + timedelta(weeks=1)).replace(microsecond=0)", 604_800),
    ],
)
def test_lifetimes(expiry: str, seconds: int) -> None:
    fact = only(TokenSigning, HEAD + f"def make():\n    return jwt.encode({{'sub': 'x', 'exp': {expiry}}}, KEY)")
    assert fact.expires is State.YES
    assert fact.lifetime.value == seconds
    assert fact.algorithm.value == "HS256"
    assert fact.purpose == "access"


def test_claims_that_are_copied_and_updated() -> None:
    fact = only(
        TokenSigning,
        HEAD
        + """
MINUTES = 60 * 24 * 8

def create_token(data: dict, delta: timedelta):
    to_encode = data.copy()
    to_encode.update({"exp": datetime.now(timezone.utc) + delta})
    return jwt.encode(to_encode, KEY, algorithm="HS256")

token = create_token({"sub": "me"}, timedelta(minutes=MINUTES))
""",
    )
    assert fact.expires is State.YES
    assert 691_200 in fact.lifetime.numbers


def test_claims_put_into_an_unknown_mapping() -> None:
    fact = only(
        TokenSigning,
        HEAD
        + "def make(claims):\n    claims['exp'] = datetime.utcnow() + timedelta(days=1)\n    return jwt.encode(claims, KEY)",
    )
    assert fact.expires is State.YES
    assert fact.lifetime.value == 86_400


def test_no_expiry() -> None:
    fact = only(TokenSigning, HEAD + "token = jwt.encode({'sub': 'x'}, KEY, 'HS512')")
    assert fact.expires is State.NO
    assert fact.algorithm.value == "HS512"
    assert fact.key.value == "k" * 40


def test_unknown_claims_may_have_an_expiry() -> None:
    fact = only(TokenSigning, HEAD + "def make(claims):\n    return jwt.encode(claims, KEY)")
    assert fact.expires is State.UNKNOWN


def test_unpacked_claims_may_have_an_expiry() -> None:
    fact = only(TokenSigning, HEAD + "def make(claims):\n    return jwt.encode({**claims, 'sub': 1}, KEY)")
    assert fact.expires is State.UNKNOWN


@pytest.mark.parametrize(
    ("function", "claims", "purpose"),
    [
        ("create_refresh_token", "{}", "refresh"),
        ("make", "{'type': 'refresh'}", "refresh"),
        ("make", "{'token_type': 'access'}", "access"),
        ("create_password_reset_token", "{}", "reset"),
        ("make", "{'purpose': 'email-verification'}", "verification"),
        ("make", "{'scope': 'openid email'}", "access"),
        ("create_access_token", "{}", "access"),
    ],
)
def test_purposes(function: str, claims: str, purpose: str) -> None:
    fact = only(TokenSigning, HEAD + f"def {function}():\n    return jwt.encode({claims}, KEY)")
    assert fact.purpose == purpose


def test_one_call_for_two_purposes_is_two_facts() -> None:
    facts = facts_of(
        TokenSigning,
        HEAD
        + """
def _encode(kind, delta):
    return jwt.encode({"type": kind, "exp": datetime.utcnow() + delta}, KEY)

access = _encode("access", timedelta(minutes=5))
refresh = _encode("refresh", timedelta(days=30))
""",
    )
    assert {fact.purpose: fact.lifetime.numbers for fact in facts} == {"access": (300,), "refresh": (2_592_000,)}


def test_python_jose_and_joserfc() -> None:
    facts = facts_of(
        TokenSigning,
        """
        from jose import jwt
        from joserfc import jwt as rfc
        a = jwt.encode({"sub": 1}, "key-of-jose", algorithm="HS384")
        b = rfc.encode({"alg": "HS512"}, {"sub": 1}, "key-of-joserfc")
        """,
    )
    assert [(fact.key.value, fact.algorithm.value) for fact in facts] == [
        ("key-of-jose", "HS384"),
        ("key-of-joserfc", "HS512"),
    ]


FLASK_JWT = """
from datetime import timedelta
from flask import Flask
from flask_jwt_extended import JWTManager, create_access_token, create_refresh_token
app = Flask(__name__)
app.config["JWT_SECRET_KEY"] = "a key of some length"
"""


def test_flask_jwt_extended_by_default() -> None:
    facts = facts_of(
        TokenSigning,
        FLASK_JWT
        + "def login():\n    return create_access_token('me'), create_refresh_token('me'), create_access_token('x')",
    )
    assert {fact.purpose: fact.lifetime.value for fact in facts} == {"access": 900, "refresh": 2_592_000}
    assert facts[0].key.value == "a key of some length"


def test_flask_jwt_extended_by_settings_and_by_call() -> None:
    facts = facts_of(
        TokenSigning,
        FLASK_JWT
        + "app.config['JWT_ACCESS_TOKEN_EXPIRES'] = timedelta(hours=12)\ndef login():\n    return create_access_token('me')\n"
        + "def forever():\n    return create_access_token('me', expires_delta=False)",
    )
    assert {(fact.expires, fact.lifetime.value) for fact in facts} == {(State.YES, 43_200), (State.NO, None)}


def test_simple_jwt_by_settings() -> None:
    facts = facts_of(
        TokenSigning,
        {
            "settings.py": """
                from datetime import timedelta
                SECRET_KEY = "x" * 50
                ROOT_URLCONF = "urls"
                INSTALLED_APPS = ["rest_framework_simplejwt"]
                SIMPLE_JWT = {"ACCESS_TOKEN_LIFETIME": timedelta(days=1)}
            """
        },
    )
    assert {fact.purpose: fact.lifetime.value for fact in facts} == {"access": 86_400, "refresh": 86_400}
    assert facts[0].key.value == "x" * 50


# --- reading


def verified(call: str, **versions: str) -> TokenVerification:
    return only(TokenVerification, f"import jwt\ndef read(token):\n    return {call}", **versions)


def test_a_pinned_check() -> None:
    fact = verified("jwt.decode(token, 'key', algorithms=['HS256'])")
    assert (fact.verified, fact.pinned, fact.expiry_checked) == (State.YES, State.YES, State.YES)
    assert fact.algorithms.value == ("HS256",)
    assert fact.key.value == "key"


@pytest.mark.parametrize(
    ("options", "signature", "expiry"),
    [
        ("{'verify_signature': False}", State.NO, State.YES),
        ("{'verify_exp': False}", State.YES, State.NO),
        ("{'require': ['exp']}", State.YES, State.YES),
        ("None", State.YES, State.YES),
        ("elsewhere()", State.UNKNOWN, State.UNKNOWN),
    ],
)
def test_options(options: str, signature: State, expiry: State) -> None:
    source = f"import jwt\nfrom lib import elsewhere\ndef read(t):\n    return jwt.decode(t, 'k', algorithms=['HS256'], options={options})"
    fact = only(TokenVerification, source)
    assert (fact.verified, fact.expiry_checked) == (signature, expiry)


@pytest.mark.parametrize(
    ("versions", "pinned"), [({"pyjwt": "1.7.1"}, State.NO), ({"pyjwt": "2.8.0"}, State.YES), ({}, State.UNKNOWN)]
)
def test_no_algorithms_by_version(versions: dict[str, str], pinned: State) -> None:
    assert verified("jwt.decode(token, 'key')", **versions).pinned is pinned


@pytest.mark.parametrize(
    ("versions", "expected"), [({"pyjwt": "1.7.1"}, State.NO), ({"pyjwt": "2.8.0"}, State.YES), ({}, State.UNKNOWN)]
)
def test_old_switch_by_version(versions: dict[str, str], expected: State) -> None:
    assert verified("jwt.decode(token, verify=False)", **versions).verified is expected


def test_old_order_of_arguments() -> None:
    fact = verified("jwt.decode(token, 'key', True, ['HS256'])")
    assert (fact.verified, fact.algorithms.value) == (State.YES, ("HS256",))


def test_algorithm_of_the_token_itself() -> None:
    fact = verified("jwt.decode(token, 'key', algorithms=[jwt.get_unverified_header(token)['alg']])")
    assert fact.pinned is State.NO


def test_python_jose_accepts_any_algorithm() -> None:
    fact = only(TokenVerification, "from jose import jwt\ndef read(token):\n    return jwt.decode(token, 'key')")
    assert (fact.verified, fact.pinned) == (State.YES, State.NO)


def test_unverified_claims() -> None:
    fact = only(
        TokenVerification, "from jose import jwt\ndef read(token):\n    return jwt.get_unverified_claims(token)['sub']"
    )
    assert fact.verified is State.NO


def test_a_look_inside_beside_a_check_decides_nothing() -> None:
    facts = facts_of(
        TokenVerification,
        """
        import jwt
        def read(token, keys):
            issuer = jwt.decode(token, options={"verify_signature": False})["iss"]
            return jwt.decode(token, keys[issuer], algorithms=["RS256"])
        """,
    )
    assert {fact.verified for fact in facts} == {State.UNKNOWN, State.YES}


def test_claims_that_are_validated_later() -> None:
    source = """
    from joserfc import jwt
    def read(value):
        token = jwt.decode(value, "key")
        {validate}
        return token.claims
    """
    checked = source.format(validate="jwt.JWTClaimsRegistry(exp={'essential': True}).validate(token.claims)")
    assert only(TokenVerification, checked).expiry_checked is State.YES
    assert only(TokenVerification, source.format(validate="pass")).expiry_checked is State.NO


def test_authlib_algorithms_stand_on_the_object() -> None:
    source = """
    from authlib.jose import JsonWebToken
    tokens = JsonWebToken(["RS256"])
    def read(value):
        claims = tokens.decode(value, "key")
        claims.validate()
        return claims
    """
    fact = only(TokenVerification, source)
    assert (fact.pinned, fact.expiry_checked, fact.algorithms.value) == (State.YES, State.YES, ("RS256",))


def test_simple_jwt_without_a_check() -> None:
    fact = only(
        TokenVerification,
        "from rest_framework_simplejwt.tokens import AccessToken\ndef read(raw):\n    AccessToken()\n"
        "    return AccessToken(raw, verify=False)",
    )
    assert fact.verified is State.NO


def test_flask_jwt_extended_settings_stand_where_they_are_set() -> None:
    source = FLASK_JWT + "app.config['JWT_ACCESS_TOKEN_EXPIRES'] = timedelta(hours=24)\nJWTManager(app)"
    fact = only(TokenSigning, source)
    assert (fact.lifetime.value, fact.location.line) == (86_400, 7)
