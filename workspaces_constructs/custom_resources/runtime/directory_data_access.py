"""``Custom::WorkspacesDirectoryDataAccess``: Directory Service Data, the API that creates users in a Managed AD.

Tags on the directory say whether this library switched it on and which stacks use it; the last one's Delete switches it
off again. Where it was on before, it stays on.
"""

from __future__ import annotations

from .aws import ds
from .directories import describe
from .kind import Done, Failed, Kind, Outcome, Pending, Request
from .sharing import Shared

_SHARED = Shared("data-access")


def ensure(request: Request) -> Outcome:
    """Switch data access on, unless it is."""
    directory_id, use = request.properties.text("DirectoryId"), _SHARED.use(request)
    status, tags = _status(directory_id), _tags(directory_id)
    if status == "Enabled":
        if _SHARED.is_ours(tags) and use["Key"] not in tags:
            ds().add_tags_to_resource(ResourceId=directory_id, Tags=[use])
        return Done({"DirectoryId": directory_id})
    if status == "Failed":
        message = (
            f"Directory Service Data could not be enabled on {directory_id}. It works on AWS Managed Microsoft AD "
            "only, in its primary region."
        )
        raise Failed(message)
    if status == "Disabled":
        ds().add_tags_to_resource(ResourceId=directory_id, Tags=[_SHARED.made, use])
        ds(once=True).enable_directory_data_access(DirectoryId=directory_id)
    return Pending(f"Directory Service Data is being enabled on {directory_id}.")


def remove(request: Request) -> Outcome:
    """Take this stack's mark away, and switch data access off where it was the last."""
    directory_id, use = request.properties.text("DirectoryId"), _SHARED.use(request)
    directory = describe(directory_id)
    if directory is None or directory.get("Stage") == "Deleting":
        return Done()
    tags = _tags(directory_id)
    if not _SHARED.is_ours(tags) or use["Key"] not in tags:
        return Done()
    if _SHARED.others_use(request, tags):
        ds().remove_tags_from_resource(ResourceId=directory_id, TagKeys=[use["Key"]])
        return Done()
    status = _status(directory_id)
    if status == "Enabled":
        ds(once=True).disable_directory_data_access(DirectoryId=directory_id)
    if status not in {"Disabled", "Failed"}:
        return Pending(f"Directory Service Data is being disabled on {directory_id}.")
    ds().remove_tags_from_resource(ResourceId=directory_id, TagKeys=[_SHARED.made["Key"], use["Key"]])
    return Done()


def _status(directory_id: str) -> str:
    return ds().describe_directory_data_access(DirectoryId=directory_id)["DataAccessStatus"]


def _tags(directory_id: str) -> dict[str, str]:
    pages = ds().get_paginator("list_tags_for_resource").paginate(ResourceId=directory_id)
    return {tag["Key"]: tag["Value"] for page in pages for tag in page["Tags"]}


KIND = Kind(
    type="Custom::WorkspacesDirectoryDataAccess",
    required=frozenset({"DirectoryId"}),
    optional=frozenset(),
    replaced_on=frozenset({"DirectoryId"}),
    attributes=("DirectoryId",),
    ensure=ensure,
    remove=remove,
)
