"""boto3: the services of AWS."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, methods, sinks

LIBRARY = LibraryModel(
    name="boto3",
    distribution="boto3",
    packages=("boto3",),
    sinks=(
        # The classes are made at run time.
        *sinks(
            SinkKind.NOSQL,
            ":FilterExpression :ScanFilter",
            "boto3.dynamodb.table.TableResource.scan",
            shape="structure",
        ),
        *sinks(
            SinkKind.NOSQL,
            ":KeyConditionExpression :FilterExpression",
            "boto3.dynamodb.table.TableResource.query",
            shape="structure",
        ),
        *sinks(SinkKind.SSRF, ":endpoint_url", *methods("boto3", "client resource")),
    ),
    marks=marks(
        # Of SES.
        "send-mail",
        *methods("botocore.client.BaseClient", "send_email send_raw_email send_templated_email"),
    ),
    returns={
        "boto3.client": "botocore.client.BaseClient",
    },
)
