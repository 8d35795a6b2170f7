"""Whether subnets are in the same Availability Zone, also where templates do not tell in which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from workspaces_constructs.rules.views.networks import Subnet

__all__ = ["same_zone", "zone_name"]

_DEEPEST: Final = 6


def zone_name(subnet: Subnet) -> str | None:
    """The id or the name of a subnet's zone, where it is certain."""
    return subnet.zone_id or subnet.resource.properties.text("AvailabilityZone")


def same_zone(one: Subnet, other: Subnet) -> bool | None:
    """Whether two subnets are in the same zone; None where that is not certain.

    The same function of the same template comes to the same zone, whatever that is. Different members of one list of
    zones are different ones.
    """
    if one.resource.name == other.resource.name:
        return True
    left, right = _zone(one), _zone(other)
    if left is None or right is None or left[:-1] != right[:-1]:
        return None
    if left[-1] == right[-1]:
        return True
    return None if left[0] == "function" else False


def _zone(subnet: Subnet) -> tuple[str, ...] | None:
    """What tells a subnet's zone: how it is told, and last the value."""
    name = subnet.resource.properties.text("AvailabilityZone")
    if subnet.zone_id or name:
        return ("id", subnet.zone_id) if subnet.zone_id else ("name", str(name))
    properties = subnet.resource.raw.get("Properties")
    if not isinstance(properties, dict):
        return None
    given = properties.get("AvailabilityZoneId") or properties.get("AvailabilityZone")
    if not isinstance(given, dict):
        return None
    chosen = given.get("Fn::Select")
    if isinstance(chosen, list) and len(chosen) == 2 and isinstance(chosen[0], str | int):  # noqa: PLR2004 - which, of
        zones = chosen[1].get("Fn::GetAZs") if isinstance(chosen[1], dict) else None
        if zones is not None:
            region = "" if zones == {"Ref": "AWS::Region"} else zones
            return ("member", subnet.resource.template, _written(region), str(chosen[0]))
    return ("function", subnet.resource.template, _written(given))


def _written(raw: object, depth: int = 0) -> str:
    """A value as text; one that is too deep to compare is like no other."""
    if depth > _DEEPEST:
        return f"{id(raw)}"
    if isinstance(raw, dict):
        return ",".join(f"{key}:({_written(each, depth + 1)})" for key, each in raw.items())
    if isinstance(raw, list):
        return ",".join(f"({_written(each, depth + 1)})" for each in raw)
    return repr(raw)
