"""Examples of the rule ci-token; see the package."""

from __future__ import annotations

from engines.secret_cases.drawing import ALNUM, HEX, LOWER, UPPER, URLSAFE, Example, assigned, uuid

EXAMPLES: tuple[Example, ...] = (
    ("a CircleCI personal token", lambda d: "CCIPAT_" + d(ALNUM, 22) + "_" + d(HEX, 40)),
    ("a CircleCI project token", lambda d: "CCIPRJ_" + d(ALNUM, 22) + "_" + d(HEX, 40)),
    ("a CircleCI token of the older form", lambda d: assigned("CIRCLE_API_KEY", d(HEX, 40))),
    ("a Buildkite token", lambda d: "bkua_" + d(HEX, 40)),
    ("a Buildkite agent token", lambda d: "bkct_" + d(URLSAFE, 45)),
    ("a Travis CI token", lambda d: assigned("TRAVIS_API_KEY", d(URLSAFE, 22))),
    ("a Terraform Cloud token", lambda d: d(ALNUM, 14) + ".atlasv1." + d(URLSAFE, 67)),
    ("a Pulumi token", lambda d: "pul-" + d(HEX, 40)),
    ("a SonarQube token", lambda d: "squ_" + d(HEX, 40)),
    ("a SonarQube token of the older form", lambda d: assigned("SONAR_API_KEY", d(HEX, 40))),
    ("a Codecov token", lambda d: assigned("CODECOV_API_KEY", uuid(d))),
    ("a Coveralls token", lambda d: assigned("COVERALLS_API_KEY", d(ALNUM, 36))),
    ("a Snyk token", lambda d: assigned("SNYK_API_KEY", uuid(d))),
    ("a Snyk access token", lambda d: "snyk_" + d("su", 1) + "at." + d(HEX, 8) + "." + d(URLSAFE, 22)),
    ("a Jenkins token", lambda d: assigned("JENKINS_API_KEY", "11" + d(HEX, 32))),
    ("a Harness token", lambda d: "pat." + d(URLSAFE, 22) + "." + d(ALNUM, 24) + "." + d(ALNUM, 20)),
    ("a BrowserStack key", lambda d: assigned("BROWSERSTACK_API_KEY", d(ALNUM, 20))),
    ("a Sauce Labs key", lambda d: assigned("SAUCE_API_KEY", uuid(d))),
    ("a Depot token", lambda d: "depot_project_" + d(HEX, 64)),
    ("an Octopus Deploy key", lambda d: "API-" + d(UPPER, 27)),
    ("a Bitrise token", lambda d: assigned("BITRISE_API_KEY", d(URLSAFE, 86))),
    ("a Code Climate token", lambda d: assigned("CODECLIMATE_API_KEY", d(HEX, 64))),
    ("a Cypress record key", lambda d: assigned("CYPRESS_API_KEY", uuid(d))),
    ("a Percy token", lambda d: assigned("PERCY_API_KEY", d(HEX, 64))),
    ("a Drone token", lambda d: assigned("DRONE_API_KEY", d(ALNUM, 32))),
    ("a Semaphore token", lambda d: assigned("SEMAPHORE_API_KEY", d(URLSAFE, 20))),
    ("an AppVeyor token", lambda d: assigned("APPVEYOR_API_KEY", d(LOWER, 20))),
    ("an App Center token", lambda d: assigned("APPCENTER_API_KEY", d(HEX, 40))),
    ("a LambdaTest key", lambda d: assigned("LAMBDATEST_API_KEY", d(ALNUM, 50))),
    ("an Infracost key", lambda d: "ico-" + d(ALNUM, 32)),
    ("a Prefect key", lambda d: "pnu_" + d(ALNUM, 36)),
    ("a dbt Cloud token", lambda d: "dbtc_" + d(URLSAFE, 33)),
    ("a Postman key", lambda d: "PMAK-" + d(HEX, 24) + "-" + d(HEX, 34)),
    ("a key of ReadMe", lambda d: "rdme_" + d(LOWER, 70)),
    ("a TeamCity token", lambda d: "eyJ0eXAiOiAiVENWMiJ9." + d(URLSAFE, 36) + "." + d(ALNUM, 50)),
    (
        "a LocalStack token",
        lambda d: "ls-" + d(ALNUM, 8) + "-" + d(HEX, 4) + "-" + d(HEX, 4) + "-" + d(HEX, 4) + "-" + d(HEX, 12),
    ),
    ("a SettleMint token", lambda d: "sm_pat_" + d(ALNUM, 16)),
    ("a secret of 42's intra", lambda d: "s-s4t2ud-" + d(HEX, 64)),
)
