"""A key of an identity provider or a secret store is in the source.

## Why is this bad?

The key makes users and resets their passwords, or opens the store in which all other secrets are kept.

## Example

```python
import hvac

client = hvac.Client(url="https://vault.shop.internal", token="hvs.…")
```

## Use instead

```python
import os

import hvac

client = hvac.Client(url="https://vault.shop.internal", token=os.environ["VAULT_TOKEN"])
```

## Limits

Keys that have no letters of their own are found by the name that they are given.
"""

import re

from backlint.checksums import decoded_object
from backlint.formats import ALPHANUMERIC, HEXADECIMAL, LOWER, URLSAFE, UUID, named, prefixed, written
from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

ONE_PASSWORD = "1password.com, Developer tools, Service accounts"
DOPPLER = "dashboard.doppler.com, Access"
VAULT = "vault token revoke"


def is_service_account(token: str) -> bool:
    """Whether a 1Password token is JSON that says where to sign in."""
    claims = decoded_object(token.removeprefix("ops_"))
    return claims is not None and "signInAddress" in claims


def is_no_hexadecimal(token: str) -> bool:
    """Whether a live key is not of hexadecimal digits alone, as those of payment services are."""
    return not re.fullmatch("[a-z]+_live_[a-f0-9]+", token)


FORMATS = (
    # https://developer.okta.com/docs/guides/create-an-api-token/
    named(
        "an Okta token",
        "okta",
        URLSAFE,
        42,
        "Okta: Security, API, Tokens",
        shape="00[A-Za-z0-9_-]{40}",
        min_entropy=3.5,
    ),
    named("an Okta client secret", "okta", URLSAFE, (40, 64), "Okta: Applications", min_entropy=4.0),
    named("an Auth0 client secret", "auth0", URLSAFE, 64, "manage.auth0.com, Applications", min_entropy=4.0),
    # https://developer.1password.com/docs/service-accounts/
    written(
        "the token of a 1Password service account",
        "ops_eyj",
        r"(?<![\w-])(ops_eyJ[A-Za-z0-9+/_-]{200,2000}={0,3})(?![A-Za-z0-9+/=_-])",
        ONE_PASSWORD,
        before=1,
        valid=is_service_account,
        precision=Precision.VERY_HIGH,
    ),
    prefixed(
        "a 1Password secret key",
        "A3-",
        "A-Z0-9",
        6,
        "1password.com, My profile",
        then="-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}",
        min_entropy=3.0,
    ),
    # https://docs.doppler.com/docs/service-tokens
    prefixed(
        "a Doppler token",
        ("dp.pt.", "dp.sa.", "dp.ct.", "dp.scim.", "dp.audit.", "dp.said."),
        ALPHANUMERIC,
        (40, 44),
        DOPPLER,
    ),
    written(
        "a Doppler service token",
        "dp.st.",
        r"(?<![\w.-])(dp\.st\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44})(?![\w-])",
        DOPPLER,
    ),
    prefixed(
        "an Infisical service token",
        "st.",
        HEXADECIMAL,
        24,
        "app.infisical.com, Access control",
        then=r"\.[a-f0-9]{32}\.[a-f0-9]{32}",
    ),
    # https://developer.hashicorp.com/vault/docs/concepts/tokens
    prefixed("a Vault token", "hvs.", URLSAFE, (24, 300), VAULT, min_entropy=3.5, severity=Severity.CRITICAL),
    prefixed("a Vault batch token", ("hvb.", "hvr."), URLSAFE, (90, 400), VAULT, min_entropy=3.5),
    written(
        "a Vault token of the older form",
        "vault_token",
        r"(?i:vault_token)[\"']?\s{0,3}[:=]\s{0,3}[\"']?(s\.[A-Za-z0-9]{24})(?![\w-])",
        VAULT,
        min_entropy=3.3,
    ),
    # https://clerk.com/docs/deployments/clerk-environment-variables
    prefixed(
        "a live Clerk key",
        "sk_live_",
        ALPHANUMERIC,
        (40, 50),
        "dashboard.clerk.com, API keys",
        valid=is_no_hexadecimal,
        min_entropy=3.8,
    ),
    prefixed("a live WorkOS key", "sk_live_a2V5X", ALPHANUMERIC, (50, 70), "dashboard.workos.com/api-keys"),
    prefixed("a live Stytch secret", "secret-live-", URLSAFE, 36, "stytch.com/dashboard/api-keys", then="=?"),
    named(
        "a Stytch secret",
        "stytch",
        URLSAFE,
        48,
        "stytch.com/dashboard/api-keys",
        shape="secret-(?:live|test)-[A-Za-z0-9_-]{35,36}=?",
    ),
    prefixed(
        "a token of Bitwarden's secret manager",
        "0.",
        "",
        0,
        "vault.bitwarden.com, Machine accounts",
        then=rf"{UUID}\.[A-Za-z0-9]{{30}}:[A-Za-z0-9+/]{{22}}==",
    ),
    prefixed("a JumpCloud key", "jca_", ALPHANUMERIC, 36, "console.jumpcloud.com, My API key"),
    named("a JumpCloud key of the older form", "jumpcloud", HEXADECIMAL, 40, "console.jumpcloud.com, My API key"),
    named(
        "a Duo secret",
        ("duo_s", "duo_i", "duo_a", "duosecurity"),
        ALPHANUMERIC,
        40,
        "admin.duosecurity.com, Applications",
        min_entropy=4.0,
    ),
    named(
        "a Keycloak client secret",
        ("keycloak", "kc_client"),
        ALPHANUMERIC,
        32,
        "Keycloak: Clients, Credentials",
        min_entropy=3.8,
    ),
    named("a OneLogin secret", "onelogin", HEXADECIMAL, 64, "onelogin.com, Developers, API credentials"),
    named("an Akeyless key", "akeyless", "A-Za-z0-9+/", 44, "console.akeyless.io", shape="[A-Za-z0-9+/]{43}="),
    written(
        "a key of Authress",
        (".acc_", ".acc-"),
        r"(?<![\w.-])((?:sc|ext|scauth|authress)_[a-z0-9]{5,30}\.[a-z0-9]{4,6}\.acc[_-][a-z0-9-]{10,32}\.[A-Za-z0-9+/_=-]{30,120})",
        "authress.io/app",
        before=46,
    ),
    prefixed(
        "a token of Ory", ("ory_pat_", "ory_apikey_", "ory_wak_"), URLSAFE, (32, 100), "console.ory.sh, Access & APIs"
    ),
    prefixed(
        "a live Persona key",
        "persona_production_",
        "",
        0,
        "app.withpersona.com, API keys",
        then=f"(?:{UUID}|[A-Za-z0-9-]{{36,64}})",
    ),
    written(
        "a live Onfido token",
        "api_live",
        r"(?<![\w-])(api_live(?:_us|_ca)?\.[A-Za-z0-9_-]{11}\.[A-Za-z0-9_-]{32})(?![\w-])",
        "dashboard.onfido.com/api/tokens",
    ),
    named(
        "a reCAPTCHA secret",
        ("recaptcha_secret", "recaptcha_private", "captcha_secret"),
        URLSAFE,
        40,
        "google.com/recaptcha/admin",
        shape="6L[A-Za-z0-9_-]{38}",
    ),
    prefixed("an hCaptcha secret", "ES_", HEXADECIMAL, 32, "dashboard.hcaptcha.com/settings"),
    named(
        "an hCaptcha secret of the older form",
        "hcaptcha",
        ALPHANUMERIC,
        42,
        "dashboard.hcaptcha.com/settings",
        shape="0x[A-Fa-f0-9]{40}",
    ),
    named("a Conjur key", "conjur", LOWER, (50, 60), "conjur user rotate-api-key", min_entropy=3.8),
)

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(formats=FORMATS),
    message="{secret} ({excerpt}) is in the source",
    remedy="revoke the key, and read a new one from the environment",
    severity=Severity.CRITICAL,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
    references=("https://developer.hashicorp.com/vault/docs/concepts/tokens",),
)
