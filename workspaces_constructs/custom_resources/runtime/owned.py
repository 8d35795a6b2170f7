"""Which resource keeps a setting of a directory, where a directory has only one of them: a mark on the directory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .kind import Failed
from .marks import Mark

if TYPE_CHECKING:
    from .kind import Request


@dataclass(frozen=True)
class Owned:
    """One setting.

    Attributes:
        name: Of the mark.
        what: The setting, for messages.
        undo: How somebody takes away what is there already, for messages.
    """

    name: str
    what: str
    undo: str

    def mark(self, directory_id: str) -> Mark:
        """The mark; it says the physical id of the resource."""
        return Mark(directory_id, self.name, "owner")

    def is_kept_by(self, request: Request, directory_id: str) -> bool:
        """Whether the resource of a request keeps the setting."""
        return self.mark(directory_id).read() == request.physical_id

    def claim(self, request: Request, directory_id: str, *, there: bool) -> None:
        """Mark the setting as this resource's, unless somebody else keeps it or has made what is there."""
        mark = self.mark(directory_id)
        owner = mark.read()
        if owner == request.physical_id:
            return
        if there or owner:
            message = (
                f"{directory_id} has {self.what} already, by {f'the resource {owner}' if owner else 'somebody else'}. "
                f"There is only one of it in a directory, and it is not taken over: {self.undo}, or leave it as it is "
                f"and remove {request.logical_id} from the stack."
            )
            raise Failed(message)
        mark.write(request.physical_id)
