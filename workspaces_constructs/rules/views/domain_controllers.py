"""Domain controllers on Amazon EC2, with the launch templates that they come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workspaces_constructs.rules.resources import Properties, Unknown
from workspaces_constructs.rules.templates import view
from workspaces_constructs.rules.views.links import controllers
from workspaces_constructs.rules.views.networks import subnets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workspaces_constructs.rules.resources import Resource, Value
    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.networks import Subnet

__all__ = ["Controller", "domain_controllers", "is_undone", "may_be_others"]

_AUTOMATION = "Custom::WorkspacesAutomation"
_INTERFACE = "AWS::EC2::NetworkInterface"


@dataclass(frozen=True)
class Controller:
    """A domain controller: an instance that AD Connectors ask, or one that a runbook promotes.

    Attributes:
        resource: The ``AWS::EC2::Instance``.
        subnet: Its subnet, where one of the templates makes it.
        template: What its launch template says; None where that is not known.
    """

    resource: Resource
    subnet: Subnet | None
    template: Properties | None

    def setting(self, *way: str) -> Value:
        """What holds for the instance: its own property, or its launch template's."""
        own = self.resource.properties.value(*way)
        if own is not None:
            return own
        return Unknown() if self.template is None else self.template.value(*way)


@view
def domain_controllers(templates: Templates) -> Mapping[str, Controller]:
    """The domain controllers that the templates make, by name."""
    return {name: _controller(templates, each) for name, each in _instances(templates).items()}


def _instances(templates: Templates) -> Mapping[str, Resource]:
    found = dict(controllers(templates))
    for promotion in templates.of_type(_AUTOMATION):
        host = promotion.properties.resource("Subject")
        if (
            host
            and host.type == "AWS::EC2::Instance"
            and promotion.properties.has("Parameters", "RestoreModeSecretArn")
        ):
            found[host.name] = host
    return found


def may_be_others(templates: Templates) -> bool:
    """Whether it is not known which instances connectors ask or runbooks promote: any may be a domain controller."""
    asked = ((each, "CustomerDnsIps") for each in templates.of_type("Custom::WorkspacesAdConnector"))
    promoted = ((each, "Subject") for each in templates.of_type(_AUTOMATION))
    return any(not each.properties.knows(key) for each, key in (*asked, *promoted))


def _controller(templates: Templates, instance: Resource) -> Controller:
    named = instance.properties.resource("SubnetId") or _subnet_of_interface(instance)
    subnet = subnets(templates).get(named.name) if named else None
    return Controller(instance, subnet, _launch_template(instance))


def _subnet_of_interface(instance: Resource) -> Resource | None:
    for each in instance.properties.each("NetworkInterfaces"):
        interface = each.resource("NetworkInterfaceId")
        owner = interface.properties if interface and interface.type == _INTERFACE else each
        if found := owner.resource("SubnetId"):
            return found
    return None


def _launch_template(instance: Resource) -> Properties | None:
    if not instance.properties.has("LaunchTemplate"):
        return Properties({})
    template = instance.properties.resource("LaunchTemplate", "LaunchTemplateId")
    data = template.properties.value("LaunchTemplateData") if template else None
    return Properties(data) if isinstance(data, dict) else None


def is_undone(templates: Templates, controller: Controller) -> bool:
    """Whether a runbook demotes a domain controller before it is deleted."""
    return controller.resource.name in _undone(templates)


@view
def _undone(templates: Templates) -> frozenset[str]:
    undoing = [each.properties for each in templates.of_type(_AUTOMATION) if each.properties.has("RemovalDocumentName")]
    if not all(each.knows("Subject") for each in undoing):
        return frozenset(_instances(templates))
    hosts = (each.resource("Subject") for each in undoing)
    return frozenset(host.name for host in hosts if host)
