"""Examples of the rule database-token; see the package."""

from __future__ import annotations

from engines.secret_cases.drawing import ALNUM, BASE64, HEX, LOWER, URLSAFE, Example, assigned, token, uuid

EXAMPLES: tuple[Example, ...] = (
    ("a PlanetScale service token", lambda d: "pscale_tkn_" + d(ALNUM, 36)),
    ("a PlanetScale OAuth token", lambda d: "pscale_oauth_" + d(ALNUM, 36)),
    ("a PlanetScale password", lambda d: "pscale_pw_" + d(ALNUM, 36)),
    ("a Neon key", lambda d: "napi_" + d(LOWER, 64)),
    ("a Neon password", lambda d: "npg_" + d(ALNUM, 14)),
    ("a Supabase token", lambda d: "sbp_v0_" + d(HEX, 40)),
    ("a Supabase secret key", lambda d: "sb_secret_" + d(URLSAFE, 31)),
    (
        "the service key of a Supabase project",
        lambda d: token(
            {"alg": "HS256", "typ": "JWT"}, {"iss": "supabase", "ref": d(LOWER, 20), "role": "service_role"}
        ),
    ),
    ("the secret of a MongoDB Atlas service account", lambda d: "mdb_sa_sk_" + d(URLSAFE, 40)),
    ("a MongoDB Atlas key", lambda d: assigned("ATLAS_API_KEY", uuid(d))),
    ("a password of Aiven", lambda d: "AVNS_" + d(URLSAFE, 19)),
    ("a Databricks token", lambda d: "dapi" + d(HEX, 32)),
    ("a Databricks token", lambda d: "dapi" + d(HEX, 32) + "-2"),
    ("a Databricks client secret", lambda d: "dose" + d(HEX, 32)),
    ("a Confluent secret", lambda d: assigned("CONFLUENT_API_KEY", d(BASE64, 64))),
    ("a CockroachDB key", lambda d: "CCDB1_" + d(ALNUM, 22) + "_" + d(ALNUM, 40)),
    ("a ClickHouse Cloud secret", lambda d: "4b1d" + d(ALNUM, 38)),
    ("a Pinecone key", lambda d: "pcsk_" + d(ALNUM, 6) + "_" + d(ALNUM, 63)),
    ("a Pinecone key of the older form", lambda d: assigned("PINECONE_API_KEY", uuid(d))),
    ("an Airtable token", lambda d: "pat" + d(ALNUM, 14) + "." + d(HEX, 64)),
    ("an Xata key", lambda d: "xau_" + d(ALNUM, 31)),
    ("a Tinybird token", lambda d: "p.eyJ" + d(URLSAFE, 45) + "." + d(URLSAFE, 43)),
    ("an InfluxDB token", lambda d: assigned("INFLUX_API_KEY", d(URLSAFE, 86) + "==")),
    ("a token of an Upstash database", lambda d: assigned("UPSTASH_API_KEY", d(URLSAFE, 45))),
    ("an Algolia key", lambda d: assigned("ALGOLIA_API_KEY", d(HEX, 32))),
    ("a Meilisearch key", lambda d: assigned("MEILI_API_KEY", d(HEX, 64))),
    ("a Typesense key", lambda d: assigned("TYPESENSE_API_KEY", d(ALNUM, 32))),
    ("a Qdrant key", lambda d: assigned("QDRANT_API_KEY", d(URLSAFE, 45))),
    ("a key of Elastic Cloud", lambda d: assigned("ELASTIC_API_KEY", d(ALNUM, 63))),
    ("a token of Elastic's serverless projects", lambda d: "essu_" + d(ALNUM, 45)),
    ("a Hasura secret", lambda d: assigned("HASURA_API_KEY", d(ALNUM, 64))),
    ("an Appwrite key", lambda d: "standard_" + d(HEX, 256)),
    ("a Firebase database secret", lambda d: assigned("FIREBASE_API_KEY", d(ALNUM, 40))),
    ("a Snowflake token", lambda d: assigned("SNOWFLAKE_API_KEY", d(URLSAFE, 67))),
)
