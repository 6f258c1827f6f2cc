"""A key of a cloud account is in the source.

## Why is this bad?

Whoever has the key acts as the account that it was made for: reads its storage, starts machines, and runs up the bill.

## Example

```python
import boto3

client = boto3.client("s3", aws_access_key_id="AKIA…", aws_secret_access_key="…")
```

## Use instead

```python
import boto3

client = boto3.client("s3")  # the role of the machine
```

## Limits

Secrets that have no letters of their own are found by the name that they are given. Keys for browsers (`AIza…`) are
restricted by their owner, which the source does not show, and are reported with less weight.
"""

import re
from collections.abc import Callable

from backlint.checksums import decoded, has_azure_checksum
from backlint.formats import (
    ALPHANUMERIC,
    BASE32,
    BASE64,
    HEXADECIMAL,
    UPPER,
    URLSAFE,
    UUID,
    SecretFormat,
    named,
    prefixed,
    written,
)
from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_KEY, HARDCODED_SECRET

IAM = "AWS IAM, Users, Security credentials"
GOOGLE = "console.cloud.google.com/apis/credentials"
AZURE = "portal.azure.com, the resource's Access keys"
ALIBABA = "ram.console.aliyun.com, AccessKey"
TENCENT = "console.cloud.tencent.com/cam/capi"
YANDEX = "console.yandex.cloud, Service accounts"


def is_no_example(key: str) -> bool:
    """Whether an id does not say that it is one, as those of AWS's manual do."""
    return "EXAMPLE" not in key


def is_azure_key(*seeds: str) -> Callable[[str], bool]:
    """Make the check of an identifiable key of Azure; see `has_azure_checksum`."""

    def check(key: str) -> bool:
        return has_azure_checksum(key, seeds)

    return check


def is_bedrock(key: str) -> bool:
    """Whether a key of Bedrock is base64 all through."""
    return decoded(key[4:]) is not None


MESSAGING = is_azure_key("Send0000", "Manage00", "Listen00", "System00", "Unknown0")
COSMOS = is_azure_key("MastRW00", "MastRO00", "SysAll00", "Resour00", "SystRO00", "SystRW00", "Encryp00")


def azure(name: str, mark: str, length: int, check: Callable[[str], bool]) -> SecretFormat:
    """Make the record of an identifiable key: `mark` stands before its last seven, six or eight characters.

    (Microsoft's security-utilities, `Azure32ByteIdentifiableKey` and `Azure64ByteIdentifiableKey`.)
    """
    body = {
        44: (33, "[A-P][A-Za-z0-9+/]{5}="),
        88: (76, "[A-Za-z0-9+/]{5}[AQgw]=="),
        52: (42, "[A-D][A-Za-z0-9+/]{5}"),
        56: (44, "[A-Za-z0-9_-]{5}[AQgw]=="),
    }
    before, after = body[length]
    letters = "A-Za-z0-9_-" if length == 56 else "A-Za-z0-9+/"
    pattern = rf"(?<![A-Za-z0-9+/_-])([{letters}]{{{before}}}{re.escape(mark)}{after})(?![A-Za-z0-9+/=_-])"
    return written(
        name, mark.lower(), pattern, AZURE, before=before, valid=check, precision=Precision.VERY_HIGH, min_entropy=3.5
    )


