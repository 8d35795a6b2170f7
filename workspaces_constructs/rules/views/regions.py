"""The region that templates are for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.regions import AZ_IDS
from workspaces_constructs.rules.templates import view

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates

__all__ = ["region_of"]

_REGIONS: Final[Mapping[str, str]] = {ids[0].partition("-")[0]: region for region, ids in AZ_IDS.items()}
"""Regions by what their Availability Zones' ids begin with: ``use1`` is us-east-1."""

_ZONE_NAME: Final = re.compile(r"([a-z]{2}(?:-gov|-iso[a-z]?)?-(?:north|south|east|west|central){1,2}-\d+)[a-z]")
"""The name of an Availability Zone; those of local zones have more parts."""


def region_of(templates: Templates, resource: Resource) -> str | None:
    """The region of a resource: the one that is given for its template, or that its template's zones are in."""
    return templates.region_of(resource) or _of_zones(templates).get(resource.template)


@view
def _of_zones(templates: Templates) -> Mapping[str, str]:
    """The regions of templates whose subnets all name zones of the same one."""
    found: dict[str, set[str]] = {}
    for subnet in templates.of_type("AWS::EC2::Subnet"):
        given = subnet.properties
        zone_id, name = given.text("AvailabilityZoneId"), given.text("AvailabilityZone")
        region = _REGIONS.get(zone_id.partition("-")[0]) if zone_id else None
        if region is None and name and (match := _ZONE_NAME.fullmatch(name)):
            region = match[1]
        if region:
            found.setdefault(subnet.template, set()).add(region)
    return {template: next(iter(regions)) for template, regions in found.items() if len(regions) == 1}
