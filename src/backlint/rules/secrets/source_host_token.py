"""A token of a source host is in the source.

## Why is this bad?

The token reads and changes the repositories of its owner, and whatever is built and started from them.

## Example

```python
from github import Github

client = Github("ghp_…")
```

## Use instead

```python
import os

from github import Github

client = Github(os.environ["GITHUB_TOKEN"])
```

## Limits

The checksums of GitHub's, of GitLab's routable and of Azure DevOps' tokens are verified: a token whose checksum is wrong
is none.
"""

from backlint.checksums import has_devops_checksum, has_github_checksum, has_gitlab_checksum
from backlint.formats import ALPHANUMERIC, HEXADECIMAL, LOWER, URLSAFE, named, prefixed, written
from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

GITHUB = "github.com/settings/tokens"
GITLAB = "GitLab: Preferences, Access tokens"
RUNNERS = "GitLab: Settings, CI/CD, Runners"
ATLASSIAN = "id.atlassian.com, Security, API tokens"
ROUTABLE = r"\.(?:[0-9a-z]{2}\.)?[0-9a-z]{9}"

FORMATS = (
    # https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
    prefixed(
        "a GitHub personal access token",
        "ghp_",
        ALPHANUMERIC,
        36,
        GITHUB,
        valid=has_github_checksum,
        precision=Precision.VERY_HIGH,
    ),
    prefixed(
        "a token of GitHub's OAuth or of a GitHub app",
        ("gho_", "ghu_", "ghs_", "ghr_"),
        ALPHANUMERIC,
        36,
        "github.com/settings/applications",
        valid=has_github_checksum,
        precision=Precision.VERY_HIGH,
    ),
    prefixed(
        "a fine-grained GitHub token",
        "github_pat_",
        ALPHANUMERIC,
        22,
        "github.com/settings/personal-access-tokens",
        then="_[A-Za-z0-9]{59}",
        min_entropy=4.0,
    ),
    named("a GitHub client secret", "github", HEXADECIMAL, 40, "github.com/settings/developers"),
    # https://docs.gitlab.com/security/tokens/#token-prefixes
    prefixed("a GitLab access token", "glpat-", URLSAFE, 20, GITLAB),
    prefixed(
        "a routable GitLab access token",
        "glpat-",
        URLSAFE,
        (27, 300),
        GITLAB,
        then=ROUTABLE,
        valid=has_gitlab_checksum,
        precision=Precision.VERY_HIGH,
    ),
    prefixed("a GitLab deploy token", "gldt-", URLSAFE, 20, "GitLab: Settings, Repository, Deploy tokens"),
    prefixed("a GitLab runner token", ("glrt-", "glrtr-"), URLSAFE, (20, 24), RUNNERS),
    prefixed(
        "a routable GitLab runner token",
        ("glrt-", "glrtr-"),
        URLSAFE,
        (27, 300),
        RUNNERS,
        then=ROUTABLE,
        valid=has_gitlab_checksum,
        precision=Precision.VERY_HIGH,
    ),
    prefixed("a GitLab runner registration token", "GR1348941", URLSAFE, 20, RUNNERS),
    prefixed("a GitLab job token", "glcbt-", ALPHANUMERIC, (1, 5), "it ends with its job", then="_[A-Za-z0-9_-]{20}"),
    prefixed("a GitLab trigger token", "glptt-", HEXADECIMAL, 40, "GitLab: Settings, CI/CD, Pipeline trigger tokens"),
    prefixed("a GitLab feed token", "glft-", URLSAFE, (20, 64), GITLAB, severity=Severity.MEDIUM),
    prefixed("a GitLab incoming mail token", "glimt-", URLSAFE, 25, GITLAB),
    prefixed("a GitLab agent token", "glagent-", URLSAFE, 50, "GitLab: Operate, Kubernetes clusters"),
    prefixed("a GitLab SCIM token", "glsoat-", URLSAFE, 20, "GitLab: Settings, SAML SSO"),
    prefixed("a GitLab feature flag client token", "glffct-", URLSAFE, 20, "GitLab: Deploy, Feature flags"),
    prefixed("the secret of a GitLab application", "gloas-", URLSAFE, 64, "GitLab: Settings, Applications"),
    # https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/
    prefixed("an Atlassian API token", "ATATT3", "A-Za-z0-9_=-", (60, 250), ATLASSIAN, min_entropy=4.0),
    prefixed("a Bitbucket access token", "ATCTT3", "A-Za-z0-9_=-", (60, 250), "Bitbucket: Settings, Access tokens"),
    prefixed("a Bitbucket app password", "ATBB", ALPHANUMERIC, 32, "Bitbucket: Personal settings, App passwords"),
    prefixed("a Bitbucket Data Center token", "BBDC-", "A-Za-z0-9+/@_-", (40, 50), "Bitbucket: Manage account"),
    named("a Bitbucket client secret", "bitbucket", URLSAFE, (32, 64), "Bitbucket: Settings, OAuth consumers"),
    named(
        "an older Atlassian API token",
        ("atlassian", "jira", "confluence"),
        ALPHANUMERIC,
        24,
        ATLASSIAN,
        min_entropy=3.5,
    ),
    # https://learn.microsoft.com/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate
    named(
        "a token of Azure DevOps",
        ("azure", "devops", "ado", "vsts", "vss", "tfs", "pat", "token"),
        "a-z2-7",
        52,
        "dev.azure.com, User settings, Personal access tokens",
        valid=has_devops_checksum,
        precision=Precision.VERY_HIGH,
    ),
    written(
        "a token of Azure DevOps",
        "azdo",
        r"(?<![A-Za-z0-9])([A-Za-z0-9]{52}JQQJ9[9DH][A-Za-z0-9]{4,22}AZDO[A-Za-z0-9]{4})(?![A-Za-z0-9])",
        "dev.azure.com, User settings, Personal access tokens",
        before=80,
    ),
    # https://sourcegraph.com/docs/cli/how-tos/creating-an-access-token
    prefixed(
        "a Sourcegraph token",
        "sgp_",
        HEXADECIMAL,
        40,
        "Sourcegraph: Settings, Access tokens",
    ),
    prefixed(
        "a Sourcegraph token of an instance",
        "sgp_",
        "",
        0,
        "Sourcegraph: Settings, Access tokens",
        then="(?:[a-f0-9]{16}|local)_[a-f0-9]{40}",
    ),
    named(
        "a token of Gitea or Forgejo",
        ("gitea", "forgejo", "codeberg", "gogs"),
        HEXADECIMAL,
        40,
        "its Settings, Applications",
    ),
    prefixed(
        "a Phabricator token", ("api-", "cli-"), LOWER, 28, "Phabricator: Settings, Conduit API tokens", min_entropy=3.5
    ),
    written(
        "a permanent token of JetBrains",
        ("perm:", "perm-"),
        r"(?<![\w-])(perm[:-][A-Za-z0-9+/=]{4,80}\.[A-Za-z0-9+/=-]{4,80}\.[A-Za-z0-9]{30})(?![A-Za-z0-9])",
        "YouTrack or Space: Profile, Tokens",
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
    references=("https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/",),
)
