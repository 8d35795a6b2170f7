"""From settings to stacks."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.errors import ConfigurationError

from .checks.sizes import beyond_any
from .scenario_table import SCENARIO_MODULES

if TYPE_CHECKING:
    import aws_cdk as cdk
    from constructs import IConstruct

    from .settings import Settings

__all__ = ["build", "new_stack"]

_MOST_RESOURCES: Final = 500
"""A quota of CloudFormation that nobody can raise (CloudFormation guide, "cloudformation-limits")."""

_FEW: Final = 20
"""Users and personas that fill no stack, whatever else is in it; counting resources takes the CDK a while."""

_BELOW_OWN_TAGS: Final = 40
"""A resource's own tags, such as those of a persona's desktops, have 50 in the CDK and the default is 100."""


def build(app: cdk.App, settings: Settings) -> cdk.Stack:
    """Make the stacks of a scenario.

    Args:
        app: The app they become a part of.
        settings: What :func:`workspaces_constructs.deployment.load` returns.

    Returns:
        The stack with the desktops; a stack with shared services is deployed before it.

    Raises:
        ConfigurationError: What only the constructs can see.
    """
    import aws_cdk as cdk

    stack = new_stack(app, settings, name=settings.name, account=settings.environment.account)
    import_module(SCENARIO_MODULES[settings.scenario]).build(stack, settings)
    if len(settings.users) + len(settings.personas) > _FEW:
        for made in (stack, *stack.dependencies):
            _require_room(made, settings)
    for warning in beyond_any(settings):
        cdk.Annotations.of(stack).add_warning_v2("@workspaces-constructs/deployment:directorySize", warning)
    return stack


def _require_room(stack: cdk.Stack, settings: Settings) -> None:
    """Refuse what the CDK refuses too, but only in the end, and without a word on users."""
    import aws_cdk as cdk

    count = sum(isinstance(part, cdk.CfnResource) for part in stack.node.find_all())
    if count > _MOST_RESOURCES:
        personas, users = len(settings.personas), len(settings.users)
        raise ConfigurationError(
            "users" if users else "personas",
            value=f"{personas} personas and {users} users, {count} resources in the stack {stack.stack_name}",
            allowed=f"{_MOST_RESOURCES} resources in a stack of CloudFormation",
            fix="move users to the roster of the section fleet, whose desktops take none, however many they are; or "
            "deploy some personas with a settings file of their own",
        )


def new_stack(app: IConstruct | None, settings: Settings, *, name: str, account: str | None) -> cdk.Stack:
    """Make an empty stack with what the settings say of all stacks.

    Args:
        app: The app it becomes a part of.
        settings: What.
        name: Its name.
        account: Its account.
    """
    import aws_cdk as cdk

    stack = cdk.Stack(
        app,  # type: ignore[arg-type]  # node.scope is declared as an IConstruct; it is the app
        name,
        env=cdk.Environment(account=account, region=settings.environment.region),
        description=settings.description,
        tags=settings.tags,
        termination_protection=settings.termination_protection,
        analytics_reporting=False,
    )
    for key, value in settings.tags.items():
        cdk.Tags.of(stack).add(key, value, priority=_BELOW_OWN_TAGS)
    return stack
