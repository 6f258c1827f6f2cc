"""A key of a monitoring or analytics service is in the source.

## Why is this bad?

The key reads logs and traces with what customers sent, silences alerts, and changes what the application is switched to
do.

## Example

```python
from datadog import initialize

initialize(api_key="…", app_key="…")
```

## Use instead

```python
import os

from datadog import initialize

initialize(api_key=os.environ["DD_API_KEY"], app_key=os.environ["DD_APP_KEY"])
```

## Limits

Keys that browsers send (PostHog's `phc_`, Sentry's DSN without a secret, New Relic's `NRJS-`) are no secrets.
"""

from backlint.checksums import decoded_object, has_grafana_checksum
from backlint.formats import ALPHANUMERIC, HEXADECIMAL, LOWER, UPPER, URLSAFE, UUID, named, prefixed, written
from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

DATADOG = "app.datadoghq.com/organization-settings"
NEW_RELIC = "one.newrelic.com, API keys"
SENTRY = "sentry.io/settings/auth-tokens"
GRAFANA = "Grafana: Administration, Service accounts"
HONEYCOMB = "ui.honeycomb.io, Team settings, API keys"
LAUNCHDARKLY = "app.launchdarkly.com/settings"


def names_organisation(token: str) -> bool:
    """Whether the second part of a Sentry token is JSON that names its organisation."""
    claims = decoded_object(token.removeprefix("sntrys_").rpartition("_")[0])
    return claims is not None and "org" in claims


def is_grafana_key(token: str) -> bool:
    """Whether an older key of Grafana is JSON of a key, its name and its organisation."""
    claims = decoded_object(token)
    return claims is not None and {"k", "n"} <= claims.keys()


def is_grafana_cloud(token: str) -> bool:
    """Whether a token of Grafana Cloud is JSON of its organisation, name and key."""
    claims = decoded_object(token.removeprefix("glc_"))
    return claims is not None and {"o", "k"} <= claims.keys()


