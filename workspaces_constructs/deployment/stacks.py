"""From settings to a stack."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from .scenario_table import SCENARIO_MODULES

if TYPE_CHECKING:
    import aws_cdk as cdk

    from .settings import Settings

__all__ = ["build"]


def build(app: cdk.App, settings: Settings) -> cdk.Stack:
    """Make the stack of a scenario.

    Args:
        app: The app it becomes a part of.
        settings: What :func:`workspaces_constructs.deployment.load` returns.

    Raises:
        ConfigurationError: What only the constructs can see.
    """
    import aws_cdk as cdk

    stack = cdk.Stack(
        app,
        settings.name,
        env=cdk.Environment(account=settings.environment.account, region=settings.environment.region),
        description=settings.description,
        tags=settings.tags,
        termination_protection=settings.termination_protection,
        analytics_reporting=False,
    )
    for key, value in settings.tags.items():
        cdk.Tags.of(stack).add(key, value)
    import_module(SCENARIO_MODULES[settings.scenario]).build(stack, settings)
    return stack
