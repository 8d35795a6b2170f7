"""What an image can come from: a WorkSpace, an image of another region, an EC2 image; and what each of them needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .aws import workspaces
from .kind import Failed, Pending
from .tagged import first_tags

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_workspaces.literals import ApplicationType, WorkspaceImageIngestionProcessType

    from .kind import Request

_NEVER_AVAILABLE = frozenset({"ERROR", "TERMINATING", "TERMINATED"})


@dataclass(frozen=True)
class Source:
    """One kind of source.

    Attributes:
        name: The property that names it.
        beside: What must be said beside.
        begin: Asks AWS for an image of this name.
        problem: What keeps AWS from making it now; what no waiting mends is raised.
    """

    name: str
    beside: tuple[str, ...]
    begin: Callable[[Request, str], None]
    problem: Callable[[Request], Pending | None] = lambda _request: None


def source_of(request: Request) -> Source:
    """The one source that the properties name."""
    given, who = request.properties, f"{request.logical_id} ({request.kind})"
    named = [source for source in _SOURCES if given.text(source.name)]
    if len(named) != 1:
        told = " and ".join(source.name for source in named) or "none of them"
        message = f"{who} takes one of {', '.join(source.name for source in _SOURCES)}, not {told}."
        raise Failed(message)
    (source,) = named
    if missing := [name for name in source.beside if not given.text(name)]:
        message = f"{who} with {source.name} lacks {', '.join(missing)}."
        raise Failed(message)
    return source


def _workspace_problem(request: Request) -> Pending | None:
    """What keeps a WorkSpace from being the source of an image: refused where no waiting mends it."""
    workspace_id = request.properties.text("WorkspaceId")
    found = workspaces().describe_workspaces(WorkspaceIds=[workspace_id])["Workspaces"]
    if not found:
        message = f"There is no WorkSpace {workspace_id} in this region and account to make {request.logical_id} from."
        raise Failed(message)
    desktop, state = found[0], found[0].get("State", "")
    if desktop.get("RootVolumeEncryptionEnabled") or desktop.get("UserVolumeEncryptionEnabled"):
        message = (
            f"WorkSpace {workspace_id} is encrypted, and WorkSpaces makes no image of an encrypted one. Volumes are "
            "encrypted for life: build the image on a desktop without encryption (ImageBuilderWorkspace), with "
            "nobody's data on it."
        )
        raise Failed(message)
    if state in _NEVER_AVAILABLE:
        message = f"WorkSpace {workspace_id} is {state}; an image can be made only of one that is AVAILABLE."
        raise Failed(message)
    if state == "AVAILABLE":
        return None
    return Pending(
        f"WorkSpace {workspace_id} is {state}; an image is made of one that is AVAILABLE.",
        f"that it runs: aws workspaces start-workspaces --start-workspace-requests WorkspaceId={workspace_id}",
    )


def _account_problem(request: Request) -> Pending | None:
    """Refuse an import into an account that brings no licences."""
    if workspaces().describe_account().get("DedicatedTenancySupport") != "ENABLED":
        message = (
            f"{request.logical_id} imports a Windows image with a licence of its own (BYOL), for which this account is "
            "not enabled in this region. Ask AWS to enable it and link it to dedicated tenancy (WorkSpaces console, "
            "Account settings); registrations with Tenancy DEDICATED then take its bundles."
        )
        raise Failed(message)
    return None


def _from_workspace(request: Request, name: str) -> None:
    given = request.properties
    workspaces(once=True).create_workspace_image(
        Name=name,
        Description=given.text("Description"),
        WorkspaceId=given.text("WorkspaceId"),
        Tags=first_tags(request),
    )


def _copy(request: Request, name: str) -> None:
    given = request.properties
    workspaces(once=True).copy_workspace_image(
        Name=name,
        Description=given.text("Description"),
        SourceImageId=given.text("SourceImageId"),
        SourceRegion=given.text("SourceRegion"),
        Tags=first_tags(request),
    )


def _import(request: Request, name: str) -> None:
    given = request.properties
    process: WorkspaceImageIngestionProcessType = given.text("IngestionProcess")  # type: ignore[assignment]  # AWS checks
    applications: list[ApplicationType] = given.texts("Applications")  # type: ignore[assignment]  # the same
    workspaces(once=True).import_workspace_image(
        Ec2ImageId=given.text("Ec2ImageId"),
        IngestionProcess=process,
        ImageName=name,
        ImageDescription=given.text("Description"),
        Tags=first_tags(request),
        **({"Applications": applications} if applications else {}),
    )


_SOURCES = (
    Source("WorkspaceId", (), _from_workspace, _workspace_problem),
    Source("SourceImageId", ("SourceRegion",), _copy),
    Source("Ec2ImageId", ("IngestionProcess",), _import, _account_problem),
)
