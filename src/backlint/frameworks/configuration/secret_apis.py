"""Which arguments of which libraries are secrets: keys that sign and encrypt, passwords of services, keys of others."""

from __future__ import annotations

import msgspec

from backlint.frameworks.configuration.arguments import Option
from backlint.frameworks.configuration.secret_uses import (
    API_KEY,
    ENCRYPTION_KEY,
    JWT_KEY,
    PASSWORD,
    SESSION_KEY,
    SIGNING_KEY,
)


class SecretApi(msgspec.Struct, frozen=True, kw_only=True):
    """An argument that is a secret. With `url` it is an address, whose password is the secret."""

    names: tuple[str, ...]
    argument: Option
    purpose: str
    url: bool = False


class SecretAttribute(msgspec.Struct, frozen=True, kw_only=True):
    """Attributes of a class that extends one of a library, which reads them as secrets."""

    base: str
    names: frozenset[str]
    purpose: str


SECRET_ATTRIBUTES = (
    SecretAttribute(
        base="fastapi_users.BaseUserManager",
        names=frozenset({"reset_password_token_secret", "verification_token_secret"}),
        purpose=JWT_KEY,
    ),
)


def _each(prefix: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{prefix}.{name}" for name in names)


_SIGNERS = (
    *_each("itsdangerous", "Signer", "TimestampSigner", "Serializer", "TimedSerializer", "URLSafeSerializer"),
    *_each("itsdangerous", "URLSafeTimedSerializer", "TimedJSONWebSignatureSerializer", "JSONWebSignatureSerializer"),
    *("itsdangerous.url_safe.URLSafeTimedSerializer", "itsdangerous.url_safe.URLSafeSerializer"),
)
_POSTGRES = (
    *("psycopg2.connect", "psycopg.connect", "psycopg.Connection.connect", "psycopg.AsyncConnection.connect"),
    *("asyncpg.connect", "asyncpg.create_pool", "aiopg.connect", "aiopg.create_pool", "pg8000.connect"),
    *("psycopg2.pool.SimpleConnectionPool", "psycopg2.pool.ThreadedConnectionPool"),
)
_MYSQL = (
    *("pymysql.connect", "pymysql.connections.Connection", "MySQLdb.connect", "mysql.connector.connect"),
    *("aiomysql.connect", "aiomysql.create_pool", "mysql.connector.pooling.MySQLConnectionPool"),
)
_REDIS = (
    *(
        "redis.Redis",
        "redis.StrictRedis",
        "redis.asyncio.Redis",
        "redis.ConnectionPool",
        "redis.BlockingConnectionPool",
    ),
    *("redis.client.Redis", "aioredis.create_redis_pool", "aioredis.Redis", "redis.cluster.RedisCluster"),
)
_MONGO = ("pymongo.MongoClient", "pymongo.mongo_client.MongoClient", "motor.motor_asyncio.AsyncIOMotorClient")
_URLS = (
    *("sqlalchemy.create_engine", "sqlalchemy.ext.asyncio.create_async_engine", "sqlmodel.create_engine"),
    *("redis.from_url", "redis.Redis.from_url", "redis.asyncio.from_url", "redis.asyncio.Redis.from_url"),
    *("aioredis.from_url", "databases.Database", "dj_database_url.parse", "pymongo.MongoClient"),
    *("motor.motor_asyncio.AsyncIOMotorClient", "asyncpg.connect", "asyncpg.create_pool", "psycopg.connect"),
    *("psycopg2.connect", "pika.URLParameters", "kombu.Connection", "tortoise.Tortoise.init"),
    *("redis.ConnectionPool.from_url", "pymongo.AsyncMongoClient"),
)
_MAIL = (
    "smtplib.SMTP.login",
    "smtplib.SMTP_SSL.login",
    "aiosmtplib.SMTP.login",
    "imaplib.IMAP4_SSL.login",
)
_BOTO = ("boto3.client", "boto3.resource", "boto3.Session", "boto3.session.Session", "aioboto3.Session")

# The argument's name as its library documents it; passwords and keys by position where they are given so.
SECRET_APIS = (
    SecretApi(names=_each("jwt", "encode", "decode", "decode_complete"), argument=Option("key", 1), purpose=JWT_KEY),
    SecretApi(names=_each("jwt.PyJWT", "encode", "decode"), argument=Option("key", 1), purpose=JWT_KEY),
    SecretApi(names=_each("jose.jwt", "encode", "decode"), argument=Option("key", 1), purpose=JWT_KEY),
    SecretApi(names=("joserfc.jwt.encode", "authlib.jose.jwt.encode"), argument=Option("key", 2), purpose=JWT_KEY),
    SecretApi(names=("joserfc.jwt.decode", "authlib.jose.jwt.decode"), argument=Option("key", 1), purpose=JWT_KEY),
    SecretApi(names=("authlib.jose.JsonWebToken.encode",), argument=Option("key", 2), purpose=JWT_KEY),
    SecretApi(names=("fastapi_users.authentication.JWTStrategy",), argument=Option("secret", 0), purpose=JWT_KEY),
    SecretApi(names=_each("fastapi_users.jwt", "generate_jwt"), argument=Option("secret", 1), purpose=JWT_KEY),
    SecretApi(
        names=_each("litestar.security.jwt", "JWTAuth", "JWTCookieAuth", "OAuth2PasswordBearerAuth"),
        argument=Option("token_secret"),
        purpose=JWT_KEY,
    ),
    SecretApi(names=("authx.AuthXConfig",), argument=Option("JWT_SECRET_KEY"), purpose=JWT_KEY),
    SecretApi(names=_SIGNERS, argument=Option("secret_key", 0), purpose=SIGNING_KEY),
    SecretApi(names=("hmac.new", "hmac.digest", "hmac.HMAC"), argument=Option("key", 0), purpose=SIGNING_KEY),
    SecretApi(names=("django.core.signing.Signer",), argument=Option("key"), purpose=SIGNING_KEY),
    SecretApi(names=("django.core.signing.TimestampSigner",), argument=Option("key"), purpose=SIGNING_KEY),
    SecretApi(
        names=("starlette.middleware.sessions.SessionMiddleware",),
        argument=Option("secret_key", 1),
        purpose=SESSION_KEY,
    ),
    SecretApi(names=("pyramid.session.SignedCookieSessionFactory",), argument=Option("secret", 0), purpose=SESSION_KEY),
    SecretApi(names=("litestar.config.csrf.CSRFConfig",), argument=Option("secret", 0), purpose=SIGNING_KEY),
    SecretApi(
        names=("aiohttp_session.cookie_storage.EncryptedCookieStorage",),
        argument=Option("secret_key", 0),
        purpose=SESSION_KEY,
    ),
    SecretApi(names=("tornado.web.Application",), argument=Option("cookie_secret"), purpose=SESSION_KEY),
    SecretApi(names=("cryptography.fernet.Fernet",), argument=Option("key", 0), purpose=ENCRYPTION_KEY),
    SecretApi(names=("Crypto.Cipher.AES.new", "Cryptodome.Cipher.AES.new"), argument=Option("key", 0), purpose=ENCRYPTION_KEY),
    SecretApi(names=_POSTGRES, argument=Option("password"), purpose=PASSWORD),
    SecretApi(names=_MYSQL, argument=Option("password"), purpose=PASSWORD),
    SecretApi(names=_MYSQL, argument=Option("passwd"), purpose=PASSWORD),
    SecretApi(names=("pymysql.connect", "MySQLdb.connect"), argument=Option("", 2), purpose=PASSWORD),
    SecretApi(names=("mysql.connector.connect",), argument=Option("", 2), purpose=PASSWORD),
    SecretApi(names=_REDIS, argument=Option("password"), purpose=PASSWORD),
    SecretApi(names=_MONGO, argument=Option("password"), purpose=PASSWORD),
    SecretApi(names=_MAIL, argument=Option("password", 1), purpose=PASSWORD),
    SecretApi(names=("ftplib.FTP", "ftplib.FTP_TLS"), argument=Option("passwd", 2), purpose=PASSWORD),
    SecretApi(names=("ftplib.FTP.login", "ftplib.FTP_TLS.login"), argument=Option("passwd", 1), purpose=PASSWORD),
    SecretApi(names=("sqlalchemy.URL.create", "sqlalchemy.engine.URL.create"), argument=Option("password", 2), purpose=PASSWORD),
    SecretApi(names=("sqlalchemy.engine.url.URL.create",), argument=Option("password", 2), purpose=PASSWORD),
    SecretApi(names=("requests.auth.HTTPBasicAuth", "httpx.BasicAuth"), argument=Option("password", 1), purpose=PASSWORD),
    SecretApi(names=("aiohttp.BasicAuth",), argument=Option("password", 1), purpose=PASSWORD),
    SecretApi(names=("pika.PlainCredentials", "pika.credentials.PlainCredentials"), argument=Option("password", 1), purpose=PASSWORD),
    SecretApi(names=("paramiko.SSHClient.connect",), argument=Option("password", 3), purpose=PASSWORD),
    SecretApi(names=("fastapi_mail.ConnectionConfig",), argument=Option("MAIL_PASSWORD"), purpose=PASSWORD),
    SecretApi(names=_BOTO, argument=Option("aws_secret_access_key"), purpose=API_KEY),
    SecretApi(names=("twilio.rest.Client",), argument=Option("password", 1), purpose=API_KEY),
    SecretApi(names=("sendgrid.SendGridAPIClient",), argument=Option("api_key", 0), purpose=API_KEY),
    SecretApi(names=("slack_sdk.WebClient", "slack_sdk.web.async_client.AsyncWebClient"), argument=Option("token", 0), purpose=API_KEY),
    SecretApi(names=("github.Github",), argument=Option("login_or_token", 0), purpose=API_KEY),
    SecretApi(names=("telegram.Bot",), argument=Option("token", 0), purpose=API_KEY),
    SecretApi(names=_URLS, argument=Option("url", 0), purpose=PASSWORD, url=True),
    SecretApi(names=_URLS, argument=Option("dsn"), purpose=PASSWORD, url=True),
    SecretApi(names=("celery.Celery",), argument=Option("broker"), purpose=PASSWORD, url=True),
    SecretApi(names=("celery.Celery",), argument=Option("backend"), purpose=PASSWORD, url=True),
    *(
        SecretApi(names=names, argument=Option(keyword, position), purpose=PASSWORD)
        for names, keyword, position in (
            (("ldap3.Connection", "ldap3.core.connection.Connection"), "password", 2),
            (("ldap.ldapobject.LDAPObject.simple_bind_s", "ldap.ldapobject.SimpleLDAPObject.simple_bind_s"), "cred", 1),
            (("bonsai.LDAPClient.set_credentials",), "password", 2),
            (("django.core.mail.send_mail",), "auth_password", 6),
            (("aiosmtplib.send",), "password", None),
            (("yagmail.SMTP",), "password", 1),
            (("cassandra.auth.PlainTextAuthProvider",), "password", 1),
            (("pymssql.connect",), "password", 2),
            (("oracledb.connect", "cx_Oracle.connect", "oracledb.create_pool"), "password", 1),
            (("snowflake.connector.connect", "clickhouse_driver.Client", "clickhouse_connect.get_client"), "password", None),
            (("ibm_db.connect",), "password", 2),
            (("kafka.KafkaProducer", "kafka.KafkaConsumer", "aiokafka.AIOKafkaProducer"), "sasl_plain_password", None),
            (("paho.mqtt.client.Client.username_pw_set",), "password", 1),
            (("paramiko.Transport.connect", "asyncssh.connect"), "password", None),
            (("pysftp.Connection",), "password", 3),
        )
    ),
    *(
        SecretApi(names=names, argument=Option(keyword, position), purpose=API_KEY)
        for names, keyword, position in (
            (("minio.Minio",), "secret_key", 2),
            (("hvac.Client",), "token", 1),
            (("influxdb_client.InfluxDBClient",), "token", 1),
            (("azure.storage.blob.BlobServiceClient", "azure.cosmos.CosmosClient"), "credential", 1),
            (("azure.identity.ClientSecretCredential",), "client_secret", 2),
            (("telebot.TeleBot", "aiogram.Bot", "telegram.ext.Updater"), "token", 0),
            (("telegram.ext.ApplicationBuilder.token",), "token", 0),
            (("discord.Client.run", "discord.ext.commands.Bot.run", "discord.Bot.run"), "token", 0),
            (("pusher.Pusher",), "secret", 2),
            (("cloudinary.config",), "api_secret", None),
            (("linebot.LineBotApi",), "channel_access_token", 0),
            (("linebot.WebhookHandler",), "channel_secret", 0),
            (("gitlab.Gitlab",), "private_token", 1),
            (("tweepy.OAuthHandler", "tweepy.OAuth1UserHandler"), "consumer_secret", 1),
            (("spotipy.oauth2.SpotifyClientCredentials",), "client_secret", 1),
        )
    ),
    *(
        SecretApi(names=names, argument=Option(keyword, position), purpose=purpose)
        for names, keyword, position, purpose in (
            (("fastapi_login.LoginManager",), "secret", 0, JWT_KEY),
            (("sanic_jwt.Initialize", "sanic_jwt.initialize"), "secret", None, JWT_KEY),
            (("jose.jws.sign", "jose.jws.verify"), "key", 1, JWT_KEY),
            (("starlette_csrf.CSRFMiddleware", "starlette_csrf.middleware.CSRFMiddleware"), "secret", 1, SIGNING_KEY),
            (("django.core.signing.dumps", "django.core.signing.loads"), "key", 1, SIGNING_KEY),
            (("cryptography.hazmat.primitives.ciphers.aead.AESGCM",), "key", 0, ENCRYPTION_KEY),
            (("cryptography.hazmat.primitives.ciphers.aead.ChaCha20Poly1305",), "key", 0, ENCRYPTION_KEY),
            (("cryptography.hazmat.primitives.ciphers.algorithms.AES",), "key", 0, ENCRYPTION_KEY),
            (("nacl.secret.SecretBox",), "key", 0, ENCRYPTION_KEY),
            (("Crypto.Cipher.DES.new", "Crypto.Cipher.DES3.new", "Crypto.Cipher.ARC4.new"), "key", 0, ENCRYPTION_KEY),
        )
    ),
)  # fmt: skip
