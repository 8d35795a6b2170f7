"""Settings of the scenario two-way-trust: constructs and outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.scenarios.two_way_trust import TwoWayTrustScenario

from .described import describe_desktops, describe_link, describe_managed_ad, describe_trust
from .options import domain, managed_ad_options, scenario_options, trust_options
from .outputs import Outputs
from .settings import present

if TYPE_CHECKING:
    import aws_cdk as cdk

    from .settings import Settings

__all__ = ["build"]


def build(stack: cdk.Stack, settings: Settings) -> None:
    """Make the scenario and its outputs.

    Args:
        stack: Where.
        settings: What.
    """
    scenario = TwoWayTrustScenario(
        stack,
        "WorkSpaces",
        domain_name=present(settings.directory).domain_name,
        domain=domain(settings),
        **scenario_options(stack, settings),
        **managed_ad_options(stack, settings),
        **trust_options(stack, settings),
    )
    outputs = Outputs(stack)
    describe_managed_ad(outputs, scenario.directory, scenario.network.directory_subnets)
    describe_desktops(outputs, scenario)
    describe_link(outputs, scenario.ways_out)
    describe_trust(outputs, scenario.trust)
    outputs.first_passwords(scenario.users)
