"""From the machine's places to those of a report."""

from __future__ import annotations

from backlint.execution.taint import Site
from backlint.facts.model import unpack_region
from backlint.findings import Location


def location_of(site: Site) -> Location:
    """Return a site as a location."""
    region = unpack_region(site.at)
    return Location(site.path, region.line, region.column, region.end_line, region.end_column)
