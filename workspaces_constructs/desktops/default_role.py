"""The role ``workspaces_DefaultRole``."""

from __future__ import annotations

from constructs import Construct

from workspaces_constructs.custom_resources.places import stack_of
from workspaces_constructs.custom_resources.resource import WorkspacesResource

__all__ = ["WorkspacesDefaultRole"]

_ID = "WorkspacesDefaultRole"


class WorkspacesDefaultRole(Construct):
    """The role that WorkSpaces works with in an account, made where it does not exist.

    An account has one, under a fixed name. One that exists is used as it is; one made here is shared by all stacks that
    use this construct and goes with the last of them, unless directories of the region are still registered.

    Args:
        scope: The construct it belongs to; best left to :meth:`of`.
        construct_id: Its id in that scope.
    """

    @classmethod
    def of(cls, scope: Construct) -> WorkspacesDefaultRole:
        """The role as the stack of ``scope`` sees it, made at its first use."""
        stack = stack_of(scope)
        existing = stack.node.try_find_child(_ID)
        return existing if isinstance(existing, WorkspacesDefaultRole) else cls(stack, _ID)

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        self.resource = WorkspacesResource(self, "Role", kind="DefaultRole", properties={})
        self.role_name = self.resource.text("RoleName")
        self.role_arn = self.resource.text("Arn")
