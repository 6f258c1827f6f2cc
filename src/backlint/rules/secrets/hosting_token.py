"""A token of a hosting platform is in the source.

## Why is this bad?

The token deploys code, reads the variables of the environment with all their secrets, and changes names and
certificates.

## Example

```shell
curl -H "Authorization: Bearer rnd_…" https://api.render.com/v1/services
```

## Use instead

```shell
curl -H "Authorization: Bearer $RENDER_API_KEY" https://api.render.com/v1/services
```

## Limits

Tokens that have no letters of their own are found by the name that they are given.
"""

from backlint.formats import ALPHANUMERIC, HEXADECIMAL, LOWER, URLSAFE, UUID, named, prefixed, written
from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

CLOUDFLARE = "dash.cloudflare.com/profile/api-tokens"
FLY = "fly.io/dashboard, Tokens"
NETLIFY = "app.netlify.com/user/applications"
VERCEL = "vercel.com/account/tokens"

FORMATS = (
    # https://devcenter.heroku.com/articles/authentication
    prefixed("a Heroku key", "HRKU-AA", URLSAFE, 58, "dashboard.heroku.com/account"),
    named("a Heroku key of the older form", "heroku", HEXADECIMAL, 36, "dashboard.heroku.com/account", shape=UUID),
    prefixed("a Fly.io token of the older form", "fo1_", URLSAFE, 43, FLY),
    written(
        "a Fly.io token",
        ("fm1r_", "fm1a_", "fm2_"),
        r"(?<![\w-])(fm(?:1[ar]|2)_[A-Za-z0-9+/]{100,1500}={0,3})(?![A-Za-z0-9+/=])",
        FLY,
        before=1,
    ),
    prefixed("a Render key", "rnd_", ALPHANUMERIC, (28, 32), "dashboard.render.com/u/settings"),
    prefixed("a Vercel token", ("vcp_", "vci_", "vca_", "vcr_"), ALPHANUMERIC, (24, 80), VERCEL),
    named("a Vercel token of the older form", ("vercel", "now_token"), ALPHANUMERIC, 24, VERCEL, min_entropy=3.3),
    prefixed("a token of a Vercel blob store", "vercel_blob_rw_", ALPHANUMERIC, 16, VERCEL, then="_[A-Za-z0-9]{28,40}"),
    prefixed("a Netlify token", ("nfp_", "nfc_", "nfo_", "nfu_"), ALPHANUMERIC, 36, NETLIFY),
    named("a Netlify token of the older form", "netlify", URLSAFE, (40, 46), NETLIFY, min_entropy=4.0),
    # https://developers.cloudflare.com/fundamentals/api/get-started/
    named("a Cloudflare API token", ("cloudflare", "cf_"), URLSAFE, 40, CLOUDFLARE, min_entropy=4.0),
    named("a Cloudflare global key", ("cloudflare", "cf_"), HEXADECIMAL, 37, CLOUDFLARE),
    named("a secret of Cloudflare R2", ("cloudflare", "cf_", "r2_"), HEXADECIMAL, 64, CLOUDFLARE),
    prefixed("a Cloudflare origin CA key", "v1.0-", HEXADECIMAL, 24, CLOUDFLARE, then="-[a-f0-9]{146}"),
    prefixed("a Cloudflare token", ("cfut_", "cfat_", "cfk_"), ALPHANUMERIC, (40, 56), CLOUDFLARE),
    named("a Turnstile secret", ("turnstile", "cf_"), URLSAFE, 35, CLOUDFLARE, shape="0x4[A-Za-z0-9_-]{30,34}"),
    named("a Fastly token", "fastly", URLSAFE, 32, "manage.fastly.com/account/tokens", min_entropy=3.5),
    named("a Railway token", "railway", HEXADECIMAL, 36, "railway.com/account/tokens", shape=UUID),
    prefixed("a Scalingo token", ("tk-us-", "tk-eu-"), URLSAFE, 48, "dashboard.scalingo.com/account/tokens"),
    prefixed("a Deno Deploy token", ("ddp_", "ddo_", "ddw_"), ALPHANUMERIC, 36, "dash.deno.com/account"),
    prefixed(
        "a Tailscale key",
        ("tskey-auth-", "tskey-api-", "tskey-client-", "tskey-scim-", "tskey-webhook-"),
        ALPHANUMERIC,
        (8, 20),
        "login.tailscale.com/admin/settings/keys",
        then="-[A-Za-z0-9]{20,50}",
    ),
    prefixed("a key of Defined Networking", "dnkey-", URLSAFE, 26, "admin.defined.net", then="-[A-Za-z0-9_-]{52}"),
    named("a ZeroTier token", "zerotier", ALPHANUMERIC, 32, "my.zerotier.com/account", min_entropy=3.5),
    named("an ngrok token", "ngrok", URLSAFE, 49, "dashboard.ngrok.com", shape="[A-Za-z0-9]{25,30}_[A-Za-z0-9]{20,24}"),
    named("a PythonAnywhere token", "pythonanywhere", HEXADECIMAL, 40, "pythonanywhere.com/account"),
    named("a Koyeb token", "koyeb", LOWER, 64, "app.koyeb.com/settings/api"),
    named("a bunny.net key", "bunny", HEXADECIMAL, 36, "dash.bunny.net/account/api-key", shape=UUID),
    written(
        "the secret of a Cloudinary account",
        "cloudinary://",
        r"cloudinary://\d{12,16}:([A-Za-z0-9_-]{27})@",
        "console.cloudinary.com/settings/api-keys",
    ),
    prefixed("an OpenShift token", "sha256~", URLSAFE, 43, "oc delete oauthaccesstoken"),
    written(
        "a Rancher token",
        "token-",
        r"(?<![\w-])(token-[a-z0-9]{5}:[a-z0-9]{54})(?![\w-])",
        "Rancher: Account & API keys",
        before=1,
    ),
    written(
        "a Portainer token",
        "ptr_",
        r"(?<![\w-])(ptr_[A-Za-z0-9+/]{43}=)(?![A-Za-z0-9+/=])",
        "Portainer: My account",
        before=1,
    ),
)

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(formats=FORMATS),
    message="{secret} ({excerpt}) is in the source",
    remedy="revoke the token, and read a new one from the environment",
    severity=Severity.CRITICAL,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
    references=("https://developers.cloudflare.com/fundamentals/api/get-started/create-token/",),
)
