"""VPC endpoints for the API of WorkSpaces and for streaming."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.resources import Unknown
from workspaces_constructs.rules.templates import view
from workspaces_constructs.rules.views.networks import subnets
from workspaces_constructs.rules.views.security_groups import groups

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.networks import Subnet
    from workspaces_constructs.rules.views.security_groups import Group

__all__ = ["api_endpoints", "endpoint_groups", "service_endpoints"]

_API: Final = ".workspaces"
_STREAMING: Final = ".highlander"


@view
def service_endpoints(templates: Templates) -> list[tuple[Resource, Sequence[Subnet]]]:
    """The endpoints for WorkSpaces, of both kinds, with their subnets as far as the templates make them."""
    known = subnets(templates)
    return [
        (each, [known[place.name] for place in each.properties.resources("SubnetIds") if place.name in known])
        for each in templates.of_type("AWS::EC2::VPCEndpoint")
        if _service_of(each).endswith((_API, _STREAMING))
    ]


@view
def api_endpoints(templates: Templates) -> list[Resource]:
    """The endpoints for the API of WorkSpaces."""
    return [each for each, _ in service_endpoints(templates) if _service_of(each).endswith(_API)]


def endpoint_groups(templates: Templates, endpoint: Resource) -> list[Group]:
    """The groups of an endpoint; none unless the templates make all of them."""
    given = endpoint.properties.values("SecurityGroupIds")
    known = groups(templates)
    found = [known[each.name] for each in endpoint.properties.resources("SecurityGroupIds") if each.name in known]
    return found if len(found) == len(given) else []


def _service_of(endpoint: Resource) -> str:
    """The name of the service, with holes where the region is not known."""
    given = endpoint.properties.value("ServiceName")
    return given.text if isinstance(given, Unknown) else given if isinstance(given, str) else ""
