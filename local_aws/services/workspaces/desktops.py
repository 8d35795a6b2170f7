"""The table of WorkSpaces, which finds those of a directory or of a user without looking at all of them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from local_aws.services.workspaces.model import Desktop


class Desktops(dict[str, "Desktop"]):
    """WorkSpaces by their ids, in the order of their creation; they are put in and deleted one by one."""

    def __init__(self) -> None:
        super().__init__()
        self._by_directory: defaultdict[str, dict[str, Desktop]] = defaultdict(dict)
        self._by_user: defaultdict[tuple[str, str], dict[str, Desktop]] = defaultdict(dict)

    def __setitem__(self, key: str, desktop: Desktop) -> None:
        """Put a WorkSpace in."""
        super().__setitem__(key, desktop)
        self._by_directory[desktop.directory_id][key] = desktop
        self._by_user[desktop.directory_id, desktop.user.lower()][key] = desktop

    def __delitem__(self, key: str) -> None:
        """Take a WorkSpace out."""
        desktop = self[key]
        super().__delitem__(key)
        del self._by_directory[desktop.directory_id][key]
        del self._by_user[desktop.directory_id, desktop.user.lower()][key]

    def of(self, directory_id: str, user: str | None = None) -> list[Desktop]:
        """Return the WorkSpaces in a directory, or those of one user there."""
        found = self._by_directory[directory_id] if user is None else self._by_user[directory_id, user.lower()]
        return list(found.values())
