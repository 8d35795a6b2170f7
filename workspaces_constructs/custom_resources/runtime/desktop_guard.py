"""``Custom::WorkspacesDesktopGuard``: refuses updates by which the stack's WorkSpaces would be lost or could not go on.

CloudFormation updates it before the WorkSpaces, which depend on it. It compares what the old and the new properties say
of those that are in both, and so refuses an update before any WorkSpace was touched. A rollback is let through: what it
goes back to was there before. Nothing is made, and there is nothing to delete.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from .aws import cloudformation, listed
from .kind import Done, Failed, Kind, Outcome, Pending, Properties, Request

if TYPE_CHECKING:
    from collections.abc import Mapping

    Desktop = Mapping[str, str]

_REPLACING = ("UserName", "DirectoryId")
_FOR_LIFE = ("BundleId", "VolumeEncryptionKey")
_UNSAID = "the bundle's"
_VOLUMES = ("RootVolumeSizeGib", "UserVolumeSizeGib")

_LOST = (
    "CloudFormation would make another WorkSpace and terminate this one, with all data on its volumes. Undo the "
    "change, and add a Workspace for the other user; or, where the data may go, set allow_replacement=True."
)
_KEPT = (
    "A WorkSpace has its bundle and key for life: CloudFormation refuses the change, or terminates the WorkSpace with "
    "all data on its volumes and makes another. Undo the change. For other hardware leave the bundle and give the "
    "Workspace a compute_type of its own; a WorkspaceFleet migrates its desktops to another bundle with their user "
    "volumes; where the data may go, take the Workspace out, deploy, and add it again."
)
_SHRINKS = "A volume only grows. Give the size it has, or a larger one."
_BOTH = (
    "AWS changes one volume at a time. Deploy the sizes one after the other, once the WorkSpace is available again: a "
    "user volume below 100 GiB to 100, then the root volume, then the user volume to more than 100; the same volume "
    "again after six hours."
)
_WITH_HARDWARE = (
    "AWS does not change a volume together with the compute type. Deploy one, and the other when the WorkSpace is "
    "available again."
)

_STATUS_SETTLES_SECONDS = 5
"""The stack's status is not refused upon before: it may still be the one from before a rollback began [I]."""


def ensure(request: Request) -> Outcome:
    """Refuse an Update that would lose desktops, unless it takes a failed one back."""
    if request.type == "Create" or _takes_back(request):
        return Done()
    old, new = _desktops(request.old), _desktops(request.properties)
    found: dict[str, list[str]] = defaultdict(list)
    for name in old.keys() & new.keys():
        advice, changes = _problem(old[name], new[name])
        if advice:
            found[advice].append(f"{name} of {old[name]['UserName']} ({changes})")
    if not found:
        return Done()
    if request.elapsed < _STATUS_SETTLES_SECONDS:
        return Pending("CloudFormation may not say yet that the stack is rolled back.", "the stack's status.")
    told = [f"{listed(sorted(desktops))}: {advice}" for advice, desktops in sorted(found.items())]
    message = f"Refused before any WorkSpace was touched. {' '.join(told)}"
    raise Failed(message)


def remove(_request: Request) -> Outcome:
    """Nothing was made."""
    return Done()


def _takes_back(request: Request) -> bool:
    """Whether CloudFormation rolls the stack back: then what the WorkSpaces must not become is what they were."""
    (stack,) = cloudformation().describe_stacks(StackName=request.stack_id)["Stacks"]
    return stack["StackStatus"].startswith("UPDATE_ROLLBACK")


def _desktops(properties: Properties) -> dict[str, Desktop]:
    """What the properties say of each WorkSpace, by its logical id."""
    groups = properties.values["Desktops"]
    found: dict[str, Desktop] = {}
    for group in groups if isinstance(groups, list) else []:
        values = Properties(group if isinstance(group, dict) else {})
        shared = {name: values.text(name) for name in values.values if name != "UserNames"}
        found |= {name: {**shared, "UserName": str(user)} for name, user in values.mapping("UserNames").items()}
    return found


def _problem(old: Desktop, new: Desktop) -> tuple[str, str]:
    """What to do about a change, and the change in words; two empty texts where it may be made."""
    allowed = new.get("AllowReplacement") == "true"
    if replaced := _changes(old, new, *_REPLACING):
        return ("", "") if allowed else (_LOST, replaced)
    if kept := _changes(old, new, *_FOR_LIFE):
        return ("", "") if allowed else (_KEPT, kept)
    resized = [name for name in _VOLUMES if name in old and name in new and old[name] != new[name]]
    volumes = _changes(old, new, *resized)
    if any(int(new[name]) < int(old[name]) for name in resized):
        return _SHRINKS, volumes
    if len(resized) > 1:
        return _BOTH, volumes
    if resized and "ComputeTypeName" in new and (hardware := _changes(old, new, "ComputeTypeName")):
        return _WITH_HARDWARE, f"{volumes}, {hardware}"
    return "", ""


def _changes(old: Desktop, new: Desktop, *names: str) -> str:
    return ", ".join(
        f"{name} from {old.get(name, _UNSAID)} to {new.get(name, _UNSAID)}"
        for name in names
        if old.get(name) != new.get(name)
    )


KIND = Kind(
    type="Custom::WorkspacesDesktopGuard",
    required=frozenset({"Desktops"}),
    optional=frozenset(),
    replaced_on=frozenset(),
    attributes=(),
    ensure=ensure,
    remove=remove,
)
