"""A fleet in the emulator: the real definition of its state machine, and the real code behind it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, cast

from workspaces_constructs.desktops.fleet.machine import definition
from workspaces_constructs.desktops.fleet.runtime import handler
from workspaces_constructs.desktops.fleet.runtime.model import (
    FLEET_TAG,
    FleetSettings,
    Note,
    PersonaSettings,
    Plan,
    Step,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from local_aws.services.workspaces.model import Desktop
    from tests.runtime.fleet.support.account import Account
    from tests.runtime.fleet.support.interpreter import Execution, Handler, Interpreter
    from workspaces_constructs.desktops.fleet.runtime.model import NoteKind

FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:fleet"
ROSTER = "people.csv"


class Fleet:
    """One fleet with three personas in one directory; its roster is an object in S3.

    Attributes:
        settings: As the state machine's definition has them.
        handler: The function; a test may put its own before it.
    """

    def __init__(self, account: Account, interpreter: Interpreter, name: str = "office", **changes: object) -> None:
        self.account = account
        self.interpreter = interpreter
        self.handler: Handler = handler.step  # type: ignore[assignment]  # its event is a TypedDict
        self.settings = cast(
            "FleetSettings",
            {
                "name": name,
                "bucket": account.bucket,
                "roster": {"bucket": account.bucket, "key": ROSTER},
                "personas": {
                    "office": persona(account),
                    "engineers": persona(account, "Performance", running_mode="ALWAYS_ON"),
                    "linux": persona(account, "Standard with Ubuntu 22.04", system="UBUNTU_22_04"),
                },
                "leavers": {"action": "keep", "grace_days": 30, "share": 0.1},
                "most_shrunk": 0.2,
                "dry_run": False,
                "calls_per_second": 2.0,
                **changes,
            },
        )

    def people(self, people: Mapping[str, str], *, exist: bool = True) -> None:
        """Put a roster of users and their personas; the users exist in the directory unless said otherwise."""
        if exist:
            known = self.account.domain(self.account.connector).users
            self.account.add_people(self.account.connector, [each for each in people if each.lower() not in known])
        self.text("user,persona\n" + "".join(f"{user},{persona}\n" for user, persona in people.items()))

    def text(self, text: str) -> None:
        """Put a roster as it is written."""
        self.account.s3.put_object(Bucket=self.account.bucket, Key=ROSTER, Body=text.encode())

    def run(self, **given: object) -> Execution:
        """Run the state machine to its end."""
        return self.interpreter.run(self.definition(), self.handler, given)

    def definition(self) -> str:
        """The state machine's definition."""
        return json.dumps(definition(function_arn=FUNCTION, settings=cast("dict[str, object]", self.settings)))

    def plan(self) -> Plan:
        """The last plan of the last run."""
        listed = self.account.s3.get_paginator("list_objects_v2").paginate(Bucket=self.account.bucket, Prefix="runs/")
        keys = [each["Key"] for page in listed for each in page.get("Contents", [])]
        plans = [found for key in keys if (found := re.fullmatch(r"(runs/.*)/plan-(\d+)\.json", key))]
        last = max(plans, key=lambda found: (found[1], int(found[2])))[0]
        kept = json.loads(self.account.s3.get_object(Bucket=self.account.bucket, Key=last)["Body"].read())
        return Plan(**{**kept, "steps": [Step(*row) for row in kept["steps"]],
                       "notes": [Note(*row) for row in kept["notes"]]})  # fmt: skip

    def notes(self, kind: NoteKind) -> dict[str, str]:
        """What the last plan says of that kind, by user."""
        return {note.user: note.text for note in self.plan().notes if note.kind == kind}

    def report(self) -> str:
        """What people read."""
        return self.account.s3.get_object(Bucket=self.account.bucket, Key="latest/report.md")["Body"].read().decode()

    def owned(self) -> dict[str, Desktop]:
        """The fleet's desktops by user; a user with two fails the test."""
        mine = [
            each
            for each in self.account.desktops()
            if self.account.tags(each.id).get(FLEET_TAG) == self.settings["name"]
        ]
        by_user = {each.user: each for each in mine}
        assert len(by_user) == len(mine)
        return by_user


def persona(
    account: Account,
    bundle: str = "Standard",
    *,
    running_mode: str = "AUTO_STOP",
    system: str = "WINDOWS_SERVER_2022",
    tags: Iterable[tuple[str, str]] = (),
) -> PersonaSettings:
    """A kind of desktops in the account's connector."""
    name = bundle if " with " in bundle else f"{bundle} with Windows 10 (Server 2022 based) (WSP)"
    return {
        "directory_id": account.connector,
        "bundle_id": account.bundle(name),
        "key_arn": account.key,
        "running_mode": running_mode,
        "auto_stop_minutes": 60 if running_mode == "AUTO_STOP" else 0,
        "root_volume_gib": 0,
        "user_volume_gib": 0,
        "operating_system": system,
        "tags": dict(tags),
    }
