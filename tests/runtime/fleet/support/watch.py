"""Looks at every request of a fleet at the moment when it reaches WorkSpaces."""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import TYPE_CHECKING

from local_aws import in_process
from workspaces_constructs.desktops.fleet.runtime.model import FLEET_TAG

if TYPE_CHECKING:
    from collections.abc import Collection

    import pytest
    from botocore.awsrequest import AWSPreparedRequest, AWSResponse

    from tests.runtime.fleet.support.account import Account

MOST_MIGRATIONS = 25


class Watch:
    """Notes what must never happen.

    Attributes:
        broken: What did.
        removed: How many desktops the run has stopped or terminated.
    """

    def __init__(self, account: Account, patch: pytest.MonkeyPatch) -> None:
        self.account = account
        self.broken: list[str] = []
        self.removed = 0
        self._most = 0
        self._roster: set[str] = set()
        self._answer = in_process._answer
        patch.setattr(in_process, "_answer", self.answer)

    def begin(self, roster: Collection[str], share: float) -> None:
        """A run begins, with these people on the roster."""
        owned = [each for each in self.account.desktops() if FLEET_TAG in self.account.tags(each.id)]
        self.removed, self._most = 0, math.floor(share * sum(each.state != "TERMINATING" for each in owned))
        self._roster = set(roster)

    def answer(self, request: AWSPreparedRequest) -> AWSResponse:
        """Look at a request before AWS does, and at what there is afterwards."""
        target = request.headers.get("X-Amz-Target", b"")
        service, _, operation = (target.decode() if isinstance(target, bytes) else target).partition(".")
        if service != "WorkspacesService":
            return self._answer(request)
        asked = json.loads(str(request.body, "utf-8") if isinstance(request.body, bytes) else "{}")
        for item in asked.get("Workspaces", []):
            if item["UserName"] in self._users():
                self.broken.append(f"a desktop was asked for {item['UserName']}, who has one")
        removals = asked.get("TerminateWorkspaceRequests", []) + asked.get("StopWorkspaceRequests", [])
        users = {each.id: each.user for each in self.account.desktops()}
        answered = self._answer(request)
        if removals:
            refused = {each["WorkspaceId"] for each in json.loads(answered.content).get("FailedRequests", [])}
            asked_for = [each["WorkspaceId"] for each in removals]
            self._removed(operation, [users[each] for each in asked_for if each not in refused])
        if operation in {"CreateWorkspaces", "MigrateWorkspace"}:
            self.look()
        return answered

    def look(self) -> None:
        """Look at what there is."""
        self.broken += [f"{user} has {count} desktops" for user, count in self._users().items() if count > 1]
        migrating = [each for each in self.account.desktops() if each.state == "UPDATING" and not each.modifications]
        if len(migrating) > MOST_MIGRATIONS:
            self.broken.append("too many migrations are under way")

    def _removed(self, operation: str, users: list[str]) -> None:
        self.removed += len(users)
        if self.removed > self._most:
            self.broken.append(f"{operation}: {self.removed} removals in a run, allowed are {self._most}")
        self.broken += [f"{operation}: {user}, who is on the roster" for user in users if user in self._roster]

    def _users(self) -> Counter[str]:
        return Counter(each.user for each in self.account.desktops())
