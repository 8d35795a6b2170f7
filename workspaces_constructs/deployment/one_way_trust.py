"""Settings of the scenario one-way-trust: two stacks, their constructs and outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.scenarios.one_way_trust import OneWayTrustScenario

from .described import describe_desktops, describe_link
from .options import domain, scenario_options, service_account
from .outputs import Outputs
from .settings import present
from .shared_services_stack import build_shared_services

if TYPE_CHECKING:
    import aws_cdk as cdk

    from .settings import Settings

__all__ = ["build"]


def build(stack: cdk.Stack, settings: Settings) -> None:
    """Make the stack of the shared services, and the scenario with its outputs.

    Args:
        stack: Where the desktops are.
        settings: What.
    """
    users_domain = domain(settings)
    shared = build_shared_services(stack, settings, service_account=False, trusted=users_domain)
    options = scenario_options(stack, settings)
    if shared.between == "transit-gateway":
        options["connectivity"] = None
    scenario = OneWayTrustScenario(
        stack,
        "WorkSpaces",
        shared=shared,
        domain=users_domain,
        service_account=service_account(stack, present(settings.on_premises).service_account),
        **options,
    )
    outputs = Outputs(stack)
    describe_desktops(outputs, scenario)
    describe_link(outputs, scenario.ways_out)
