"""How many WorkSpaces an account may have in a region (facts §0.15, §4.8).

A fresh account may start one. The local account is one whose quota was raised, by ``LOCAL_AWS_WORKSPACES_QUOTA``; the
quotas of the other classes are a fresh account's.
"""

from __future__ import annotations

import os
from typing import Final

from local_aws.services.workspaces.model import fleet

RAISED: Final = 500
GENERAL_PURPOSE: Final = 1
GRAPHICS: Final = 0


def reached(compute: str) -> int | None:
    """Return the limit that one more WorkSpace of this compute type would break, or None."""
    held, limit = fleet().desktops, limits()[_class(compute)]
    if len(held) < limit:
        return None
    count = sum(_class(each.compute) == _class(compute) for each in held.values())
    return limit if count >= limit else None


def limits() -> dict[str, int]:
    """Return the quotas by class."""
    standard = int(os.environ.get("LOCAL_AWS_WORKSPACES_QUOTA", RAISED))
    return {"standard": standard, "general purpose": GENERAL_PURPOSE, "graphics": GRAPHICS}


def _class(compute: str) -> str:
    if compute.startswith("GRAPHICS"):
        return "graphics"
    return "general purpose" if compute.startswith("GENERALPURPOSE") else "standard"
