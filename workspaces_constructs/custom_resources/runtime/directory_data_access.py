"""``Custom::WorkspacesDirectoryDataAccess``: Directory Service Data, the API that creates users in a Managed AD.

A tag on the directory says who switched it on; only that resource's Delete switches it off again.
"""

from __future__ import annotations

from .aws import ds
from .directories import describe
from .kind import Done, Failed, Kind, Outcome, Pending, Request

_TAG = "workspaces-constructs:data-access"


def ensure(request: Request) -> Outcome:
    """Switch data access on, unless it is."""
    directory_id = request.properties.text("DirectoryId")
    status = _status(directory_id)
    if status == "Enabled":
        return Done({"DirectoryId": directory_id})
    if status == "Failed":
        message = (
            f"Directory Service Data could not be enabled on {directory_id}. It works on AWS Managed Microsoft AD "
            "only, in its primary region."
        )
        raise Failed(message)
    if status == "Disabled":
        ds().add_tags_to_resource(ResourceId=directory_id, Tags=[{"Key": _TAG, "Value": request.physical_id}])
        ds(once=True).enable_directory_data_access(DirectoryId=directory_id)
    return Pending(f"Directory Service Data is being enabled on {directory_id}.")


def remove(request: Request) -> Outcome:
    """Switch data access off if this resource switched it on."""
    directory_id = request.properties.text("DirectoryId")
    directory = describe(directory_id)
    if directory is None or directory.get("Stage") == "Deleting" or not _is_ours(directory_id, request.physical_id):
        return Done()
    status = _status(directory_id)
    if status == "Enabled":
        ds(once=True).disable_directory_data_access(DirectoryId=directory_id)
    if status not in {"Disabled", "Failed"}:
        return Pending(f"Directory Service Data is being disabled on {directory_id}.")
    ds().remove_tags_from_resource(ResourceId=directory_id, TagKeys=[_TAG])
    return Done()


def _status(directory_id: str) -> str:
    return ds().describe_directory_data_access(DirectoryId=directory_id)["DataAccessStatus"]


def _is_ours(directory_id: str, owner: str) -> bool:
    tags = ds().list_tags_for_resource(ResourceId=directory_id)["Tags"]
    return {"Key": _TAG, "Value": owner} in tags


KIND = Kind(
    type="Custom::WorkspacesDirectoryDataAccess",
    required=frozenset({"DirectoryId"}),
    optional=frozenset(),
    replaced_on=frozenset({"DirectoryId"}),
    attributes=("DirectoryId",),
    ensure=ensure,
    remove=remove,
)
