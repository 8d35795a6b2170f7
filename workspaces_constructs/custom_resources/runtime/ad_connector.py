"""``Custom::WorkspacesAdConnector``: an AD Connector, which CloudFormation cannot make.

The connector is found again by its description, which is the physical id: ``ConnectDirectory`` has no idempotency
token.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from . import leftovers
from .aws import code, ds, secret_field
from .directories import BROKEN, described_as, refuse_to_lose_desktops
from .kind import OWNER_TAG, Done, Failed, Kind, Outcome, Pending, Request

if TYPE_CHECKING:
    from mypy_boto3_ds.type_defs import DirectoryDescriptionTypeDef

_CLOCK_SKEW = 60
_UNFINISHED = frozenset({"Requested", "Creating", "Created", "Updating", "Restoring"})
_LAST_TRY = 30 * 60
"""Seconds after which no other try begins. AWS gives up on each after some 5 to 10 minutes [R]."""
_UNREACHED = ("Connectivity issues", "DNS unavailable")
"""Words in the reasons of connectors that found nobody (facts §1.5); of wrong passwords there are others."""
_REACH = (
    "that the DNS addresses answer from both subnets (TCP and UDP 53, 88, 389), that the domain's _ldap and _kerberos "
    "SRV records exist, and the service account's name and password."
)


def ensure(request: Request) -> Outcome:
    """Connect, wait until Active, bring size and tags to what the properties say."""
    if request.replaces:
        for old in described_as(request.old_physical_id):
            refuse_to_lose_desktops(old["DirectoryId"], f"Changing {_changed(request)} of {request.logical_id}")
    found = described_as(request.physical_id)
    if not found:
        return _connect(request)
    for superfluous in found[1:]:
        _delete(superfluous)
    directory = found[0]
    stage = directory.get("Stage", "")
    if stage in BROKEN and _may_try_again(request, directory):
        _delete(directory)
        return Pending(f"AD Connector is made again, as it did not reach its domain: {_reason(directory)}.", _REACH)
    if stage in BROKEN:
        message = f"AD Connector {directory['DirectoryId']} is {stage}: {_reason(directory)}. Check {_REACH}"
        raise Failed(message)
    if stage != "Active":
        return Pending(f"AD Connector {directory['DirectoryId']} is {stage}: {_reason(directory)}.", _REACH)
    if waiting := _resize(request, directory):
        return waiting
    _tag(request, directory["DirectoryId"])
    settings = directory.get("ConnectSettings", {})
    return Done(
        {
            "DirectoryId": directory["DirectoryId"],
            "Name": directory.get("Name", ""),
            "DnsIpAddrs": directory.get("DnsIpAddrs", []),
            "ConnectIps": settings.get("ConnectIps", []),
            "SecurityGroupId": settings.get("SecurityGroupId", ""),
        }
    )


def remove(request: Request) -> Outcome:
    """Delete the connector and end only when its interfaces and its security group are gone too."""
    for directory in described_as(request.physical_id):
        return _delete(directory)
    return leftovers.of_network(request.properties.text("VpcId")) or Done()


def _may_try_again(request: Request, directory: DirectoryDescriptionTypeDef) -> bool:
    """Whether the way to the domain may yet come up, and another try ends before the handler's deadline."""
    unreached = any(words in _reason(directory) for words in _UNREACHED)
    return unreached and request.properties.flag("AwaitDomain") and request.elapsed < _LAST_TRY


def _reason(directory: DirectoryDescriptionTypeDef) -> str:
    return directory.get("StageReason", "no reason given").rstrip(".")


def _delete(directory: DirectoryDescriptionTypeDef) -> Pending:
    directory_id, stage = directory["DirectoryId"], directory.get("Stage", "")
    if stage != "Deleting":
        try:
            ds(once=True).delete_directory(DirectoryId=directory_id)
        except ClientError as error:
            authorized = "authorized application" in str(error).lower()
            if code(error) != "ClientException" or not (authorized or stage in _UNFINISHED):
                raise
            return Pending(
                f"{error}",
                f"that directory {directory_id} is deregistered from WorkSpaces. AWS can take 30 to 60 minutes after "
                "that to let a directory go: deleting the stack a second time goes on from here.",
            )
    return Pending(f"AD Connector {directory_id} is being deleted.")


def _connect(request: Request) -> Outcome:
    given = request.properties
    ds(once=True).connect_directory(
        Name=given.text("Name"),
        ShortName=given.text("ShortName") or given.text("Name").split(".", maxsplit=1)[0].upper()[:15],
        Password=secret_field(given.text("SecretArn"), given.text("PasswordField", "password")),
        Description=request.physical_id,
        Size="Large" if given.text("Size") == "Large" else "Small",
        ConnectSettings={
            "VpcId": given.text("VpcId"),
            "SubnetIds": given.texts("SubnetIds"),
            "CustomerDnsIps": given.texts("CustomerDnsIps"),
            "CustomerUserName": given.text("CustomerUserName"),
        },
        Tags=[*given.tags(), {"Key": OWNER_TAG, "Value": request.physical_id}],
    )
    return Pending("AD Connector has been requested.", _REACH)


def _resize(request: Request, directory: DirectoryDescriptionTypeDef) -> Pending | None:
    wanted = request.properties.text("Size")
    if directory.get("Size") == wanted:
        return None
    directory_id = directory["DirectoryId"]
    updates = ds().describe_update_directory(DirectoryId=directory_id, UpdateType="SIZE")["UpdateActivities"]
    latest = max(updates, key=lambda update: str(update.get("StartTime", "")), default=None)
    started = datetime.now(UTC) - timedelta(seconds=request.elapsed + _CLOCK_SKEW)
    if latest and latest.get("Status") == "UpdateFailed" and latest["StartTime"] >= started:
        message = f"Changing the size of {directory_id} to {wanted} failed: {latest.get('StatusReason', 'no reason')}."
        raise Failed(message)
    if not latest or latest.get("Status") != "Updating":
        ds(once=True).update_directory_setup(
            DirectoryId=directory_id,
            UpdateType="SIZE",
            DirectorySizeUpdateSettings={"DirectorySize": "Large" if wanted == "Large" else "Small"},
        )
    return Pending(f"AD Connector {directory_id} is changing its size to {wanted}.")


def _tag(request: Request, directory_id: str) -> None:
    wanted, dropped = request.tag_changes()
    if dropped:
        ds().remove_tags_from_resource(ResourceId=directory_id, TagKeys=dropped)
    if wanted:
        ds().add_tags_to_resource(ResourceId=directory_id, Tags=wanted)


def _changed(request: Request) -> str:
    names = sorted(KIND.replaced_on)
    return ", ".join(name for name in names if request.properties.values.get(name) != request.old.values.get(name))


KIND = Kind(
    type="Custom::WorkspacesAdConnector",
    required=frozenset(
        {"Name", "Size", "VpcId", "SubnetIds", "CustomerDnsIps", "CustomerUserName", "SecretArn"},
    ),
    optional=frozenset({"ShortName", "PasswordField", "AwaitDomain", "Tags"}),
    replaced_on=frozenset({"Name", "ShortName", "VpcId", "SubnetIds", "CustomerDnsIps", "CustomerUserName"}),
    attributes=("DirectoryId", "Name", "DnsIpAddrs", "ConnectIps", "SecurityGroupId"),
    ensure=ensure,
    remove=remove,
)
