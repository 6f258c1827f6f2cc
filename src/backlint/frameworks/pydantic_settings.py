"""pydantic-settings: models that are filled from the environment."""

from __future__ import annotations

from backlint.frameworks.model import LibraryModel

LIBRARY = LibraryModel(
    name="pydantic_settings",
    distribution="pydantic-settings",
    packages=("pydantic_settings",),
    aliases={
        "pydantic_settings.main.BaseSettings": "pydantic_settings.BaseSettings",
        # Where it stood before pydantic 2.
        "pydantic.BaseSettings": "pydantic_settings.BaseSettings",
        "pydantic.env_settings.BaseSettings": "pydantic_settings.BaseSettings",
        "pydantic.v1.BaseSettings": "pydantic_settings.BaseSettings",
    },
    parents={"pydantic_settings.BaseSettings": ("pydantic.BaseModel",)},
    settings=frozenset({"pydantic_settings.BaseSettings"}),
)
