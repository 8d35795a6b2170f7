"""Tables of directories and of what they are told about other domains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_aws.inventory import items
from local_aws.report.rows import join

if TYPE_CHECKING:
    import boto3

    from local_aws.report.rows import Row


def directories(session: boto3.Session) -> list[Row]:
    """All directories."""
    return [
        {
            "Directory": str(each["DirectoryId"]),
            "Domain": str(each["Name"]),
            "Type": str(each["Type"]),
            "Edition or size": str(each.get("Edition") or each.get("Size") or "-"),
            "Stage": str(each["Stage"]),
            "DNS": join(each.get("DnsIpAddrs", [])),
            "RADIUS": str(each.get("RadiusStatus", "-")),
        }
        for each in items(session, "ds", "describe_directories", "DirectoryDescriptions")
    ]


def trusts(session: boto3.Session) -> list[Row]:
    """The directories' halves of trusts."""
    return [
        {
            "Trust": str(each["TrustId"]),
            "Directory": str(each["DirectoryId"]),
            "With": str(each["RemoteDomainName"]),
            "Type": str(each["TrustType"]),
            "Direction": str(each["TrustDirection"]),
            "Selective": str(each.get("SelectiveAuth", "-")),
            "State": join([each["TrustState"], each.get("TrustStateReason")]),
        }
        for each in items(session, "ds", "describe_trusts", "Trusts")
    ]


def forwarders(session: boto3.Session) -> list[Row]:
    """Where Managed ADs send questions about other domains."""
    managed = [
        str(each["DirectoryId"])
        for each in items(session, "ds", "describe_directories", "DirectoryDescriptions")
        if (each["Type"], each["Stage"]) == ("MicrosoftAD", "Active")
    ]
    return [
        {"Directory": directory, "Domain": str(each["RemoteDomainName"]), "DNS": join(each["DnsIpAddrs"])}
        for directory in managed
        for each in items(
            session, "ds", "describe_conditional_forwarders", "ConditionalForwarders", DirectoryId=directory
        )
    ]
