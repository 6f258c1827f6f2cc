"""A token of a package registry is in the source.

## Why is this bad?

The token publishes packages in its owner's name: what it uploads runs wherever the packages are installed.

## Example

```ini
[pypi]
username = __token__
password = pypi-AgE…
```

## Use instead

```yaml
permissions:
  id-token: write # a trusted publisher needs no token
```

## Limits

Tokens that can only read are not told from those that publish.
"""

from backlint.checksums import has_github_checksum, holds_login
from backlint.formats import ALPHANUMERIC, HEXADECIMAL, LOWER, URLSAFE, UUID, named, prefixed, written
from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

ARTIFACTORY = "Artifactory: Edit profile, Identity tokens"


FORMATS = (
    # https://docs.npmjs.com/about-access-tokens
    prefixed(
        "an npm token",
        "npm_",
        ALPHANUMERIC,
        36,
        "npmjs.com, Access tokens",
        valid=has_github_checksum,
        precision=Precision.VERY_HIGH,
    ),
    written(
        "an npm token of the older form",
        "_authtoken",
        rf"(?i:_authtoken)\s{{0,3}}=\s{{0,3}}\"?({UUID})(?![\w-])",
        "npmjs.com, Access tokens",
    ),
    written(
        "the login of an npm registry",
        "_auth",
        r"(?i:_auth)\s{0,3}=\s{0,3}\"?([A-Za-z0-9+/]{12,300}={0,2})(?![A-Za-z0-9+/=])",
        "the registry's user settings",
        valid=holds_login,
    ),
    # https://pypi.org/help/#apitoken: a macaroon, whose first bytes name the registry.
    prefixed(
        "a PyPI token",
        ("pypi-AgEIcHlwaS5vcmc", "pypi-AgENdGVzdC5weXBpLm9yZw"),
        URLSAFE,
        (50, 1000),
        "pypi.org, Account settings, API tokens",
        precision=Precision.VERY_HIGH,
    ),
    prefixed("a RubyGems token", "rubygems_", HEXADECIMAL, 48, "rubygems.org, Settings, API keys"),
    prefixed("a NuGet key", "oy2", LOWER, 43, "nuget.org, API keys", min_entropy=3.5),
    written(
        "the password of a NuGet source",
        "cleartextpassword",
        r"(?i:cleartextpassword)\"\s{1,5}value=\"([^\"%${}]{6,200})\"",
        "the feed's user settings",
    ),
    prefixed("a crates.io token", "cio", ALPHANUMERIC, 32, "crates.io, Account settings, API tokens", min_entropy=3.5),
    prefixed(
        "a Docker Hub access token", "dckr_pat_", URLSAFE, 27, "Docker Hub: Account settings, Personal access tokens"
    ),
    prefixed("a token of a Docker organisation", "dckr_oat_", URLSAFE, 32, "Docker Hub: Organisation, Access tokens"),
    written(
        "the login of a container registry",
        '"auth"',
        r"\"auth\"\s{0,5}:\s{0,5}\"([A-Za-z0-9+/]{12,4000}={0,2})\"",
        "the registry's user settings",
        valid=holds_login,
        min_entropy=2.5,
    ),
    prefixed("a Clojars token", "CLOJARS_", LOWER, 60, "clojars.org, Deploy tokens"),
    # https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens
    prefixed("an Artifactory API key", "AKCp", ALPHANUMERIC, 69, ARTIFACTORY),
    prefixed("an Artifactory reference token", "cmVmd", ALPHANUMERIC, 59, ARTIFACTORY),
    named(
        "an Artifactory identity token",
        ("artifactory", "jfrog", "bintray", "xray"),
        ALPHANUMERIC,
        (64, 73),
        ARTIFACTORY,
    ),
    named("a Cloudsmith key", "cloudsmith", ALPHANUMERIC, 40, "cloudsmith.io, API settings"),
    named("a packagecloud token", "packagecloud", HEXADECIMAL, 48, "packagecloud.io, API token"),
    named("a Hex.pm key", "hex_api", HEXADECIMAL, 32, "hex.pm, Dashboard, Keys"),
    named("a key of the Buf registry", "buf", HEXADECIMAL, 64, "buf.build, User settings"),
    named(
        "an Anaconda token",
        ("anaconda", "conda"),
        URLSAFE,
        (36, 60),
        "anaconda.org, Settings, Access",
        shape=r"[a-z]{2}-[a-z0-9-]{33,57}",
    ),
    written(
        "a login of Sidekiq's registry",
        ("gems.contribsys.com", "enterprise.contribsys.com"),
        r"https?://([a-f0-9]{8}:[a-f0-9]{8})@(?:gems|enterprise)\.contribsys\.com",
        "billing.contribsys.com",
        before=28,
    ),
    written(
        "a login of Sidekiq's registry for Bundler",
        "contribsys__com",
        r"(?i:contribsys__com)[\"']?\s{0,3}[:=]\s{0,3}[\"']?([a-f0-9]{8}:[a-f0-9]{8})(?![\w-])",
        "billing.contribsys.com",
    ),
)

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(formats=FORMATS),
    message="{secret} ({excerpt}) is in the source",
    remedy="revoke the token, and publish by a trusted publisher or with a token from the environment",
    severity=Severity.CRITICAL,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
    references=("https://docs.pypi.org/trusted-publishers/",),
)
