"""What every test starts from: an environment in which nothing of a shell or a CI service shows."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

# Variables that change what backlint, or a program it starts, does or prints. A test that means one sets it itself;
# a test that means none must not depend on where it is run.
OF_THE_SURROUNDINGS = ("CI", "GITHUB_ACTIONS", "GITLAB_CI", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "COLUMNS")
OWN = ("BACKLINT_CACHE_DIR",)


@pytest.fixture(scope="session", autouse=True)
def plain_environment() -> Iterator[None]:
    """Take away what a shell or a CI service has set."""
    with pytest.MonkeyPatch.context() as patch:
        for name in (*OF_THE_SURROUNDINGS, *OWN):
            if name in os.environ:
                patch.delenv(name)
        yield
