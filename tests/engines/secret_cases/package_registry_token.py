"""Examples of the rule package-registry-token; see the package."""

from __future__ import annotations

from engines.secret_cases.drawing import (
    ALNUM,
    HEX,
    LOWER,
    NPM,
    URLSAFE,
    Example,
    assigned,
    login,
    uuid,
    with_crc62,
)

EXAMPLES: tuple[Example, ...] = (
    ("an npm token", lambda _: "_authToken=" + NPM),
    ("an npm token", lambda d: with_crc62("npm_", d(ALNUM, 30))),
    ("an npm token of the older form", lambda d: "//registry.npmjs.org/:_authToken=" + uuid(d)),
    ("the login of an npm registry", lambda d: "_auth = " + login(d)),
    ("a PyPI token", lambda d: "password = " + "pypi-" + "AgEIcHlwaS5vcmc" + d(URLSAFE, 90)),
    ("a RubyGems token", lambda d: "rubygems_" + d(HEX, 48)),
    ("a NuGet key", lambda d: "oy2" + d(LOWER, 43)),
    ("the password of a NuGet source", lambda d: '<add key="ClearTextPassword" value="' + d(ALNUM, 16) + '" />'),
    ("a crates.io token", lambda d: "cio" + d(ALNUM, 32)),
    ("a Docker Hub access token", lambda d: "dckr_pat_" + d(URLSAFE, 27)),
    ("a token of a Docker organisation", lambda d: "dckr_oat_" + d(URLSAFE, 32)),
    ("the login of a container registry", lambda d: '"registry.shop.test": {"auth": "' + login(d) + '"}'),
    ("a Clojars token", lambda d: "CLOJARS_" + d(LOWER, 60)),
    ("an Artifactory API key", lambda d: "AKCp" + d(ALNUM, 69)),
    ("an Artifactory reference token", lambda d: "cmVmd" + d(ALNUM, 59)),
    ("an Artifactory identity token", lambda d: assigned("ARTIFACTORY_API_KEY", d(ALNUM, 72))),
    ("a Cloudsmith key", lambda d: assigned("CLOUDSMITH_API_KEY", d(ALNUM, 40))),
    ("a packagecloud token", lambda d: assigned("PACKAGECLOUD_API_KEY", d(HEX, 48))),
    ("a Hex.pm key", lambda d: assigned("HEX_API_API_KEY", d(HEX, 32))),
    ("a key of the Buf registry", lambda d: assigned("BUF_API_KEY", d(HEX, 64))),
    ("an Anaconda token", lambda d: assigned("ANACONDA_TOKEN", "sh-" + uuid(d))),
    ("a login of Sidekiq's registry", lambda d: "https://" + d(HEX, 8) + ":" + d(HEX, 8) + "@gems.contribsys.com/"),
    (
        "a login of Sidekiq's registry for Bundler",
        lambda d: "BUNDLE_GEMS__CONTRIBSYS__COM=" + d(HEX, 8) + ":" + d(HEX, 8),
    ),
)
