"""A token of a business application is in the source.

## Why is this bad?

The token reads and changes what a company keeps there: documents, plans, customers and their orders.

## Example

```python
from notion_client import Client

client = Client(auth="ntn_…")
```

## Use instead

```python
import os

from notion_client import Client

client = Client(auth=os.environ["NOTION_TOKEN"])
```

## Limits

Tokens that have no letters of their own are found by the name that they are given. Mapbox's public tokens (`pk.`) are
made for browsers and are no secrets.
"""

from backlint.formats import ALPHANUMERIC, HEXADECIMAL, LOWER, URLSAFE, UUID, named, prefixed, written
from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

CONTENTFUL = "app.contentful.com/account/profile/cma_tokens"
DROPBOX = "dropbox.com/developers/apps"
FIGMA = "figma.com/settings"
HUBSPOT = "app.hubspot.com, Private apps"
LINEAR = "linear.app/settings/api"
SHOPIFY = "the shop's admin, Apps, Develop apps"
WOO = "WooCommerce: Settings, Advanced, REST API"

FORMATS = (
    # https://developers.notion.com/docs/authorization
    prefixed("a Notion token", "ntn_", "0-9", 11, "notion.so/profile/integrations", then="[A-Za-z0-9]{35}"),
    prefixed(
        "a Notion token of the older form",
        "secret_",
        ALPHANUMERIC,
        43,
        "notion.so/profile/integrations",
        min_entropy=4.0,
    ),
    prefixed("a Linear key", ("lin_api_", "lin_oauth_", "lin_wh_"), ALPHANUMERIC, (40, 64), LINEAR),
    named("a Linear client secret", "linear", HEXADECIMAL, 32, LINEAR),
    named("an Asana token", "asana", URLSAFE, (32, 80), "app.asana.com/0/my-apps", shape=r"[a-f0-9]{32}"),
    prefixed("a Figma token", ("figd_", "figo_", "figor_", "figoh_"), URLSAFE, (38, 64), FIGMA),
    # https://developers.hubspot.com/docs/api/private-apps
    prefixed("a HubSpot token", ("pat-na1-", "pat-na2-", "pat-eu1-", "pat-ap1-"), "", 0, HUBSPOT, then=UUID),
    named("a HubSpot key of the older form", "hubspot", HEXADECIMAL, 36, HUBSPOT, shape="(?i:" + UUID + ")"),
    written(
        "a Salesforce session",
        "00d",
        r"(?<![\w])(00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?![A-Za-z0-9._]{80,260})(?![\w])",
        "Salesforce: Setup, Session management",
        min_entropy=4.0,
    ),
    prefixed("a Salesforce refresh token", "5Aep861", "A-Za-z0-9._", (80, 100), "Salesforce: Setup, Connected apps"),
    # https://shopify.dev/docs/apps/build/authentication-authorization
    prefixed("a Shopify access token", ("shpat_", "shpca_", "shppa_", "shptka_", "shpua_"), "a-fA-F0-9", 32, SHOPIFY),
    prefixed("a Shopify shared secret", "shpss_", "a-fA-F0-9", 32, SHOPIFY),
    prefixed("a Contentful token", "CFPAT-", URLSAFE, 43, CONTENTFUL, min_entropy=4.0),
    named("a Contentful delivery token", "contentful", URLSAFE, 43, CONTENTFUL, min_entropy=4.0),
    prefixed("a Dropbox access token", "sl.", URLSAFE, (130, 2000), DROPBOX, severity=Severity.MEDIUM),
    named(
        "a Box secret",
        ("box_client", "box_secret"),
        ALPHANUMERIC,
        32,
        "app.box.com/developers/console",
        min_entropy=3.8,
    ),
    prefixed("a Typeform token", "tfp_", "A-Za-z0-9_.=-", (40, 64), "admin.typeform.com/account#/section/tokens"),
    prefixed(
        "a Mapbox secret token",
        "sk.eyJ",
        URLSAFE,
        (50, 100),
        "account.mapbox.com/access-tokens",
        then=r"\.[A-Za-z0-9_-]{22}",
    ),
    prefixed("a Trello token", "ATTA", HEXADECIMAL, 64, "trello.com/u/me/account", then="[A-F0-9]{8}"),
    named("a Trello token of the older form", "trello", HEXADECIMAL, 64, "trello.com/u/me/account"),
    prefixed("a ClickUp token", "pk_", "0-9", (5, 12), "app.clickup.com/settings/apps", then="_[A-Z0-9]{32}"),
    named("a Zendesk token", "zendesk", ALPHANUMERIC, 40, "Zendesk: Admin center, API tokens", min_entropy=3.8),
    named(
        "a Freshdesk key",
        ("freshdesk", "freshservice"),
        ALPHANUMERIC,
        20,
        "Freshdesk: Profile settings",
        min_entropy=3.3,
    ),
    named("a FreshBooks token", "freshbooks", HEXADECIMAL, 64, "my.freshbooks.com/#/developer"),
    prefixed("an Adobe client secret", "p8e-", URLSAFE, (32, 40), "developer.adobe.com/console", min_entropy=3.5),
    prefixed("an Adafruit IO key", "aio_", ALPHANUMERIC, 28, "io.adafruit.com, My key"),
    prefixed("a Sanity token", "sk", ALPHANUMERIC, 178, "sanity.io/manage", min_entropy=4.5),
    named("a Webflow token", "webflow", HEXADECIMAL, 64, "webflow.com/dashboard/account/integrations"),
    prefixed("a WooCommerce consumer secret", "cs_", HEXADECIMAL, 40, WOO),
    prefixed("a WooCommerce consumer key", "ck_", HEXADECIMAL, 40, WOO, severity=Severity.MEDIUM),
    named("a BigCommerce token", "bigcommerce", LOWER, 31, "BigCommerce: API accounts", min_entropy=3.5),
    named("a Squarespace key", "squarespace", HEXADECIMAL, 36, "Squarespace: Developer API keys", shape=UUID),
    written(
        "a MaxMind licence key",
        "_mmk",
        r"(?<![\w-])([A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk)(?![\w-])",
        "maxmind.com, License keys",
        before=36,
    ),
    named(
        "an OpenWeather key",
        ("openweather", "owm_api"),
        HEXADECIMAL,
        32,
        "home.openweathermap.org/api_keys",
        severity=Severity.MEDIUM,
    ),
    named(
        "a TomTom key",
        "tomtom",
        ALPHANUMERIC,
        32,
        "developer.tomtom.com, My dashboard",
        min_entropy=3.8,
        severity=Severity.MEDIUM,
    ),
    named(
        "a RapidAPI key",
        ("rapidapi", "x-rapidapi"),
        LOWER,
        50,
        "rapidapi.com/developer/apps",
        shape="[a-z0-9]{10}msh[a-z0-9]{15}p[a-z0-9]{6}jsn[a-z0-9]{12}",
    ),
    named("a Pipedrive token", "pipedrive", HEXADECIMAL, 40, "app.pipedrive.com/settings/api"),
    prefixed("a Zoho token", "1000.", HEXADECIMAL, 32, "api-console.zoho.com", then=r"\.[a-f0-9]{32}"),
    prefixed("an Apify token", "apify_api_", ALPHANUMERIC, 36, "console.apify.com/account/integrations"),
    named("a Crowdin token", "crowdin", HEXADECIMAL, 80, "crowdin.com/settings#api-key"),
    named("a Lokalise token", "lokalise", HEXADECIMAL, 40, "app.lokalise.com/profile"),
    prefixed("a Frame.io token", "fio-u-", URLSAFE, 64, "developer.frame.io/app/tokens"),
    named(
        "a Shortcut token",
        ("shortcut", "clubhouse"),
        HEXADECIMAL,
        36,
        "app.shortcut.com/settings/account/api-tokens",
        shape=UUID,
    ),
    named("a Todoist token", "todoist", HEXADECIMAL, 40, "todoist.com/app/settings/integrations/developer"),
    named("an Eventbrite token", "eventbrite", "A-Z0-9", 20, "eventbrite.com/account-settings/apps", min_entropy=3.3),
    named("a Discourse key", "discourse", HEXADECIMAL, 64, "Discourse: Admin, API"),
    named("a Coda token", "coda", HEXADECIMAL, 36, "coda.io/account", shape=UUID),
    named("a Cisco Meraki key", "meraki", HEXADECIMAL, 40, "dashboard.meraki.com, My profile"),
    named("a Looker secret", "looker", ALPHANUMERIC, 24, "Looker: Admin, Users", min_entropy=3.5),
    named("a LiveKit secret", "livekit", ALPHANUMERIC, (43, 48), "cloud.livekit.io, Settings, Keys", min_entropy=4.0),
    named("a Mux secret", "mux", "A-Za-z0-9+/", 75, "dashboard.mux.com/settings/access-tokens", min_entropy=4.3),
    named("an Unsplash secret", "unsplash", URLSAFE, 43, "unsplash.com/oauth/applications", min_entropy=4.0),
    named("a Finnhub token", "finnhub", LOWER, (20, 40), "finnhub.io/dashboard", min_entropy=3.0),
    named(
        "a New York Times key",
        ("nytimes", "nyt_api"),
        ALPHANUMERIC,
        32,
        "developer.nytimes.com/my-apps",
        min_entropy=3.5,
        severity=Severity.MEDIUM,
    ),
    named("an Etsy secret", "etsy", LOWER, 24, "etsy.com/developers/your-apps", min_entropy=3.3),
    prefixed(
        "a secret of Login with Amazon", "amzn1.oa2-cs.v1.", HEXADECIMAL, 64, "developer.amazon.com/loginwithamazon"
    ),
    prefixed("a refresh token of Amazon", "Atzr|", "A-Za-z0-9_-", (100, 1000), "amazon.com, Login & security"),
    named("a VirusTotal key", ("virustotal", "vt_api"), HEXADECIMAL, 64, "virustotal.com/gui/my-apikey"),
    named("a Shodan key", "shodan", ALPHANUMERIC, 32, "account.shodan.io", min_entropy=3.8),
    named("an AbuseIPDB key", "abuseipdb", HEXADECIMAL, 80, "abuseipdb.com/account/api"),
    named(
        "a SecurityTrails key",
        "securitytrails",
        ALPHANUMERIC,
        32,
        "securitytrails.com/app/account/credentials",
        min_entropy=3.8,
    ),
    named("a Censys secret", "censys", ALPHANUMERIC, 32, "search.censys.io/account/api", min_entropy=3.8),
    named("a Hunter key", "hunter", HEXADECIMAL, 40, "hunter.io/api-keys"),
)

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(formats=FORMATS),
    message="{secret} ({excerpt}) is in the source",
    remedy="revoke the token, and read a new one from the environment",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
    references=("https://developers.notion.com/docs/authorization",),
)