FORMATS = (
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
    prefixed(
        "an AWS access key",
        ("AKIA", "ASIA", "ABIA", "ACCA"),
        BASE32,
        16,
        IAM,
        valid=is_no_example,
        severity=Severity.HIGH,
    ),
    written(
        "an AWS secret access key",
        "aws",
        r"(?i:aws[\w.-]{0,20}secret[\w.-]{0,20})[\\\"'\])]{0,3}\s{0,5}(?:=>|:=|==|[:=,])\s{0,5}[\\\"'(]{0,2}([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])",
        IAM,
        min_entropy=4.0,
    ),
    written(
        "an AWS secret access key",
        ("secret_access_key", "secretaccesskey", "secret-access-key"),
        r"(?i:secret[_-]?access[_-]?key)[\\\"'\])]{0,3}\s{0,5}(?:=>|:=|==|[:=,])\s{0,5}[\\\"'(]{0,2}([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])",
        IAM,
        min_entropy=4.0,
    ),
    written(
        "an AWS session token",
        ("iqojb3jpz2lu", "fwogzxivyxdz"),
        r"(?<![A-Za-z0-9+/])((?:IQoJb3JpZ2lu|FwoGZXIvYXdz)[A-Za-z0-9+/]{200,1500}={0,2})(?![A-Za-z0-9+/=])",
        "it ends by itself; AWS IAM, Roles, Revoke sessions",
        severity=Severity.MEDIUM,
    ),
    prefixed(
        "an Amazon Bedrock key", "ABSKQmVkcm9ja0FQSUtleS", BASE64, (80, 260), IAM, then="={0,2}", valid=is_bedrock
    ),
    prefixed(
        "a short-lived Amazon Bedrock key",
        "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t",
        BASE64,
        (60, 4000),
        IAM,
        then="={0,2}",
        severity=Severity.MEDIUM,
    ),
    prefixed("an Amazon MWS token", "amzn.mws.", "", 0, "Seller Central, User permissions", then=UUID),
    # https://cloud.google.com/docs/authentication/api-keys
    prefixed(
        "a Google API key",
        "AIza",
        URLSAFE,
        35,
        GOOGLE,
        min_entropy=3.5,
        severity=Severity.MEDIUM,
        precision=Precision.MEDIUM,
    ),
    written(
        "the key of a Google service account",
        '"private_key_id"',
        r'"private_key_id"\s{0,5}:\s{0,5}"[0-9a-f]{40}"\s{0,5},\s{0,20}'
        r'"private_key"\s{0,5}:\s{0,5}"(-----BEGIN (?:RSA )?PRIVATE KEY-----[^"]{200,5000})"',
        "console.cloud.google.com/iam-admin/serviceaccounts",
        min_entropy=4.0,
        precision=Precision.VERY_HIGH,
    ),
    prefixed("a Google client secret", "GOCSPX-", URLSAFE, 28, GOOGLE, min_entropy=3.5),
    prefixed("a Google refresh token", "1//0", URLSAFE, (40, 200), "myaccount.google.com/permissions", min_entropy=4.0),
    prefixed(
        "a Google access token",
        "ya29.",
        "A-Za-z0-9_.-",
        (60, 500),
        "it ends within the hour",
        severity=Severity.MEDIUM,
        min_entropy=4.0,
    ),
    written(
        "a Firebase server key",
        ":apa91b",
        r"(?<![\w-])(AAAA[A-Za-z0-9_-]{7}:APA91b[A-Za-z0-9_-]{134})(?![\w-])",
        "console.firebase.google.com, Cloud messaging",
        before=11,
    ),
    # https://learn.microsoft.com/azure/storage/common/storage-account-keys-manage
    written(
        "the key of an Azure storage account",
        "accountkey=",
        r"(?i:accountkey)=([A-Za-z0-9+/]{86}==)(?![A-Za-z0-9+/=])",
        AZURE,
        min_entropy=4.0,
    ),
    written(
        "a shared access key of Azure",
        ("sharedaccesskey=", "sharedsecret="),
        r"(?i:sharedaccesskey|sharedsecret)=([A-Za-z0-9+/]{43}=)(?![A-Za-z0-9+/=])",
        AZURE,
        min_entropy=4.0,
    ),
    written(
        "the secret of an App Configuration store",
        ".azconfig.io;",
        r"\.azconfig\.io;Id=[A-Za-z0-9+/:-]{4,80}=?;Secret=([A-Za-z0-9+/]{40,100}={0,2})(?![A-Za-z0-9+/=])",
        AZURE,
    ),
    azure("the key of an Azure storage account", "+ASt", 88, is_azure_key("Default0")),
    azure("the key of an Azure Batch account", "+ABa", 88, is_azure_key("AbAcct00")),
    azure("the key of an Azure Cosmos DB account", "ACDb", 88, COSMOS),
    azure("the key of an Azure cache", "AzCa", 44, is_azure_key("Access00")),
    azure("the key of an Azure service bus", "+ASb", 44, MESSAGING),
    azure("the key of an Azure event hub", "+AEh", 44, MESSAGING),
    azure("the key of an Azure relay", "+ARm", 44, MESSAGING),
    azure("the key of an Azure search service", "AzSe", 52, is_azure_key("PAdmin00", "Query000")),
    azure("the password of an Azure container registry", "+ACR", 52, is_azure_key("ACRDflt0")),
    azure("the key of an Azure function", "AzFu", 56, is_azure_key("Functi00", "Master00", "System00")),
    written(
        "the secret of an Azure application",
        ("7q~", "8q~"),
        r"(?<![\w.~-])([A-Za-z0-9_.~-]{3}[78]Q~[A-Za-z0-9_.~-]{31,34})(?![\w.~-])",
        "entra.microsoft.com, App registrations, Certificates & secrets",
        before=3,
        min_entropy=3.5,
    ),
    written(
        "an annotated key of Azure",
        "jqqj9",
        r"(?<![A-Za-z0-9+/])([A-Za-z0-9]{52}JQQJ9[9DH][A-Za-z0-9]{18}(?!AZDO)[A-Za-z0-9]{8})(?![A-Za-z0-9+/=])",
        AZURE,
        before=52,
    ),
    written(
        "a shared access signature of Azure",
        "sig=",
        r"sig=([A-Za-z0-9+/]{43}=|[A-Za-z0-9%]{43,70}%3[dD])(?![A-Za-z0-9%])",
        "portal.azure.com: a new key ends it",
        min_entropy=3.5,
        severity=Severity.MEDIUM,
    ),
    # https://docs.digitalocean.com/reference/api/create-personal-access-token/
    prefixed(
        "a DigitalOcean token",
        ("dop_v1_", "doo_v1_", "dor_v1_"),
        HEXADECIMAL,
        64,
        "cloud.digitalocean.com/account/api/tokens",
    ),
    prefixed("an Alibaba Cloud access key", "LTAI", ALPHANUMERIC, (16, 22), ALIBABA, severity=Severity.HIGH),
    named(
        "an Alibaba Cloud secret",
        ("alibaba", "aliyun", "alicloud", "oss_access"),
        ALPHANUMERIC,
        30,
        ALIBABA,
        min_entropy=3.5,
    ),
    prefixed("a Tencent Cloud secret id", "AKID", ALPHANUMERIC, 32, TENCENT, severity=Severity.HIGH),
    named("a Tencent Cloud secret key", ("tencent", "qcloud"), ALPHANUMERIC, 32, TENCENT, min_entropy=3.5),
    prefixed(
        "a Baidu Cloud access key", "ALTAK", ALPHANUMERIC, 21, "console.bce.baidu.com/iam", severity=Severity.HIGH
    ),
    prefixed(
        "a Volcengine access key", "AKLT", ALPHANUMERIC, (40, 44), "console.volcengine.com/iam", severity=Severity.HIGH
    ),
    named(
        "a Huawei Cloud secret", ("huawei", "hwcloud"), ALPHANUMERIC, 40, "console.huaweicloud.com/iam", min_entropy=3.5
    ),
    # https://yandex.cloud/en/docs/security/operations/search-secrets
    prefixed("a Yandex Cloud API key", "AQVN", URLSAFE, (35, 38), YANDEX),
    prefixed("a Yandex Cloud static key", ("YCM", "YCN", "YCO", "YCP"), URLSAFE, 37, YANDEX, min_entropy=4.0),
    prefixed("a Yandex OAuth token", ("y0_", "y1_", "y2_", "y3_"), URLSAFE, (50, 80), "id.yandex.ru, Security"),
    prefixed(
        "a Yandex Cloud IAM token",
        "t1.",
        "A-Za-z0-9_-",
        (40, 400),
        "it ends within half a day",
        then=r"={0,2}\.[A-Za-z0-9_-]{86}={0,2}",
        severity=Severity.MEDIUM,
    ),
    named("a Linode token", "linode", HEXADECIMAL, 64, "cloud.linode.com/profile/tokens"),
    named(
        "a Hetzner Cloud token",
        ("hetzner", "hcloud"),
        ALPHANUMERIC,
        64,
        "console.hetzner.cloud, Security",
        min_entropy=4.0,
    ),
    named("a Vultr key", "vultr", UPPER, 36, "my.vultr.com/settings/#settingsapi", min_entropy=3.5),
    named(
        "a Scaleway secret key", ("scaleway", "scw"), HEXADECIMAL, 36, "console.scaleway.com/iam/api-keys", shape=UUID
    ),
    named("an OVH key", "ovh", ALPHANUMERIC, 32, "api.ovh.com/console", min_entropy=3.5),
    prefixed("an UpCloud token", "ucat_", UPPER, 26, "hub.upcloud.com/account/api-tokens"),
    named("an IBM Cloud key", ("ibm", "bluemix"), URLSAFE, 44, "cloud.ibm.com/iam/apikeys", min_entropy=4.0),
    named("an Exoscale secret", "exoscale", URLSAFE, 43, "portal.exoscale.com/iam", min_entropy=4.0),
    named("a Civo key", "civo", ALPHANUMERIC, 50, "dashboard.civo.com/security", min_entropy=4.0),
    named(
        "an Equinix Metal token",
        ("packet", "equinix", "metal"),
        ALPHANUMERIC,
        32,
        "console.equinix.com",
        min_entropy=3.5,
    ),
    named(
        "an OpenStack application credential",
        ("openstack", "os_application"),
        URLSAFE,
        86,
        "OpenStack: Identity, Application credentials",
    ),
    named(
        "a Backblaze key",
        ("backblaze", "b2_"),
        BASE64,
        31,
        "secure.backblaze.com/app_keys.htm",
        shape="K00[0-9][A-Za-z0-9+/]{27}",
    ),
)

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(formats=FORMATS),
    message="{secret} ({excerpt}) is in the source",
    remedy="revoke the key, and give the application a role or read a new key from the environment",
    severity=Severity.CRITICAL,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET, HARDCODED_KEY),
    since="0.1.0",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
        "https://cloud.google.com/iam/docs/best-practices-for-managing-service-account-keys",
        "https://learn.microsoft.com/azure/storage/common/storage-account-keys-manage",
    ),
)
