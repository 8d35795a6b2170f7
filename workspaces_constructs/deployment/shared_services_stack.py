"""The stack of the shared services that the desktops of another stack use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.network.vpcs import vpc_id
from workspaces_constructs.scenarios.shared_services_vpc import SharedServicesReference, SharedServicesVpc

from .described import describe_customer_side, describe_managed_ad, describe_trust, describe_vpn
from .existing import existing_network
from .options import connectivity, managed_ad_options, records_key, removal_policy, trust_options, users
from .options import service_account as service_account_of
from .outputs import Outputs
from .settings import present
from .stacks import new_stack

if TYPE_CHECKING:
    import aws_cdk as cdk

    from workspaces_constructs.directory.on_premises import OnPremisesDomain

    from .settings import Settings

__all__ = ["build_shared_services"]


def build_shared_services(
    desktops: cdk.Stack,
    settings: Settings,
    *,
    service_account: bool,
    trusted: OnPremisesDomain | None = None,
) -> SharedServicesReference:
    """Make the stack, which the desktops' stack is deployed after.

    Args:
        desktops: The desktops' stack.
        settings: What.
        service_account: Whether the connectors' account is in the shared directory.
        trusted: The domain that the directory trusts.

    Returns:
        What the desktops' scenario takes.
    """
    shared, ways = settings.shared_services, settings.connectivity
    desktops_account = settings.environment.account
    elsewhere = shared.account is not None and shared.account != desktops_account
    stack = new_stack(
        desktops.node.scope,
        settings,
        name=f"{settings.name}-Shared",
        account=shared.account or desktops_account,
    )
    made = SharedServicesVpc(
        stack,
        "SharedServices",
        name=settings.name,
        domain_name=present(settings.directory).domain_name,
        desktop_cidrs=[settings.network.vpc.cidr if settings.network.vpc else settings.network.cidr],
        cidr=shared.network.cidr,
        availability_zone_ids=shared.network.availability_zone_ids,
        network=existing_network(stack, shared.network.vpc) if shared.network.vpc else None,
        between=ways.between if ways else "transit-gateway",
        transit_gateway_id=ways.transit_gateway_id if ways else None,
        connectivity=connectivity(settings),
        domain=trusted,
        desktops_account=desktops_account if elsewhere else None,
        users=users(settings) if trusted is None else [],
        service_account=service_account,
        joiner=service_account_of(stack, present(settings.on_premises).service_account) if trusted else None,
        records_key=None if elsewhere else records_key(stack, settings),
        removal_policy=removal_policy(settings),
        **managed_ad_options(stack, settings),
        **trust_options(stack, settings),
    )
    outputs = Outputs(stack)
    outputs.add("SharedVpcId", vpc_id(made.vpc), "The VPC of the shared services")
    describe_managed_ad(outputs, made.directory, made.network.directory_subnets)
    if made.trust is not None:
        describe_trust(outputs, made.trust)
    describe_customer_side(outputs, made.customer_side)
    describe_vpn(outputs, made.vpn)
    if made.service_account is not None:
        outputs.secret("ServiceAccount", made.service_account.account.secret, "the connectors' account's password")
    outputs.first_passwords(made.users)
    desktops.add_stack_dependency(stack)
    return made.reference
