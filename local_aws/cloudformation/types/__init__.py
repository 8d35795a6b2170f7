"""The resource types ministack's CloudFormation lacks, and those it grants too much."""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

from typing import TYPE_CHECKING

from ministack.services.cloudformation import provisioners

from local_aws.cloudformation.types import (
    access,
    balancers,
    buckets,
    desktops,
    directories,
    documents,
    endpoints,
    gateways,
    identity,
    instances,
    links,
    network,
    resolver,
    scaling,
    secrets,
    sharing,
    transit,
)

if TYPE_CHECKING:
    from collections.abc import Callable

TYPES = (
    *network.TYPES,
    *gateways.TYPES,
    *transit.TYPES,
    *sharing.TYPES,
    *links.TYPES,
    *endpoints.TYPES,
    *resolver.TYPES,
    *access.TYPES,
    *directories.TYPES,
    *desktops.TYPES,
    *identity.TYPES,
    *instances.TYPES,
    *documents.TYPES,
)
CORRECTED: dict[str, dict[str, Callable[..., object]]] = {
    **network.CORRECTED,
    **gateways.CORRECTED,
    **access.CORRECTED,
    **secrets.CORRECTED,
    **buckets.CORRECTED,
    **instances.CORRECTED,
    **balancers.CORRECTED,
    **scaling.CORRECTED,
}


def register() -> None:
    """Make the types known to the CloudFormation of this process."""
    for resource_type in TYPES:
        resource_type.register()
    for name, handlers in CORRECTED.items():
        provisioners._RESOURCE_HANDLERS[name] = {**provisioners._RESOURCE_HANDLERS[name], **handlers}
