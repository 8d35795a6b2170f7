"""What may not change of a stack's desktops, held against every update."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict
from weakref import WeakKeyDictionary

import aws_cdk as cdk
import jsii
from constructs import Construct

from workspaces_constructs.custom_resources.places import stack_of
from workspaces_constructs.custom_resources.resource import WorkspacesResource
from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.facts.errors import ConfigurationError

if TYPE_CHECKING:
    from aws_cdk import aws_workspaces as workspaces

__all__ = ["DesktopGuard", "DesktopSettings"]

_ID = "WorkspacesDesktopGuard"


class DesktopSettings(TypedDict, total=False):
    """What the guard compares beside the user, in CloudFormation's names; None is the bundle's own."""

    DirectoryId: str
    BundleId: str
    VolumeEncryptionKey: str
    RootVolumeSizeGib: int | None
    UserVolumeSizeGib: int | None
    ComputeTypeName: str | None
    AllowReplacement: bool | None


class DesktopGuard(Construct):
    """Refuses updates of a stack by which CloudFormation would terminate WorkSpaces, before it touches any of them.

    One resource for all desktops of a stack. Those with the same settings are held together, so that 490 of them stay
    well below the 256 KB of Step Functions, through which CDK's provider framework sends the old and the new ones.

    Args:
        scope: The construct it belongs to; best left to :meth:`of`.
        construct_id: Its id in that scope.
    """

    @classmethod
    def of(cls, scope: Construct) -> DesktopGuard:
        """The guard of the stack of ``scope``, made at its first use."""
        stack = stack_of(scope)
        if stack not in _OF_STACKS:
            _OF_STACKS[stack] = cls(stack, _ID)
        return _OF_STACKS[stack]

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        self._groups = _Groups()
        self._first: dict[tuple[object, str], workspaces.CfnWorkspace] = {}
        self.resource = WorkspacesResource(
            self, "Guard", kind="DesktopGuard", properties={"Desktops": cdk.Lazy.any(self._groups)}
        )

    def hold(self, desktop: workspaces.CfnWorkspace, *, user_name: str, settings: DesktopSettings) -> None:
        """Compare a desktop in every update, and let it wait for that.

        Args:
            desktop: The desktop.
            user_name: Its user.
            settings: What else it has.

        Raises:
            ConfigurationError: The user has another desktop in the same directory.
        """
        self._require_first(user_name, settings["DirectoryId"], desktop)
        self._groups.add(desktop.logical_id, user_name, settings)
        desktop.node.add_dependency(self.resource.resource)

    def _require_first(self, user_name: str, directory_id: object, desktop: workspaces.CfnWorkspace) -> None:
        if is_unresolved(user_name):
            return
        first = self._first.setdefault((directory_id, user_name.casefold()), desktop)
        if first is not desktop:
            raise ConfigurationError(
                "user name",
                value=f"{user_name}, whose desktop is {first.node.path}",
                allowed="one WorkSpace of a user in a directory",
                fix="remove one, or register another directory for it",
            )


@jsii.implements(cdk.IStableAnyProducer)
class _Groups:
    """The desktops that were added by the time of synthesis, in groups with the same settings."""

    def __init__(self) -> None:
        self._users: dict[tuple[tuple[str, object], ...], dict[str, str]] = {}

    def add(self, logical_id: str, user_name: str, settings: DesktopSettings) -> None:
        key = tuple((name, value) for name, value in settings.items() if value is not None)
        self._users.setdefault(key, {})[logical_id] = user_name

    def produce(self) -> list[dict[str, object]]:
        return [{**dict(settings), "UserNames": users} for settings, users in self._users.items()]


_OF_STACKS: WeakKeyDictionary[cdk.Stack, DesktopGuard] = WeakKeyDictionary()
