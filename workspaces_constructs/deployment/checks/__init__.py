"""What the values of a settings file must be together: each check with the sections it compares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from . import (
    access,
    directories,
    existing,
    existing_zones,
    fleets,
    links,
    names,
    networks,
    parts,
    people,
    ranges,
    reach,
    secrets,
    services,
    sizes,
    tags,
)
from .connector_ldaps import connector_ldaps
from .controllers import controllers
from .endpoint_policy import endpoint_policy
from .networks import capacity
from .parts import check_parts
from .tags import check_raw

if TYPE_CHECKING:
    from collections.abc import Callable

    from workspaces_constructs.deployment.mistakes import Mistakes
    from workspaces_constructs.deployment.settings import Settings

__all__ = ["CHECKS", "capacity", "check_parts", "check_raw"]

CHECKS: Final[tuple[tuple[tuple[str, ...], Callable[[Settings, Mistakes], None]], ...]] = (
    (("tags",), tags.tags),
    (("tags", "personas"), tags.of_personas),
    (("tags", "personas", "users"), tags.of_users),
    (("tags", "cost_allocation_tags", "personas", "users", "fleet"), tags.cost_allocation),
    (("environment",), directories.simple_ad_region),
    (("environment",), links.accounts),
    (("environment",), networks.zones),
    (("network",), networks.own_or_existing),
    (("network", "personas"), networks.subnets),
    (("shared_services",), networks.shared_network),
    (("network", "shared_services", "directory"), networks.directorys_vpc),
    (("network", "personas"), existing.existing_subnets),
    (("network", "shared_services", "connectivity"), existing.existing_pairs),
    (("environment", "network", "shared_services"), existing_zones.zones),
    (("network", "personas"), existing_zones.personas),
    (("network", "shared_services"), existing_zones.different),
    (("environment", "network"), ranges.management),
    (("network",), ranges.routed),
    (("network", "shared_services"), ranges.separate),
    (("on_premises",), ranges.on_premises),
    (("network", "shared_services"), ranges.connector_reach),
    (("network",), ranges.controller_addresses),
    (("network", "shared_services", "on_premises", "connectivity"), reach.reachable),
    (("network", "shared_services", "on_premises", "connectivity", "directory"), reach.forwarders),
    (("network", "mfa"), reach.radius_servers),
    (("network", "shared_services", "directory"), reach.reachable_from),
    (("network", "on_premises"), links.link),
    (("connectivity",), links.between),
    (("name", "environment", "shared_services", "connectivity"), links.peering_role),
    (("directory",), directories.directory),
    (("directory", "admin_host"), directories.administrator),
    (("directory",), directories.forwarders),
    (("directory", "on_premises"), directories.other_domain),
    (("scenario", "directory", "on_premises"), directories.ous),
    (("environment",), directories.sites),
    (("admin_host",), directories.admin_host),
    (("directory", "personas"), parts.registered),
    (("personas",), people.personas),
    (("personas", "endpoints"), people.bundles),
    (("trust", "personas"), people.linux_across_a_trust),
    (("personas",), people.users),
    (("directory", "personas"), sizes.sizes),
    (("fleet", "personas"), fleets.variants),
    (("tags", "fleet", "personas"), tags.of_variants),
    (("scenario", "fleet", "personas"), fleets.groups),
    (("scenario", "directory"), names.taken),
    (("scenario", "admin_host"), people.existing_users),
    (("scenario", "connectivity"), services.on_premises_egress),
    (("personas", "proxy"), services.proxy),
    (("scenario", "personas", "mfa"), services.mfa),
    (("environment", "registration", "personas", "endpoints"), access.access),
    (("environment", "registration", "personas"), access.sign_in),
    (("environment", "keys", "registration", "personas"), access.volume_keys),
    (("environment",), secrets.places),
    ((), secrets.purposes),
    ((), secrets.keys),
    (("endpoints",), services.endpoints),
    (("resolver",), services.resolver),
    (("endpoints",), endpoint_policy),
    (("on_premises",), connector_ldaps),
    (("domain_controllers",), controllers),
)
"""Each check, after the sections it cannot do without; it runs when those have no mistake of their own.

Of other sections with mistakes it sees none, or the defaults.
"""
