"""Settings of the scenario simple-ad: constructs and outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.directory.simple_ad import ExistingSimpleAd, SimpleAd
from workspaces_constructs.scenarios.simple_ad import SimpleAdScenario

from .described import describe_desktops, describe_link
from .existing import admin_secret
from .options import scenario_options
from .outputs import Outputs, user_part
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
    directory = present(settings.directory)
    scenario = SimpleAdScenario(
        stack,
        "WorkSpaces",
        domain_name=directory.domain_name,
        netbios_name=directory.netbios_name,
        size=directory.size,
        directory=(
            ExistingSimpleAd(
                stack,
                "ExistingDirectory",
                directory_id=directory.existing_directory_id,
                domain_name=directory.domain_name,
                netbios_name=directory.netbios_name,
            )
            if directory.existing_directory_id
            else None
        ),
        admin_secret=admin_secret(stack, directory),
        admin_host=settings.admin_host.enabled,
        **scenario_options(stack, settings),
    )
    outputs = Outputs(stack)
    made = scenario.directory
    outputs.add("SimpleAdId", made.directory_id, f"The Simple AD {made.domain_name}")
    outputs.directory_console("SimpleAdConsole", made.directory_id, "The Simple AD in the console")
    if isinstance(made, SimpleAd):
        outputs.secret("Admin", made.admin_secret, f"the password of Administrator in {made.domain_name}")
    describe_desktops(outputs, scenario)
    describe_link(outputs, scenario.ways_out)
    if scenario.admin_host is not None:
        outputs.add("AdminHostId", scenario.admin_host.instance.ref, "The admin host, for Session Manager")
        for name, secret in scenario.admin_host.user_secrets.items():
            outputs.secret(f"FirstPassword{user_part(name)}", secret, f"the first password of {name}")
