"""Examples of the rule hosting-token; see the package."""

from __future__ import annotations

from engines.secret_cases.drawing import ALNUM, BASE64, DIGITS, HEX, LOWER, URLSAFE, Example, assigned, uuid

EXAMPLES: tuple[Example, ...] = (
    ("a Heroku key", lambda d: "HRKU-AA" + d(URLSAFE, 58)),
    ("a Heroku key of the older form", lambda d: assigned("HEROKU_API_KEY", uuid(d))),
    ("a Fly.io token of the older form", lambda d: "fo1_" + d(URLSAFE, 43)),
    ("a Fly.io token", lambda d: "FlyV1 fm2_" + d(BASE64, 160)),
    ("a Render key", lambda d: "rnd_" + d(ALNUM, 31)),
    ("a Vercel token", lambda d: "vcp_" + d(ALNUM, 27)),
    ("a Vercel token of the older form", lambda d: assigned("VERCEL_API_KEY", d(ALNUM, 24))),
    ("a token of a Vercel blob store", lambda d: "vercel_blob_rw_" + d(ALNUM, 16) + "_" + d(ALNUM, 31)),
    ("a Netlify token", lambda d: "nfp_" + d(ALNUM, 36)),
    ("a Netlify token of the older form", lambda d: assigned("NETLIFY_API_KEY", d(URLSAFE, 45))),
    ("a Cloudflare API token", lambda d: assigned("CLOUDFLARE_API_KEY", d(URLSAFE, 40))),
    ("a Cloudflare global key", lambda d: assigned("CLOUDFLARE_API_KEY", d(HEX, 37))),
    ("a secret of Cloudflare R2", lambda d: assigned("CLOUDFLARE_API_KEY", d(HEX, 64))),
    ("a Cloudflare origin CA key", lambda d: "v1.0-" + d(HEX, 24) + "-" + d(HEX, 146)),
    ("a Cloudflare token", lambda d: "cfut_" + d(ALNUM, 45)),
    ("a Turnstile secret", lambda d: assigned("TURNSTILE_API_KEY", "0x4" + d(URLSAFE, 33))),
    ("a Fastly token", lambda d: assigned("FASTLY_API_KEY", d(URLSAFE, 32))),
    ("a Railway token", lambda d: assigned("RAILWAY_API_KEY", uuid(d))),
    ("a Scalingo token", lambda d: "tk-us-" + d(URLSAFE, 48)),
    ("a Deno Deploy token", lambda d: "ddp_" + d(ALNUM, 36)),
    ("a Tailscale key", lambda d: "tskey-auth-" + d(ALNUM, 10) + "-" + d(ALNUM, 22)),
    ("a key of Defined Networking", lambda d: "dnkey-" + d(URLSAFE, 26) + "-" + d(URLSAFE, 52)),
    ("a ZeroTier token", lambda d: assigned("ZEROTIER_API_KEY", d(ALNUM, 32))),
    ("an ngrok token", lambda d: assigned("NGROK_API_KEY", d(ALNUM, 28) + "_" + d(ALNUM, 22))),
    ("a PythonAnywhere token", lambda d: assigned("PYTHONANYWHERE_API_KEY", d(HEX, 40))),
    ("a Koyeb token", lambda d: assigned("KOYEB_API_KEY", d(LOWER, 64))),
    ("a bunny.net key", lambda d: assigned("BUNNY_API_KEY", uuid(d))),
    ("the secret of a Cloudinary account", lambda d: "cloudinary://" + d(DIGITS, 15) + ":" + d(URLSAFE, 27) + "@shop"),
    ("an OpenShift token", lambda d: "sha256~" + d(URLSAFE, 43)),
    ("a Rancher token", lambda d: "token-" + d(LOWER, 5) + ":" + d(LOWER, 54)),
    ("a Portainer token", lambda d: "ptr_" + d(BASE64, 43) + "="),
)
