"""Availability Zones as an account sees them: the names are its own, the IDs are everybody's.

ministack offers three zones a region and names them in the order of their IDs, so a template that takes
``us-east-1a`` for ``use1-az1`` would pass. AWS maps names to IDs per account (facts §2.1), and WorkSpaces needs IDs up
to ``use1-az6``.
"""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

from ministack.core.responses import get_region
from ministack.services import ec2

from local_aws.ec2.wire import Params, action, members

# Regions that do not have exactly az1, az2 and az3; from the AWS global infrastructure page.
_ZONE_NUMBERS = {
    "us-east-1": (1, 2, 3, 4, 5, 6),
    "us-west-1": (1, 3),
    "us-west-2": (1, 2, 3, 4),
    "ap-northeast-1": (1, 2, 4),
    "ap-northeast-2": (1, 2, 3, 4),
    "ca-central-1": (1, 2, 4),
}


def zones(region: str) -> dict[str, str]:
    """Zone names and their IDs in this account, which are rotated by one."""
    numbers = _ZONE_NUMBERS.get(region, (1, 2, 3))
    rotated = (*numbers[1:], numbers[0])
    prefix = ec2._az_id_prefix(region)
    return {f"{region}{'abcdef'[index]}": f"{prefix}-az{number}" for index, number in enumerate(rotated)}


def zone_id(name: str) -> str:
    """The ID of a zone name, which names its region."""
    return zones(name[:-1]).get(name, "")


def zone_name(identifier: str) -> str | None:
    """The name of a zone ID in this request's region."""
    return next((name for name, known in zones(get_region()).items() if known == identifier), None)


@action("DescribeAvailabilityZones")
def describe_availability_zones(params: Params) -> str:
    """All zones of the region, or those asked for by name, ID or filter."""
    region = get_region()
    filters = ec2._parse_filters(params)
    names = set(members(params, "ZoneName")) | set(filters.get("zone-name", ()))
    identifiers = set(members(params, "ZoneId")) | set(filters.get("zone-id", ()))
    items = "".join(
        f"<item><zoneName>{name}</zoneName><zoneId>{identifier}</zoneId><zoneState>available</zoneState>"
        f"<regionName>{region}</regionName><groupName>{region}-zg-1</groupName>"
        f"<networkBorderGroup>{region}</networkBorderGroup><optInStatus>opt-in-not-required</optInStatus>"
        "<zoneType>availability-zone</zoneType></item>"
        for name, identifier in zones(region).items()
        if (not names or name in names) and (not identifiers or identifier in identifiers)
    )
    return f"<availabilityZoneInfo>{items}</availabilityZoneInfo>"
