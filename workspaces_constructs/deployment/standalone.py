"""Settings of the scenarios standalone and personas: constructs and outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.scenarios.standalone import StandaloneScenario

from .described import describe_desktops, describe_link, describe_managed_ad
from .options import managed_ad_options, scenario_options
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
    scenario = StandaloneScenario(
        stack,
        "WorkSpaces",
        domain_name=present(settings.directory).domain_name,
        registered=settings.registered,
        **scenario_options(stack, settings),
        **managed_ad_options(stack, settings),
    )
    outputs = Outputs(stack)
    describe_managed_ad(outputs, scenario.directory, scenario.network.directory_subnets)
    describe_desktops(outputs, scenario)
    describe_link(outputs, scenario.ways_out)
    if scenario.service_account is not None:
        outputs.secret("ServiceAccount", scenario.service_account.account.secret, "the connectors' account's password")
    outputs.first_passwords(scenario.users)
