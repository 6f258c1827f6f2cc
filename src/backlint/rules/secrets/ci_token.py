"""A token of a build or test service is in the source.

## Why is this bad?

The token starts builds and reads their variables, among them the keys with which the application is deployed.

## Example

```shell
curl -H "Circle-Token: CCIPAT_…" https://circleci.com/api/v2/me
```

## Use instead

```shell
curl -H "Circle-Token: $CIRCLE_TOKEN" https://circleci.com/api/v2/me
```

## Limits

Tokens that have no letters of their own are found by the name that they are given.
"""

from backlint.formats import ALPHANUMERIC, HEXADECIMAL, LOWER, UPPER, URLSAFE, UUID, named, prefixed, written
from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

CIRCLE = "app.circleci.com/settings/user/tokens"
SONAR = "SonarQube: My account, Security"
HARNESS = "app.harness.io, My profile"

FORMATS = (
    # https://circleci.com/docs/managing-api-tokens/
    prefixed("a CircleCI personal token", "CCIPAT_", ALPHANUMERIC, 22, CIRCLE, then="_[a-f0-9]{40}"),
    prefixed("a CircleCI project token", "CCIPRJ_", ALPHANUMERIC, 22, CIRCLE, then="_[a-f0-9]{40}"),
    named("a CircleCI token of the older form", "circle", HEXADECIMAL, 40, CIRCLE),
    prefixed("a Buildkite token", ("bkua_", "bkpt_"), HEXADECIMAL, 40, "buildkite.com/user/api-access-tokens"),
    prefixed("a Buildkite agent token", "bkct_", URLSAFE, (40, 60), "buildkite.com, Agents"),
    named("a Travis CI token", "travis", URLSAFE, 22, "app.travis-ci.com/account/preferences", min_entropy=3.5),
    # https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens
    written(
        "a Terraform Cloud token",
        ".atlasv1.",
        r"(?<![\w-])([A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70})(?![\w-])",
        "app.terraform.io/app/settings/tokens",
        before=14,
        precision=Precision.VERY_HIGH,
    ),
    prefixed("a Pulumi token", "pul-", HEXADECIMAL, 40, "app.pulumi.com/account/tokens"),
    # https://docs.sonarsource.com/sonarqube/latest/user-guide/user-account/generating-and-using-tokens/
    prefixed("a SonarQube token", ("squ_", "sqp_", "sqa_"), HEXADECIMAL, 40, SONAR),
    named("a SonarQube token of the older form", "sonar", HEXADECIMAL, 40, SONAR),
    named(
        "a Codecov token", "codecov", HEXADECIMAL, 36, "app.codecov.io, Settings", shape=UUID, severity=Severity.MEDIUM
    ),
    named(
        "a Coveralls token",
        "coveralls",
        ALPHANUMERIC,
        (32, 40),
        "coveralls.io, Settings",
        severity=Severity.MEDIUM,
        min_entropy=3.5,
    ),
    named("a Snyk token", "snyk", HEXADECIMAL, 36, "app.snyk.io/account", shape=UUID),
    written(
        "a Snyk access token",
        ("snyk_uat.", "snyk_sat."),
        r"(?<![\w-])(snyk_[us]at\.[a-f0-9]{8}\.[A-Za-z0-9_-]{20,300}(?:\.[A-Za-z0-9_-]{20,300})?)",
        "app.snyk.io/account",
    ),
    named("a Jenkins token", "jenkins", HEXADECIMAL, 34, "Jenkins: Configure, API token", shape="11[a-f0-9]{32}"),
    prefixed("a Harness token", ("pat.", "sat."), URLSAFE, 22, HARNESS, then=r"\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{20}"),
    named(
        "a BrowserStack key", "browserstack", ALPHANUMERIC, 20, "browserstack.com/accounts/settings", min_entropy=3.3
    ),
    named("a Sauce Labs key", "sauce", HEXADECIMAL, 36, "app.saucelabs.com/user-settings", shape=UUID),
    prefixed(
        "a Depot token", ("depot_project_", "depot_org_", "depot_user_"), HEXADECIMAL, 64, "depot.dev, API tokens"
    ),
    prefixed("an Octopus Deploy key", "API-", UPPER, (25, 27), "Octopus: Profile, My API keys", min_entropy=3.8),
    named("a Bitrise token", "bitrise", URLSAFE, 86, "app.bitrise.io/me/profile"),
    named(
        "a Code Climate token",
        ("codeclimate", "cc_test_reporter"),
        HEXADECIMAL,
        64,
        "codeclimate.com, Test coverage",
        severity=Severity.MEDIUM,
    ),
    named(
        "a Cypress record key",
        "cypress",
        HEXADECIMAL,
        36,
        "cloud.cypress.io, Project settings",
        shape=UUID,
        severity=Severity.MEDIUM,
    ),
    named(
        "a Percy token",
        "percy",
        URLSAFE,
        (64, 68),
        "percy.io, Project settings",
        shape="(?:web_|app_)?[a-f0-9]{64}",
        severity=Severity.MEDIUM,
    ),
    named("a Drone token", "drone", ALPHANUMERIC, 32, "Drone: Account settings", min_entropy=3.5),
    named("a Semaphore token", "semaphore", URLSAFE, 20, "semaphoreci.com/users/edit", min_entropy=3.5),
    named("an AppVeyor token", "appveyor", LOWER, 20, "ci.appveyor.com/api-keys", min_entropy=3.3),
    named("an App Center token", ("appcenter", "app_center"), HEXADECIMAL, 40, "appcenter.ms/settings/apitokens"),
    named(
        "a LambdaTest key",
        ("lambdatest", "lt_access"),
        ALPHANUMERIC,
        50,
        "accounts.lambdatest.com/security",
        min_entropy=3.8,
    ),
    prefixed("an Infracost key", "ico-", ALPHANUMERIC, 32, "dashboard.infracost.io"),
    prefixed("a Prefect key", ("pnu_", "pnb_"), ALPHANUMERIC, 36, "app.prefect.cloud/my/api-keys"),
    prefixed("a dbt Cloud token", ("dbtc_", "dbtu_"), URLSAFE, (30, 80), "cloud.getdbt.com/settings"),
    prefixed("a Postman key", "PMAK-", HEXADECIMAL, 24, "go.postman.co/settings/me/api-keys", then="-[a-f0-9]{34}"),
    prefixed("a key of ReadMe", "rdme_", LOWER, 70, "dash.readme.com, Configuration"),
    prefixed(
        "a TeamCity token",
        "eyJ0eXAiOiAiVENWMiJ9.",
        URLSAFE,
        36,
        "TeamCity: Profile, Access tokens",
        then=r"\.[A-Za-z0-9]{50}",
    ),
    prefixed(
        "a LocalStack token",
        "ls-",
        ALPHANUMERIC,
        8,
        "app.localstack.cloud",
        then="-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}",
    ),
    prefixed(
        "a SettleMint token",
        ("sm_pat_", "sm_aat_", "sm_sat_"),
        ALPHANUMERIC,
        16,
        "console.settlemint.com",
        min_entropy=3.0,
    ),
    prefixed(
        "a secret of 42's intra", ("s-s4t2ud-", "s-s4t2af-"), HEXADECIMAL, 64, "profile.intra.42.fr/oauth/applications"
    ),
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
    references=("https://circleci.com/docs/managing-api-tokens/",),
)
