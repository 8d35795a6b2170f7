"""``Custom::WorkspacesDirectoryDetails``: what ``AWS::DirectoryService::MicrosoftAD`` does not return, as its group."""

from __future__ import annotations

from .directories import active
from .kind import Done, Kind, Outcome, Pending, Request


def ensure(request: Request) -> Outcome:
    """Read an Active directory."""
    directory_id = request.properties.text("DirectoryId")
    directory = active(directory_id)
    if isinstance(directory, Pending):
        return directory
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
