"""A token of a database service is in the source.

## Why is this bad?

The token opens the data itself: it reads, changes and deletes what the application keeps.

## Example

```python
from pinecone import Pinecone

client = Pinecone(api_key="pcsk_…")
```

## Use instead

```python
import os

from pinecone import Pinecone

client = Pinecone(api_key=os.environ["PINECONE_API_KEY"])
```

## Limits

Keys that are made for browsers (`sb_publishable_`, Supabase's role `anon`) are no secrets. Addresses of databases that
hold a password are the matter of `url-password` and `connection-string`.
"""

from backlint.checksums import claims_of
from backlint.formats import ALPHANUMERIC, HEXADECIMAL, LOWER, URLSAFE, UUID, named, prefixed, written
from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

PLANETSCALE = "app.planetscale.com, Settings, Service tokens"
SUPABASE = "supabase.com/dashboard, Settings, API keys"
NEON = "console.neon.tech, Account, API keys"

JWT = r"[A-Za-z0-9_-]{10,1000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{20,1000}"


def is_service_role(token: str) -> bool:
    """Whether a signed token is Supabase's key for servers, which no rule of the database holds back."""
    claims = claims_of(token)
    return claims is not None and claims.get("iss") == "supabase" and claims.get("role") == "service_role"


FORMATS = (
    # https://planetscale.com/docs/concepts/service-tokens
    prefixed("a PlanetScale service token", "pscale_tkn_", "A-Za-z0-9_=.-", (32, 64), PLANETSCALE),
    prefixed("a PlanetScale OAuth token", "pscale_oauth_", "A-Za-z0-9_=.-", (32, 64), PLANETSCALE),
    prefixed("a PlanetScale password", "pscale_pw_", "A-Za-z0-9_=.-", (32, 64), PLANETSCALE),
    prefixed("a Neon key", "napi_", LOWER, 64, NEON),
    written("a Neon password", "npg_", r"(?<![\w-])(npg_[A-Za-z0-9]{12,20})(?![\w-])", NEON, before=1),
    # https://supabase.com/docs/guides/api/api-keys
    prefixed(
        "a Supabase token", ("sbp_v0_", "sbp_oauth_", "sbp_"), HEXADECIMAL, 40, "supabase.com/dashboard/account/tokens"
    ),
    prefixed("a Supabase secret key", "sb_secret_", URLSAFE, 31, SUPABASE),
    prefixed(
        "the service key of a Supabase project",
        "eyJ",
        "",
        0,
        SUPABASE,
        then=JWT,
        valid=is_service_role,
        precision=Precision.VERY_HIGH,
    ),
    prefixed(
        "the secret of a MongoDB Atlas service account",
        "mdb_sa_sk_",
        URLSAFE,
        40,
        "cloud.mongodb.com, Service accounts",
    ),
    named(
        "a MongoDB Atlas key", ("atlas", "mongodb"), HEXADECIMAL, 36, "cloud.mongodb.com, Access manager", shape=UUID
    ),
    prefixed("a password of Aiven", "AVNS_", URLSAFE, 19, "console.aiven.io"),
    # https://docs.databricks.com/dev-tools/auth/pat
    prefixed(
        "a Databricks token",
        "dapi",
        HEXADECIMAL,
        32,
        "Databricks: Settings, Developer",
        then=r"(?:-\d)?",
        min_entropy=3.0,
    ),
    prefixed("a Databricks client secret", "dose", HEXADECIMAL, 32, "Databricks: Service principals", min_entropy=3.0),
    named("a Confluent secret", "confluent", "A-Za-z0-9+/", 64, "confluent.cloud/settings/api-keys", min_entropy=4.0),
    prefixed("a CockroachDB key", "CCDB1_", ALPHANUMERIC, 22, "cockroachlabs.cloud/access", then="_[A-Za-z0-9]{40}"),
    prefixed(
        "a ClickHouse Cloud secret", "4b1d", ALPHANUMERIC, 38, "console.clickhouse.cloud, API keys", min_entropy=3.5
    ),
    prefixed("a Pinecone key", "pcsk_", ALPHANUMERIC, (5, 6), "app.pinecone.io, API keys", then="_[A-Za-z0-9]{63}"),
    named("a Pinecone key of the older form", "pinecone", HEXADECIMAL, 36, "app.pinecone.io, API keys", shape=UUID),
    prefixed("an Airtable token", "pat", ALPHANUMERIC, 14, "airtable.com/create/tokens", then=r"\.[a-f0-9]{64}"),
    prefixed("an Xata key", "xau_", ALPHANUMERIC, (28, 44), "app.xata.io/settings"),
    prefixed("a Tinybird token", "p.eyJ", URLSAFE, (40, 300), "app.tinybird.co, Tokens", then=r"\.[A-Za-z0-9_-]{43}"),
    named("an InfluxDB token", "influx", URLSAFE, 88, "InfluxDB: Load data, API tokens", shape="[A-Za-z0-9_-]{86}=="),
    named("a token of an Upstash database", "upstash", URLSAFE, (40, 128), "console.upstash.com", min_entropy=3.5),
    named("an Algolia key", "algolia", HEXADECIMAL, 32, "dashboard.algolia.com/account/api-keys"),
    named("a Meilisearch key", ("meili", "meilisearch"), HEXADECIMAL, 64, "Meilisearch: Settings, API keys"),
    named("a Typesense key", "typesense", ALPHANUMERIC, 32, "cloud.typesense.org", min_entropy=3.5),
    named("a Qdrant key", "qdrant", URLSAFE, (40, 60), "cloud.qdrant.io, Access", min_entropy=3.5),
    named(
        "a key of Elastic Cloud",
        ("elastic", "elasticsearch"),
        URLSAFE,
        60,
        "cloud.elastic.co, API keys",
        shape="[A-Za-z0-9+/=_-]{56,64}",
        min_entropy=4.0,
    ),
    prefixed("a token of Elastic's serverless projects", "essu_", "A-Za-z0-9+/=_-", (40, 200), "cloud.elastic.co"),
    named("a Hasura secret", "hasura", ALPHANUMERIC, 64, "cloud.hasura.io", min_entropy=4.0),
    prefixed("an Appwrite key", "standard_", HEXADECIMAL, 256, "Appwrite: Overview, Integrations"),
    named(
        "a Firebase database secret",
        "firebase",
        ALPHANUMERIC,
        40,
        "console.firebase.google.com, Service accounts",
        min_entropy=4.0,
    ),
    named(
        "a Snowflake token", "snowflake", URLSAFE, (60, 120), "Snowflake: Programmatic access tokens", min_entropy=4.0
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
    references=("https://supabase.com/docs/guides/api/api-keys",),
)
