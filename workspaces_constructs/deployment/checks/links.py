"""The ways to other networks: which there may be, and what each needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from workspaces_constructs.deployment.scenario_table import TWO_VPCS
from workspaces_constructs.deployment.settings import Way
from workspaces_constructs.facts.iam import peering_role_name

if TYPE_CHECKING:
    from workspaces_constructs.deployment.mistakes import Mistakes
    from workspaces_constructs.deployment.settings import Connectivity, Settings, Vpn

__all__ = ["accounts", "between", "link", "peering_role"]

_WAYS = get_args(Way)


def link(settings: Settings, mistakes: Mistakes) -> None:
    """There is one way to on-premises where there must be one, and what lies behind it is known."""
    connectivity = settings.connectivity
    if connectivity is None:
        return
    choice = _WAYS[:3] if settings.scenario in TWO_VPCS else _WAYS
    ways = [way for way in choice if getattr(connectivity, way) is not None]
    for way in ways[1:]:
        mistakes.refuse(("connectivity", way), allowed=f"one way, and {ways[0]} is there", fix="remove one of the two")
    if connectivity.vpn is not None:
        _vpn(connectivity.vpn, mistakes)
    if settings.link is None and settings.on_premises is not None and settings.network.vpc is None:
        mistakes.add(
            ("connectivity",), f"it names no way to on-premises; allowed: one of {', '.join(_WAYS)}; fix: add one"
        )
    elif settings.link is None and connectivity.remote_cidrs is not None:
        mistakes.refuse(
            ("connectivity", "remote_cidrs"),
            value=", ".join(connectivity.remote_cidrs),
            allowed=f"only behind one of {', '.join(_WAYS)}",
            fix="add the way there, or use network.routed_cidrs for what you route yourself",
        )
    elif settings.link is not None and connectivity.remote_cidrs is None and settings.on_premises is None:
        mistakes.add(("connectivity", "remote_cidrs"), f"it is missing; fix: name the networks behind {settings.link}")


def _vpn(vpn: Vpn, mistakes: Mistakes) -> None:
    if vpn.customer_gateway_address is None and vpn.customer_gateway_id is None:
        mistakes.add(
            ("connectivity", "vpn", "customer_gateway_address"),
            "it is missing; fix: give the public address of your VPN device, or a customer_gateway_id",
        )
    for key in ("customer_gateway_address", "bgp_asn") if vpn.customer_gateway_id is not None else ():
        if key in vpn.model_fields_set and getattr(vpn, key) is not None:
            mistakes.refuse(
                ("connectivity", "vpn", key),
                value=getattr(vpn, key),
                allowed="only without customer_gateway_id: that gateway has its own",
                fix="remove one of the two",
            )


def between(settings: Settings, mistakes: Mistakes) -> None:
    """A transit gateway is named where there is one."""
    connectivity = settings.connectivity
    if settings.scenario in TWO_VPCS and connectivity is not None and _has_no_place(connectivity):
        mistakes.refuse(
            ("connectivity", "transit_gateway_id"),
            value=connectivity.transit_gateway_id,
            allowed="only with between: transit-gateway",
            fix="remove one of the two",
        )
    if settings.scenario in TWO_VPCS and connectivity is not None and _has_static_routes(connectivity):
        mistakes.refuse(
            ("connectivity", "vpn", "static_routes"),
            value="true",
            allowed="only with between: peering; CloudFormation cannot route a transit gateway to its VPN",
            fix="remove it, and let the device announce its networks by BGP",
        )


def _has_no_place(connectivity: Connectivity) -> bool:
    return connectivity.between == "peering" and connectivity.transit_gateway_id is not None


def _has_static_routes(connectivity: Connectivity) -> bool:
    return connectivity.between == "transit-gateway" and connectivity.vpn is not None and connectivity.vpn.static_routes


def accounts(settings: Settings, mistakes: Mistakes) -> None:
    """Where the shared services have an account, that of the desktops is known too, and the region of both."""
    place, shared = settings.environment, settings.shared_services.account
    if shared is not None and place.account is None:
        mistakes.add(
            ("environment", "account"),
            "it is missing, and shared_services.account is given; fix: name the account of the desktops, which may be "
            "the same",
        )
    elif shared != place.account and shared is not None and place.region is None:
        mistakes.add(
            ("environment", "region"),
            "it is missing, and shared_services.account is another account; fix: name the region of both",
        )


def peering_role(settings: Settings, mistakes: Mistakes) -> None:
    """The role by which another account accepts a peering is named for the deployment."""
    ways, shared = settings.connectivity, settings.shared_services.account
    if ways is not None and ways.between == "peering" and shared not in {None, settings.environment.account}:
        with mistakes.at("name"):
            peering_role_name(settings.name)
