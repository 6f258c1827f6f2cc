"""backlint: a security linter for Python backends."""

__version__ = "0.1.0"
