"""Settings of the scenario ad-connector: constructs and outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.scenarios.ad_connector import AdConnectorScenario

from .described import describe_desktops, describe_link
from .options import domain, scenario_options, service_account
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
    scenario = AdConnectorScenario(
        stack,
        "WorkSpaces",
        domain=domain(settings),
        service_account=service_account(stack, present(settings.on_premises).service_account),
        **scenario_options(stack, settings),
    )
    outputs = Outputs(stack)
    describe_desktops(outputs, scenario)
    describe_link(outputs, scenario.ways_out)
