"""Settings of the scenario replica: constructs and outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from workspaces_constructs.scenarios.replica import Replicas, ReplicaScenario

from .described import describe_desktops, describe_link
from .existing import existing_secret
from .options import domain, scenario_options, service_account
from .outputs import Outputs
from .settings import present

if TYPE_CHECKING:
    from collections.abc import Mapping

    import aws_cdk as cdk

    from .settings import Settings

__all__ = ["build"]

_VERSIONS: Mapping[int, Literal["2022", "2025"]] = {2022: "2022", 2025: "2025"}


def build(stack: cdk.Stack, settings: Settings) -> None:
    """Make the scenario and its outputs.

    Args:
        stack: Where.
        settings: What.
    """
    controllers = present(settings.domain_controllers)
    scenario = ReplicaScenario(
        stack,
        "WorkSpaces",
        domain=domain(settings),
        replicas=Replicas(
            administrator_secret=existing_secret(
                stack,
                "AdministratorSecret",
                controllers.administrator_secret_arn,
                controllers.administrator_secret_key_arn,
            ),
            restore_mode_secret=existing_secret(
                stack,
                "RestoreModeSecret",
                controllers.restore_mode_secret_arn,
                controllers.restore_mode_secret_key_arn,
            ),
            controllers=controllers.count,
            instance_type=controllers.instance_type,
            windows_version=_VERSIONS[controllers.windows_server],
            site_name=controllers.site_name,
            on_premises_site=controllers.on_premises_site_name,
            addresses=controllers.addresses,
            termination_protection=controllers.termination_protection,
        ),
        service_account=service_account(stack, present(settings.on_premises).service_account),
        **scenario_options(stack, settings),
    )
    outputs = Outputs(stack)
    describe_desktops(outputs, scenario)
    describe_link(outputs, scenario.ways_out)
    outputs.add(
        "DomainControllerIds",
        ",".join(instance.ref for instance in scenario.controllers.instances),
        "The domain controllers",
    )
    outputs.add("DomainControllerAddresses", ",".join(scenario.controllers.dns_addresses), "Their DNS addresses")
    outputs.add("DomainControllerSite", scenario.controllers.site_name, "Their Active Directory site")
