"""``Custom::WorkspacesDirectoryDetails``: what ``AWS::DirectoryService::MicrosoftAD`` does not return, as its group."""

from __future__ import annotations

from .directories import BROKEN, describe
from .kind import Done, Failed, Kind, Outcome, Pending, Request


def ensure(request: Request) -> Outcome:
    """Read an Active directory."""
    directory_id = request.properties.text("DirectoryId")
    directory = describe(directory_id)
    if directory is None:
        message = f"Directory {directory_id} does not exist in this region and account."
        raise Failed(message)
    stage = directory.get("Stage", "")
    if stage in BROKEN:
        message = f"Directory {directory_id} is {stage}: {directory.get('StageReason', 'no reason given')}."
        raise Failed(message)
    if stage != "Active":
        return Pending(f"Directory {directory_id} is {stage}.", "its status in the Directory Service console.")
    place = directory.get("VpcSettings", {})
    return Done(
        {
            "DirectoryId": directory_id,
            "Name": directory.get("Name", ""),
            "ShortName": directory.get("ShortName", ""),
            "DnsIpAddrs": directory.get("DnsIpAddrs", []),
            "SecurityGroupId": place.get("SecurityGroupId", ""),
            "VpcId": place.get("VpcId", ""),
            "SubnetIds": place.get("SubnetIds", []),
        }
    )


def remove(_request: Request) -> Outcome:
    """Reading leaves nothing behind."""
    return Done()


KIND = Kind(
    type="Custom::WorkspacesDirectoryDetails",
    required=frozenset({"DirectoryId"}),
    optional=frozenset(),
    replaced_on=frozenset({"DirectoryId"}),
    attributes=("DirectoryId", "Name", "ShortName", "DnsIpAddrs", "SecurityGroupId", "VpcId", "SubnetIds"),
    ensure=ensure,
    remove=remove,
)