FORMATS = (
    # https://docs.datadoghq.com/account_management/api-app-keys/
    named("a Datadog API key", ("datadog", "dd_api", "dd-api", "ddog"), HEXADECIMAL, 32, DATADOG),
    named("a Datadog application key", ("datadog", "dd_app", "dd-app", "ddog"), HEXADECIMAL, 40, DATADOG),
    prefixed("a Datadog application key", "ddapp_", ALPHANUMERIC, 34, DATADOG),
    # https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/
    prefixed("a New Relic user key", "NRAK-", UPPER, 27, NEW_RELIC),
    prefixed("a New Relic insert key", "NRII-", "A-Za-z0-9_-", 32, NEW_RELIC, severity=Severity.MEDIUM),
    prefixed("a New Relic query key", "NRIQ-", "A-Za-z0-9_-", 32, NEW_RELIC),
    named(
        "a New Relic license key",
        ("newrelic", "new_relic", "nr_license"),
        ALPHANUMERIC,
        40,
        NEW_RELIC,
        shape="[a-f0-9]{36}NRAL",
    ),
    # https://docs.sentry.io/account/auth-tokens/
    written(
        "a token of a Sentry organisation",
        "sntrys_",
        r"(?<![\w-])(sntrys_eyJ[A-Za-z0-9+/=_-]{40,500}_[A-Za-z0-9+/]{43})(?![A-Za-z0-9+/=])",
        SENTRY,
        before=1,
        valid=names_organisation,
        precision=Precision.VERY_HIGH,
    ),
    prefixed("a token of a Sentry user", ("sntryu_", "sntrya_"), HEXADECIMAL, 64, SENTRY),
    named("a Sentry token of the older form", "sentry", HEXADECIMAL, 64, SENTRY),
    written(
        "the secret of a Sentry DSN",
        "sentry.io/",
        r"https://[a-f0-9]{32}:([a-f0-9]{32})@(?:[a-z0-9-]{1,40}\.){0,4}sentry\.io/\d{1,20}",
        "sentry.io, Client keys",
        before=140,
        severity=Severity.MEDIUM,
    ),
    # https://grafana.com/docs/grafana/latest/administration/service-accounts/
    prefixed(
        "a Grafana service account token",
        "glsa_",
        ALPHANUMERIC,
        32,
        GRAFANA,
        then="_[a-fA-F0-9]{8}",
        valid=has_grafana_checksum,
        precision=Precision.VERY_HIGH,
    ),
    prefixed(
        "a Grafana Cloud token",
        "glc_eyJ",
        "A-Za-z0-9+/=",
        (40, 400),
        "grafana.com, Access policies",
        valid=is_grafana_cloud,
    ),
    prefixed("a Grafana key of the older form", "eyJrIjoi", "A-Za-z0-9+/=", (60, 400), GRAFANA, valid=is_grafana_key),
    # https://docs.honeycomb.io/configure/environments/manage-api-keys/
    prefixed("a Honeycomb key", ("hcaik_", "hcbik_", "hcaic_", "hcbic_", "hcamk_", "hcbmk_"), LOWER, 58, HONEYCOMB),
    named("a Honeycomb key of the older form", "honeycomb", ALPHANUMERIC, (22, 32), HONEYCOMB, min_entropy=3.3),
    # https://docs.dynatrace.com/docs/manage/identity-access-management/access-tokens-and-oauth-clients
    written(
        "a Dynatrace token",
        "dt0",
        r"(?<![\w-])(dt0[cs]\d\d\.[A-Z0-9]{8,24}\.[A-Z0-9]{64})(?![\w-])",
        "Dynatrace: Access tokens",
    ),
    named("a PagerDuty key", "pagerduty", "A-Za-z0-9+_-", 20, "PagerDuty: API access keys", min_entropy=3.3),
    named("a PagerDuty integration key", "pagerduty", HEXADECIMAL, 32, "PagerDuty: Services, Integrations"),
    named("an Opsgenie key", "opsgenie", HEXADECIMAL, 36, "Opsgenie: Settings, API key management", shape=UUID),
    named("a Rollbar token", "rollbar", HEXADECIMAL, 32, "rollbar.com, Project access tokens"),
    named("a Bugsnag key", "bugsnag", HEXADECIMAL, 32, "app.bugsnag.com/settings", severity=Severity.MEDIUM),
    named("a Logz.io token", "logz", ALPHANUMERIC, 32, "app.logz.io, Manage tokens", min_entropy=3.5),
    named("a Loggly token", "loggly", HEXADECIMAL, 36, "loggly.com/tokens", shape=UUID),
    named(
        "a Splunk token",
        ("splunk", "hec_token"),
        HEXADECIMAL,
        36,
        "Splunk: HTTP event collector",
        shape="(?i:" + UUID + ")",
    ),
    named("a Sumo Logic key", "sumo", ALPHANUMERIC, 64, "Sumo Logic: Administration, Security", min_entropy=4.0),
    prefixed("a PostHog personal key", ("phx_", "phs_"), ALPHANUMERIC, (43, 48), "app.posthog.com/me/settings"),
    prefixed("an Axiom token", ("xaat-", "xapt-", "xait-"), "", 0, "app.axiom.co/settings/api-tokens", then=UUID),
    named(
        "a Better Stack token",
        ("betterstack", "logtail", "betteruptime"),
        ALPHANUMERIC,
        24,
        "betterstack.com, API tokens",
        min_entropy=3.3,
    ),
    named("a Mixpanel secret", "mixpanel", HEXADECIMAL, 32, "mixpanel.com/settings/project"),
    named("an Amplitude secret", "amplitude", HEXADECIMAL, 32, "app.amplitude.com, Settings"),
    named(
        "a Segment key",
        "segment",
        ALPHANUMERIC,
        32,
        "app.segment.com, Settings",
        min_entropy=3.5,
        severity=Severity.MEDIUM,
    ),
    prefixed("a token of Segment's public interface", "sgp_", ALPHANUMERIC, 64, "app.segment.com, Access management"),
    # https://launchdarkly.com/docs/home/account/api
    prefixed("a LaunchDarkly SDK key", "sdk-", "", 0, LAUNCHDARKLY, then=UUID),
    prefixed("a LaunchDarkly API token", "api-", "", 0, LAUNCHDARKLY, then=UUID),
    prefixed("a Statsig secret", "secret-", ALPHANUMERIC, (40, 50), "console.statsig.com/api_keys", min_entropy=4.0),
    prefixed("a Flagsmith server key", "ser.", ALPHANUMERIC, (20, 24), "app.flagsmith.com", min_entropy=3.5),
    prefixed("a Checkly key", "cu_", HEXADECIMAL, 32, "app.checklyhq.com/settings/user/api-keys"),
    named(
        "an UptimeRobot key",
        "uptimerobot",
        URLSAFE,
        (32, 36),
        "uptimerobot.com, Integrations & API",
        shape="[um][0-9]{6,10}-[a-f0-9]{24}",
    ),
    prefixed("a Coralogix key", ("cxtp_", "cxup_"), ALPHANUMERIC, (24, 40), "Coralogix: API keys"),
    named(
        "a SolarWinds token",
        ("solarwinds", "papertrail"),
        URLSAFE,
        (20, 80),
        "my.solarwinds.cloud/settings/tokens",
        min_entropy=3.5,
    ),
    named("an Instana token", "instana", URLSAFE, 22, "Instana: Team settings, API tokens", min_entropy=3.5),
    named("an Appsignal key", "appsignal", HEXADECIMAL, 36, "appsignal.com, Push & deploy", shape=UUID),
    named("an Airbrake key", "airbrake", HEXADECIMAL, (32, 40), "airbrake.io, Settings"),
)

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(formats=FORMATS),
    message="{secret} ({excerpt}) is in the source",
    remedy="revoke the key, and read a new one from the environment",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
    references=("https://docs.datadoghq.com/account_management/api-app-keys/",),
)
