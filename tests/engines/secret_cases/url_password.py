"""Examples of the rule url-password; see the package."""

from __future__ import annotations

from engines.secret_cases.drawing import ALNUM, HEX, Example

EXAMPLES: tuple[Example, ...] = (
    ("a key in an address", lambda d: "https://oil.lamps.test/2.5/weather?q=berlin&appid=" + d(HEX, 32) + "&lang=en"),
    ("a password in an address", lambda d: "postgresql+asyncpg://shop:" + d(ALNUM, 12) + "@db.internal:5432/shop"),
    ("a password in an address", lambda d: "redis://:" + d(ALNUM, 20) + "@cache.prod:6379/0"),
    ("a password in an address", lambda d: 'feed = "https://reader:' + d(ALNUM, 9) + '@partner.test/feed"'),
    ("a password in an address", lambda d: "mongodb+srv://shop:" + d(ALNUM, 14) + "@cluster0.ab1cd.mongodb.net/shop"),
    ("a password in an address", lambda d: "amqps://shop:" + d(ALNUM, 14) + "@queue.shop.test/orders"),
)
