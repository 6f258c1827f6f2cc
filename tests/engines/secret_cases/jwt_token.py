"""Examples of the rule jwt-token; see the package."""

from __future__ import annotations

from engines.secret_cases.drawing import Example, token

EXAMPLES: tuple[Example, ...] = (
    (
        "the signed token of a session",
        lambda _: token({"alg": "HS256", "typ": "JWT"}, {"sub": "412", "iat": 1_700_000_000, "exp": 1_700_003_600}),
    ),
    (
        "the signed token of a session",
        lambda _: token({"alg": "HS256", "typ": "JWT"}, {"user_id": 4, "token_type": "refresh", "exp": 1_700_003_600}),
    ),
    (
        "a signed token",
        lambda _: token({"alg": "HS256", "typ": "JWT"}, {"sub": "412", "iat": 1_700_000_000, "exp": 1_800_000_000}),
    ),
    ("a signed token", lambda _: token({"alg": "HS256", "typ": "JWT"}, {"sub": "412", "role": "admin"})),
)
