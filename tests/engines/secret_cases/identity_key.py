"""Examples of the rule identity-key; see the package."""

from __future__ import annotations

from engines.secret_cases.drawing import (
    ALNUM,
    ANY_HEX,
    BASE64,
    HEX,
    LOWER,
    UPPER,
    URLSAFE,
    Example,
    assigned,
    encoded,
    uuid,
)

EXAMPLES: tuple[Example, ...] = (
    ("an Okta token", lambda d: assigned("OKTA_API_KEY", "00" + d(URLSAFE, 40))),
    ("an Okta client secret", lambda d: assigned("OKTA_API_KEY", d(URLSAFE, 45))),
    ("an Auth0 client secret", lambda d: assigned("AUTH0_API_KEY", d(URLSAFE, 64))),
    (
        "the token of a 1Password service account",
        lambda d: "ops_" + encoded({"signInAddress": "shop.1password.com", "key": d(HEX, 200)}),
    ),
    (
        "a 1Password secret key",
        lambda d: "A3-" + d(UPPER, 6) + "-" + d(UPPER, 11) + "-" + d(UPPER, 5) + "-" + d(UPPER, 5) + "-" + d(UPPER, 5),
    ),
    ("a Doppler token", lambda d: "dp.pt." + d(ALNUM, 44)),
    ("a Doppler service token", lambda d: "dp.st." + d(ALNUM, 43)),
    ("a Doppler service token", lambda d: "dp.st.production." + d(ALNUM, 43)),
    ("an Infisical service token", lambda d: "st." + d(HEX, 24) + "." + d(HEX, 32) + "." + d(HEX, 32)),
    ("a Vault token", lambda d: "hvs." + d(URLSAFE, 27)),
    ("a Vault batch token", lambda d: "hvb." + d(URLSAFE, 101)),
    ("a Vault token of the older form", lambda d: "VAULT_TOKEN=s." + d(ALNUM, 24)),
    ("a live Clerk key", lambda d: "sk_live_" + d(ALNUM, 45)),
    ("a live WorkOS key", lambda d: "sk_live_a2V5X" + d(ALNUM, 56)),
    ("a live Stytch secret", lambda d: "secret-live-" + d(URLSAFE, 36)),
    ("a Stytch secret", lambda d: assigned("STYTCH_API_KEY", "secret-test-" + d(URLSAFE, 36))),
    (
        "a token of Bitwarden's secret manager",
        lambda d: "0." + uuid(d) + "." + d(ALNUM, 30) + ":" + d(BASE64, 22) + "==",
    ),
    ("a JumpCloud key", lambda d: "jca_" + d(ALNUM, 36)),
    ("a JumpCloud key of the older form", lambda d: assigned("JUMPCLOUD_API_KEY", d(HEX, 40))),
    ("a Duo secret", lambda d: assigned("DUO_S_API_KEY", d(ALNUM, 40))),
    ("a Keycloak client secret", lambda d: assigned("KEYCLOAK", d(ALNUM, 32))),
    ("a OneLogin secret", lambda d: assigned("ONELOGIN_API_KEY", d(HEX, 64))),
    ("an Akeyless key", lambda d: assigned("AKEYLESS", d(BASE64, 43) + "=")),
    (
        "a key of Authress",
        lambda d: "sc_" + d(LOWER, 12) + "." + d(LOWER, 4) + ".acc-" + d(LOWER, 14) + "." + d(ALNUM, 60),
    ),
    ("a token of Ory", lambda d: "ory_pat_" + d(URLSAFE, 36)),
    ("a live Persona key", lambda d: "persona_production_" + uuid(d)),
    ("a live Onfido token", lambda d: "api_live." + d(URLSAFE, 11) + "." + d(URLSAFE, 32)),
    ("a reCAPTCHA secret", lambda d: assigned("RECAPTCHA_SECRET", "6L" + d(URLSAFE, 38))),
    ("an hCaptcha secret", lambda d: "ES_" + d(HEX, 32)),
    ("an hCaptcha secret of the older form", lambda d: assigned("HCAPTCHA_API_KEY", "0x" + d(ANY_HEX, 40))),
    ("a Conjur key", lambda d: assigned("CONJUR_API_KEY", d(LOWER, 56))),
)
