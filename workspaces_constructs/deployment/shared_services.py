"""Settings of the scenario shared-services: two stacks, their constructs and outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.scenarios.shared_services import SharedServicesScenario

from .described import describe_desktops, describe_link
from .options import scenario_options
from .outputs import Outputs
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
    shared = build_shared_services(stack, settings, service_account=True)
    options = scenario_options(stack, settings)
    if shared.between == "transit-gateway":
        options["connectivity"] = None
    scenario = SharedServicesScenario(stack, "WorkSpaces", shared=shared, **options)
    outputs = Outputs(stack)
    describe_desktops(outputs, scenario)
    describe_link(outputs, scenario.ways_out)
