"""Examples of the rule connection-string; see the package."""

from __future__ import annotations

from engines.secret_cases.drawing import ALNUM, Example

EXAMPLES: tuple[Example, ...] = (
    (
        "a password in a connection string",
        lambda d: "Server=tcp:db.shop.test,1433;Database=shop;User Id=shop;Password=" + d(ALNUM, 14) + ";",
    ),
    (
        "a password in a connection string of JDBC",
        lambda d: "jdbc:postgresql://db.shop.test:5432/shop?user=shop&password=" + d(ALNUM, 14),
    ),
    (
        "a password in a connection string of PostgreSQL",
        lambda d: "host=db.shop.test dbname=shop user=shop password=" + d(ALNUM, 14),
    ),
)
