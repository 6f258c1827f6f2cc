"""A key of a payment service is in the source.

## Why is this bad?

The key charges cards, pays out, and reads the customers and their payments.

## Example

```python
import stripe

stripe.api_key = "sk_live_…"
```

## Use instead

```python
import os

import stripe

stripe.api_key = os.environ["STRIPE_KEY"]
```

## Limits

Publishable keys (`pk_`) are made for browsers and are no secrets. Keys for tests are reported with low severity: no money
moves, and what was tried with them is read.
"""

import re

from backlint.formats import ALPHANUMERIC, BASE64, HEXADECIMAL, LOWER, URLSAFE, UUID, named, prefixed, written
from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

STRIPE = "dashboard.stripe.com/apikeys"
STRIPE_BODY = r"(?:[0-9A-Za-z]{16,34}|[0-9A-Za-z]{80,247})"
FLUTTERWAVE = "app.flutterwave.com/dashboard/settings/apis"


def has_digits(token: str) -> bool:
    """Whether there are digits and letters in what is drawn, which no name in a program mixes as often."""
    return len(re.findall(r"\d", token)) >= 3


FORMATS = (
    # https://docs.stripe.com/keys
    prefixed("a live Stripe key", ("sk_live_", "rk_live_"), "", 0, STRIPE, then=STRIPE_BODY, min_entropy=3.0),
    prefixed(
        "a Stripe key for tests", ("sk_test_", "rk_test_"), "", 0, STRIPE, then=STRIPE_BODY, severity=Severity.LOW
    ),
    prefixed("the signing secret of a Stripe webhook", "whsec_", ALPHANUMERIC, 32, "dashboard.stripe.com/webhooks"),
    prefixed("a live Stripe key of an organisation", "sk_org_live_", ALPHANUMERIC, (24, 247), STRIPE),
    # https://developer.squareup.com/docs/build-basics/access-tokens
    prefixed(
        "a Square access token",
        ("EAAAl", "EAAAE", "EAAAF"),
        URLSAFE,
        59,
        "developer.squareup.com/apps",
        min_entropy=4.0,
    ),
    prefixed(
        "a Square token of the older form", "sq0atp-", URLSAFE, 22, "developer.squareup.com/apps", min_entropy=3.5
    ),
    prefixed("a Square client secret", "sq0csp-", URLSAFE, 43, "developer.squareup.com/apps", min_entropy=4.0),
    written(
        "a Braintree access token",
        "access_token$production$",
        r"(access_token\$production\$[0-9a-z]{16}\$[0-9a-f]{32})(?![\w-])",
        "braintreegateway.com, API keys",
    ),
    named("a Braintree private key", "braintree", HEXADECIMAL, 32, "braintreegateway.com, API keys"),
    named(
        "a PayPal client secret",
        "paypal",
        URLSAFE,
        80,
        "developer.paypal.com/dashboard/applications",
        shape="E[A-Za-z0-9_-]{79}",
    ),
    named("a Razorpay secret", "razorpay", ALPHANUMERIC, 24, "dashboard.razorpay.com/app/keys", min_entropy=3.5),
    named(
        "an Adyen key",
        "adyen",
        BASE64,
        (150, 300),
        "ca-live.adyen.com, API credentials",
        shape="AQE[A-Za-z0-9+/=-]{100,125}",
    ),
    prefixed(
        "a Plaid access token", ("access-production-", "access-development-"), "", 0, "dashboard.plaid.com", then=UUID
    ),
    named("a Plaid secret", "plaid", HEXADECIMAL, 30, "dashboard.plaid.com/developers/keys"),
    prefixed("a Flutterwave secret key", "FLWSECK-", HEXADECIMAL, 32, FLUTTERWAVE, then="-X"),
    prefixed(
        "a Flutterwave key for tests", "FLWSECK_TEST-", HEXADECIMAL, 32, FLUTTERWAVE, then="-X", severity=Severity.LOW
    ),
    prefixed("a Paystack secret key", "sk_live_", HEXADECIMAL, 40, "dashboard.paystack.com/#/settings/developers"),
    prefixed("a Paystack key for tests", "sk_test_", HEXADECIMAL, 40, "dashboard.paystack.com", severity=Severity.LOW),
    prefixed(
        "a live Mollie key", "live_", ALPHANUMERIC, 30, "my.mollie.com/dashboard/developers/api-keys", valid=has_digits
    ),
    prefixed("a GoCardless token", "live_", URLSAFE, 40, "manage.gocardless.com/developers", valid=has_digits),
    prefixed("a Lob key", "live_", HEXADECIMAL, 35, "dashboard.lob.com/settings/api-keys", valid=has_digits),
    prefixed(
        "a Mercado Pago access token",
        "APP_USR-",
        "0-9",
        (13, 16),
        "mercadopago.com/developers/panel",
        then="-[0-9]{6}-[a-f0-9]{32}-[0-9]{6,10}",
    ),
    prefixed(
        "a Paddle key",
        "pdl_live_apikey_",
        LOWER,
        26,
        "vendors.paddle.com/authentication-v2",
        then="_[A-Za-z0-9]{22}_[A-Za-z0-9]{3}",
    ),
    prefixed("a Midtrans server key", "Mid-server-", URLSAFE, 24, "dashboard.midtrans.com/settings/config_info"),
    prefixed("a live Xendit key", "xnd_production_", ALPHANUMERIC, (40, 72), "dashboard.xendit.co/settings/developers"),
    prefixed("a live Duffel token", "duffel_live_", URLSAFE, 43, "app.duffel.com, Access tokens"),
    prefixed(
        "a Duffel token for tests", "duffel_test_", URLSAFE, 43, "app.duffel.com, Access tokens", severity=Severity.LOW
    ),
    prefixed("a live Shippo token", "shippo_live_", HEXADECIMAL, 40, "apps.goshippo.com/settings/api"),
    prefixed("a Shippo token for tests", "shippo_test_", HEXADECIMAL, 40, "apps.goshippo.com", severity=Severity.LOW),
    prefixed("a live EasyPost key", "EZAK", ALPHANUMERIC, 54, "easypost.com/account/api-keys"),
    prefixed(
        "an EasyPost key for tests", "EZTK", ALPHANUMERIC, 54, "easypost.com/account/api-keys", severity=Severity.LOW
    ),
    prefixed("a Pagar.me key", ("ak_live_",), ALPHANUMERIC, 30, "dash.pagar.me", valid=has_digits),
    prefixed("a Ramp token", ("ramp_sec_", "ramp_tok_"), ALPHANUMERIC, 48, "app.ramp.com/settings/ramp-developer"),
    named("a Dwolla secret", "dwolla", ALPHANUMERIC, 50, "dashboard.dwolla.com/applications", min_entropy=4.0),
    named("a Finicity secret", "finicity", ALPHANUMERIC, (20, 32), "developer.finicity.com", min_entropy=3.3),
    named(
        "a token of Wise",
        ("transferwise", "wise_api", "wise_token"),
        HEXADECIMAL,
        36,
        "wise.com/settings/api-tokens",
        shape=UUID,
    ),
    named("a Coinbase secret", "coinbase", URLSAFE, 64, "coinbase.com/settings/api", min_entropy=4.0),
    named("a Binance secret", "binance", ALPHANUMERIC, 64, "binance.com/my/settings/api-management", min_entropy=4.0),
    named("a KuCoin secret", "kucoin", HEXADECIMAL, 36, "kucoin.com/account/api", shape=UUID),
    named("a Kraken private key", "kraken", BASE64, 88, "kraken.com, Security, API", shape="[A-Za-z0-9+/]{86}=="),
    named("a Bitfinex secret", "bitfinex", ALPHANUMERIC, 43, "setting.bitfinex.com/api", min_entropy=4.0),
    named("an Infura secret", "infura", HEXADECIMAL, 32, "app.infura.io, API keys"),
    named("an Alchemy key", "alchemy", URLSAFE, 32, "dashboard.alchemy.com/apps", min_entropy=3.8),
    named("an Etherscan key", "etherscan", "A-Z0-9", 34, "etherscan.io/myapikey", severity=Severity.MEDIUM),
    named("a Recurly key", "recurly", HEXADECIMAL, 32, "app.recurly.com, API credentials"),
)

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(formats=FORMATS),
    message="{secret} ({excerpt}) is in the source",
    remedy="roll the key, and read the new one from the environment",
    severity=Severity.CRITICAL,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
    references=("https://docs.stripe.com/keys-best-practices",),
)
