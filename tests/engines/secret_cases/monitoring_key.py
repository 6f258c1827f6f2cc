"""Examples of the rule monitoring-key; see the package."""

from __future__ import annotations

from engines.secret_cases.drawing import (
    ALNUM,
    BASE64,
    DIGITS,
    GRAFANA,
    HEX,
    LOWER,
    UPPER,
    URLSAFE,
    Example,
    assigned,
    encoded,
    encoded_plain,
    uuid,
    with_crc_bytes,
)

EXAMPLES: tuple[Example, ...] = (
    ("a Datadog API key", lambda d: assigned("DATADOG_API_KEY", d(HEX, 32))),
    ("a Datadog application key", lambda d: assigned("DATADOG_API_KEY", d(HEX, 40))),
    ("a Datadog application key", lambda d: "ddapp_" + d(ALNUM, 34)),
    ("a New Relic user key", lambda d: "NRAK-" + d(UPPER, 27)),
    ("a New Relic insert key", lambda d: "NRII-" + d(URLSAFE, 32)),
    ("a New Relic query key", lambda d: "NRIQ-" + d(URLSAFE, 32)),
    ("a New Relic license key", lambda d: assigned("NEW_RELIC_LICENSE_KEY", d(HEX, 36) + "NRAL")),
    (
        "a token of a Sentry organisation",
        lambda d: (
            "sntrys_"
            + encoded({"iat": 1711111111.5, "url": "https://sentry.io", "org": d(LOWER, 12)})
            + "_"
            + d(BASE64, 43)
        ),
    ),
    ("a token of a Sentry user", lambda d: "sntryu_" + d(HEX, 64)),
    ("a Sentry token of the older form", lambda d: assigned("SENTRY_API_KEY", d(HEX, 64))),
    ("the secret of a Sentry DSN", lambda d: "https://" + d(HEX, 32) + ":" + d(HEX, 32) + "@sentry.io/" + d(DIGITS, 7)),
    ("a Grafana service account token", lambda _: GRAFANA),
    ("a Grafana service account token", lambda d: with_crc_bytes("glsa_" + d(ALNUM, 32))),
    (
        "a Grafana Cloud token",
        lambda d: "glc_" + encoded({"o": "1234", "n": "shop", "k": d(ALNUM, 24), "m": {"r": "eu"}}),
    ),
    ("a Grafana key of the older form", lambda d: encoded_plain({"k": d(ALNUM, 32), "n": "shop", "id": 1})),
    ("a Honeycomb key", lambda d: "hcaik_" + d(LOWER, 58)),
    ("a Honeycomb key of the older form", lambda d: assigned("HONEYCOMB_API_KEY", d(ALNUM, 24))),
    ("a Dynatrace token", lambda d: "dt0c01." + d(UPPER, 24) + "." + d(UPPER, 64)),
    ("a Dynatrace token", lambda d: "dt0s02." + d(UPPER, 8) + "." + d(UPPER, 64)),
    ("a PagerDuty key", lambda d: assigned("PAGERDUTY_API_KEY", d(URLSAFE, 20))),
    ("a PagerDuty integration key", lambda d: assigned("PAGERDUTY_API_KEY", d(HEX, 32))),
    ("an Opsgenie key", lambda d: assigned("OPSGENIE_API_KEY", uuid(d))),
    ("a Rollbar token", lambda d: assigned("ROLLBAR_API_KEY", d(HEX, 32))),
    ("a Bugsnag key", lambda d: assigned("BUGSNAG_API_KEY", d(HEX, 32))),
    ("a Logz.io token", lambda d: assigned("LOGZ_API_KEY", d(ALNUM, 32))),
    ("a Loggly token", lambda d: assigned("LOGGLY_API_KEY", uuid(d))),
    ("a Splunk token", lambda d: assigned("SPLUNK_API_KEY", uuid(d))),
    ("a Sumo Logic key", lambda d: assigned("SUMO_API_KEY", d(ALNUM, 64))),
    ("a PostHog personal key", lambda d: "phx_" + d(ALNUM, 48)),
    ("an Axiom token", lambda d: "xaat-" + uuid(d)),
    ("a Better Stack token", lambda d: assigned("BETTERSTACK_API_KEY", d(ALNUM, 24))),
    ("a Mixpanel secret", lambda d: assigned("MIXPANEL_API_KEY", d(HEX, 32))),
    ("an Amplitude secret", lambda d: assigned("AMPLITUDE_API_KEY", d(HEX, 32))),
    ("a Segment key", lambda d: assigned("SEGMENT_API_KEY", d(ALNUM, 32))),
    ("a token of Segment's public interface", lambda d: "sgp_" + d(ALNUM, 64)),
    ("a LaunchDarkly SDK key", lambda d: "sdk-" + uuid(d)),
    ("a LaunchDarkly API token", lambda d: "api-" + uuid(d)),
    ("a Statsig secret", lambda d: "secret-" + d(ALNUM, 45)),
    ("a Flagsmith server key", lambda d: "ser." + d(ALNUM, 22)),
    ("a Checkly key", lambda d: "cu_" + d(HEX, 32)),
    ("an UptimeRobot key", lambda d: assigned("UPTIMEROBOT_API_KEY", d("mu", 1) + d(DIGITS, 8) + "-" + d(HEX, 24))),
    ("a Coralogix key", lambda d: "cxtp_" + d(ALNUM, 27)),
    ("a SolarWinds token", lambda d: assigned("SOLARWINDS_API_KEY", d(URLSAFE, 22))),
    ("an Instana token", lambda d: assigned("INSTANA_API_KEY", d(URLSAFE, 22))),
    ("an Appsignal key", lambda d: assigned("APPSIGNAL_API_KEY", uuid(d))),
    ("an Airbrake key", lambda d: assigned("AIRBRAKE_API_KEY", d(HEX, 36))),
)
