"""django-auditlog: what was changed by whom."""

from __future__ import annotations

from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, methods

LIBRARY = LibraryModel(
    name="auditlog",
    distribution="django-auditlog",
    packages=("auditlog",),
    instances={"auditlog.registry.auditlog": "auditlog.registry.AuditlogModelRegistry"},
    parents={"auditlog.models.LogEntry": ("django.db.models.Model",)},
    marks=(
        *marks("audit", *methods("auditlog.models.LogEntryManager", "log_create log_m2m_changes")),
        *marks("audit", "auditlog.registry.AuditlogModelRegistry.register", "auditlog.context.set_actor"),
    ),
)
