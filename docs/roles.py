"""What servers and subnets are for, as templates show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from docs.resource_types import AUTOMATION, INSTANCE, RADIUS_MFA

if TYPE_CHECKING:
    from docs.template import Resource, Template

__all__ = ["ROLES", "kind_of", "role"]

ROLES: Final = {
    "domain controller": "directory",
    "RADIUS server": "directory",
    "admin host": "kept",
    "server": "kept",
}
"""What servers are for, and the colour of each."""


def kind_of(subnet: Resource) -> str:
    """What a subnet's pair is for; a persona's is named for the persona."""
    return subnet.last_name.rstrip("0123456789").removesuffix("Subnet")


def role(template: Template, instance: Resource) -> str:
    """What a server is for, by what works on it or asks it."""
    asked = [each.properties.get("RadiusServers") for each in template.of(RADIUS_MFA)]
    if instance in template.reached(asked, INSTANCE):
        return "RADIUS server"
    automations = template.of(AUTOMATION)
    if instance in template.reached([each.properties.get("Subject") for each in automations], INSTANCE):
        return "domain controller"
    worked_on = [each.part("Parameters").get("InstanceId") for each in automations]
    return "admin host" if instance in template.reached(worked_on, INSTANCE) else "server"
