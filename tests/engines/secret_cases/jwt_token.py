"""Examples of the rule jwt-token; see the package."""

from __future__ import annotations

from engines.secret_cases.drawing import Example, token

EXAMPLES: tuple[Example, ...] = (
    ("a signed token", lambda _: token({"alg": "HS256", "typ": "JWT"}, {"sub": "412", "role": "admin"})),
)
