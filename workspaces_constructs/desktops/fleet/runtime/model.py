"""What a fleet is made of, in the words of its plan: who should have which desktop, which exist, and what to do."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple, TypedDict

if TYPE_CHECKING:
    from collections.abc import Mapping

FLEET_TAG = "workspaces-constructs:fleet"
"""The tag that says which fleet a desktop belongs to; a desktop without it is somebody else's, and left alone."""


def name_key(name: str) -> str:
    """What a user's name is compared by: neither case nor the way an accent is written makes another user."""
    return unicodedata.normalize("NFC", name).casefold()


class Overtaken(Exception):  # noqa: N818 - it is what happened to the run
    """The run was stopped, and another one, or the fleet's deletion, is at work; or its function runs twice."""


class Stopped(Exception):  # noqa: N818 - it is what happens to the run
    """The run must not go on: the message says why, and what to do."""


class PersonaSettings(TypedDict):
    """A kind of desktops, as the state machine's definition hands it over."""

    directory_id: str
    bundle_id: str
    key_arn: str
    running_mode: str
    """``AUTO_STOP`` or ``ALWAYS_ON``; empty for desktops that start as AUTO_STOP and are then left as they are."""
    auto_stop_minutes: int
    """0 where the running mode has none."""
    root_volume_gib: int
    """0 for the bundle's."""
    user_volume_gib: int
    operating_system: str
    """The API's name, or empty where only the bundle's id is known."""
    tags: dict[str, str]


class LeaverSettings(TypedDict):
    """What happens to the desktops of people who are on the roster no more."""

    action: Literal["keep", "stop", "terminate"]
    grace_days: float
    share: float
    """Of the fleet, the most desktops that one run stops or terminates."""


class RosterSource(TypedDict, total=False):
    """Where the roster is: an object in S3, or groups of a directory."""

    bucket: str
    key: str
    directory_id: str
    groups: dict[str, str]
    """Personas by the names of groups."""


class FleetSettings(TypedDict):
    """All that a run is told, in the state machine's definition."""

    name: str
    bucket: str
    roster: RosterSource
    personas: dict[str, PersonaSettings]
    leavers: LeaverSettings
    most_shrunk: float
    """Of the roster's rows at the last run, the share that may be gone without stopping the run."""
    dry_run: bool
    calls_per_second: float


class Row(NamedTuple):
    """One person on the roster; what is empty or 0 comes from the persona."""

    line: int
    user: str
    persona: str
    bundle_id: str = ""
    running_mode: str = ""
    auto_stop_minutes: int = 0
    root_volume_gib: int = 0
    user_volume_gib: int = 0
    tags: tuple[tuple[str, str], ...] = ()


class Mistake(NamedTuple):
    """A row that cannot be followed. Its user, if it names one, keeps what they have."""

    line: int
    user: str
    problem: str


class Roster(NamedTuple):
    """What was read: every user has one row or a mistake."""

    rows: list[Row]
    mistakes: list[Mistake]


class Desktop(NamedTuple):
    """A WorkSpace that exists, as DescribeWorkspaces shows it."""

    id: str
    directory_id: str
    user: str
    state: str
    bundle_id: str
    running_mode: str
    auto_stop_minutes: int
    root_volume_gib: int
    user_volume_gib: int
    compute_type: str
    operating_system: str
    subnet_id: str
    modifying: bool
    """Whether a volume, the compute type or the protocol is being changed."""
    error: str
    tags: tuple[tuple[str, str], ...] | None
    """Its tags if it belongs to the fleet, None if it is somebody else's."""

    @property
    def busy(self) -> bool:
        """Whether AWS is changing it."""
        return self.modifying or self.state == "UPDATING"

    @property
    def owned(self) -> bool:
        """Whether it belongs to the fleet."""
        return self.tags is not None


class Bundle(NamedTuple):
    """A bundle, as DescribeWorkspaceBundles shows it."""

    id: str
    name: str
    owner: str
    image_id: str
    compute_type: str


@dataclass
class Memory:
    """What a run must know of earlier ones; losing it only makes the fleet wait longer.

    Attributes:
        rows: The rows of the roster at the last run.
        seen: When each desktop was first seen, in seconds since the epoch, by its id.
        left: Since when each desktop's user is missing on the roster, by its id.
        changed: When volumes ("ROOT_VOLUME", "USER_VOLUME") or the compute type ("COMPUTE_TYPE") of a desktop were
            last changed by the fleet, or it was asked to migrate ("MIGRATION"), by its id.
    """

    rows: int = 0
    seen: dict[str, float] = field(default_factory=dict)
    left: dict[str, float] = field(default_factory=dict)
    changed: dict[str, dict[str, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Inventory:
    """What exists.

    Attributes:
        desktops: All WorkSpaces in the fleet's directories.
        bundles: Every bundle that a desktop has or should have, by its id, as far as it exists.
        free_addresses: By directory, how many more desktops its subnets can hold.
    """

    desktops: list[Desktop]
    bundles: Mapping[str, Bundle]
    free_addresses: Mapping[str, int]


Operation = Literal["create", "terminate", "stop", "migrate", "modify", "tag"]
"""In the order in which a run does them: see ``ORDER``."""

ORDER: tuple[Operation, ...] = ("terminate", "stop", "modify", "tag", "migrate", "create")
"""Removals first: they free addresses and quota for those who come."""

BATCH = 25
"""Items in a call of CreateWorkspaces, TerminateWorkspaces and StopWorkspaces, and migrations under way at a time."""


class Step(NamedTuple):
    """One thing to do for one user."""

    operation: Operation
    user: str
    why: str
    directory_id: str
    desktop_id: str = ""
    request: Mapping[str, object] = {}
    """``create``: an item of CreateWorkspaces. ``modify``: WorkspaceProperties of ModifyWorkspaceProperties with one
    change. ``migrate``: ``{"BundleId": ...}``. ``tag``: ``{"Tags": [...]}``. Otherwise empty."""


NoteKind = Literal["mistake", "refused", "by hand", "leaver", "postponed", "under way", "faulty", "left alone"]
"""``mistake``: a row that cannot be followed. ``refused``: AWS does not do it. ``by hand``: served outside the fleet.
``leaver``: not on the roster. ``postponed``: a later run does it. ``under way``: AWS is at it. ``faulty``: a desktop in
a state of error. ``left alone``: a difference that the fleet never changes, such as a volume larger than asked for."""


class Note(NamedTuple):
    """Something that a person should know, and that this run does nothing about."""

    kind: NoteKind
    user: str
    text: str
    desktop_id: str = ""


@dataclass(frozen=True)
class Plan:
    """What a run is about to do, and what it is not.

    Attributes:
        steps: In the order of ``ORDER``, and of users within it.
        notes: In the order of users.
        wanted: How many people should have a desktop.
        owned: How many desktops the fleet has.
        right: How many of those are as they should be.
        waiting: Whether something is under way that more steps wait for, such as a batch of migrations.
        settling: Whether AWS is still at work on desktops of the fleet: making, changing or migrating them.
    """

    steps: list[Step]
    notes: list[Note]
    wanted: int
    owned: int
    right: int
    waiting: bool = False
    settling: bool = False
