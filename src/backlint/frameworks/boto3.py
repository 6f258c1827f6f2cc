"""boto3: the services of AWS."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sinks

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
    returns={
        "boto3.client": "botocore.client.BaseClient",
    },
)
