"""Marks on what several stacks share and the last of them takes away: one tag per stack, and one by whoever made it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .kind import Request, Tag


@dataclass(frozen=True)
class Shared:
    """The marks of one kind of shared thing."""

    name: str

    @property
    def made(self) -> Tag:
        """Says that this library made it. Without this tag it belongs to somebody else, and is left alone."""
        return {"Key": f"workspaces-constructs:{self.name}:made", "Value": "true"}

    def use(self, request: Request) -> Tag:
        """Says that the stack of a request uses it."""
        digest = hashlib.sha256(request.physical_id.encode()).hexdigest()[:16]
        return {"Key": f"workspaces-constructs:{self.name}:used-by:{digest}", "Value": request.stack_name}

    def is_ours(self, tags: Mapping[str, str]) -> bool:
        """Whether this library made it."""
        return self.made["Key"] in tags

    def others_use(self, request: Request, tags: Mapping[str, str]) -> bool:
        """Whether another stack uses it too."""
        prefix, own = f"workspaces-constructs:{self.name}:used-by:", self.use(request)["Key"]
        return any(key.startswith(prefix) and key != own for key in tags)
