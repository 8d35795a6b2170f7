"""The rows of the kinds that keep a setting of a directory: multi-factor authentication, LDAPS and log forwarding."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from local_aws.services import radius
from tests.runtime.support.case import Case, Difference, Properties, with_changes
from tests.runtime.support.inventory import tags
from tests.runtime.support.world import DOMAIN, OTHER_DOMAIN, OTHER_PASSWORD, PASSWORD, World
from tests.support.certificates import authority

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SERVERS = ["10.9.0.20", "10.9.1.20"]
OTHER_SERVERS = ["10.9.2.20"]
RADIUS_SERVERS: Mapping[str, str] = {
    **dict.fromkeys(SERVERS, PASSWORD),
    **dict.fromkeys(OTHER_SERVERS, OTHER_PASSWORD),
}
"""RADIUS servers on-premises by address, with their shared secrets."""

GROUPS = ("/aws/directoryservice/corp", "/aws/directoryservice/elsewhere")


NAMES = ("One", "Two", "Three", "Four", "Five", "Six")
"""The common names of certificate authorities."""


def answer_radius() -> None:
    """Let the RADIUS servers answer."""
    for address, secret in RADIUS_SERVERS.items():
        radius.add_server(address, secret)


def allow_logs(world: World) -> None:
    """Make the log groups into which Directory Service may write."""
    logs = world.session.client("logs")
    there = {each["logGroupName"] for each in logs.describe_log_groups()["logGroups"]}
    for name in set(GROUPS) - there:
        logs.create_log_group(logGroupName=name)
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "ds.amazonaws.com"},
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": "arn:aws:logs:*:*:log-group:/aws/directoryservice/*",
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    logs.put_resource_policy(policyName="directory-logs", policyDocument=document)


def take_away(kind: str, world: World) -> None:
    """Do by hand what takes away what a resource of these kinds has made."""
    if kind not in {"ClientLdaps", "DirectoryLogs", "RadiusMfa"}:
        return
    ds, directory = world.session.client("ds"), world.directory
    if kind == "RadiusMfa":
        ds.disable_radius(DirectoryId=directory)
    if kind == "DirectoryLogs":
        ds.delete_log_subscription(DirectoryId=directory)
    if kind == "ClientLdaps":
        ds.disable_ldaps(DirectoryId=directory, Type="Client")
        for certificate in ds.list_certificates(DirectoryId=directory)["CertificatesInfo"]:
            ds.deregister_certificate(DirectoryId=directory, CertificateId=certificate["CertificateId"])


def _radius_prepare(world: World) -> None:
    answer_radius()
    _ = world.directory, world.other_directory


def _logs_prepare(world: World) -> None:
    allow_logs(world)
    _ = world.directory, world.other_directory


def _directory_line(world: World, identifier: object, marks: Mapping[str, str]) -> Difference:
    name = DOMAIN if identifier == world.directory else OTHER_DOMAIN
    held = {f"workspaces-constructs:{name}": value for name, value in marks.items()}
    return {f"directory {identifier}": f"MicrosoftAD {name} Active  Disabled {tags(held)}"}


def _radius(world: World) -> Properties:
    return {
        "DirectoryId": world.directory, "RadiusServers": SERVERS, "RadiusPort": "1812", "RadiusTimeout": "10",
        "RadiusRetries": "2", "SecretArn": world.secret, "AuthenticationProtocol": "PAP", "DisplayLabel": "MFA",
        "UseSameUsername": "false",
    }  # fmt: skip


def _radius_made(world: World, properties: Properties, physical_id: str) -> Difference:
    identifier = properties["DirectoryId"]
    digest = hashlib.sha256(json.dumps(dict(properties), sort_keys=True).encode()).hexdigest()[:32]
    names = ("RadiusPort", "RadiusTimeout", "RadiusRetries", "AuthenticationProtocol", "DisplayLabel")
    shown = " ".join(str(properties[name]) for name in names)
    return {
        **_directory_line(world, identifier, {"radius:owner": physical_id, "radius:applied": digest}),
        f"RADIUS of {identifier}": f"Completed {_joined(properties['RadiusServers'])} {shown}",
    }


def _ldaps(world: World) -> Properties:
    return {"DirectoryId": world.directory, "CertificateData": _authorities("One"), "Type": "Client"}


def _ldaps_made(world: World, properties: Properties, physical_id: str) -> Difference:
    identifier, given = properties["DirectoryId"], properties["CertificateData"]
    assert isinstance(given, list)
    names = [name for name in NAMES if authority(name) in given]
    return {
        **_directory_line(world, identifier, {"ldaps:owner": physical_id}),
        f"LDAPS of {identifier}": f"Enabled {','.join(f'{name} Registered' for name in sorted(names))}",
    }


def _logs(world: World) -> Properties:
    return {"DirectoryId": world.directory, "LogGroupName": GROUPS[0]}


def _logs_made(world: World, properties: Properties, physical_id: str) -> Difference:
    identifier = properties["DirectoryId"]
    return {
        **_directory_line(world, identifier, {"logs:owner": physical_id}),
        f"logs of {identifier}": str(properties["LogGroupName"]),
    }


def _authorities(*names: str) -> Sequence[str]:
    return [authority(name) for name in names]


def _joined(values: object) -> str:
    assert isinstance(values, list)
    return ",".join(values)


CASES = (
    Case(
        kind="ClientLdaps",
        least_kills=(20, 16),
        prepare=lambda world: (world.directory, world.other_directory),
        properties=_ldaps,
        made=_ldaps_made,
        in_place={
            "certificates": with_changes(_ldaps, CertificateData=_authorities("Two")),
            "as many as there can be": with_changes(
                _ldaps, CertificateData=_authorities("Two", "Three", "Four", "Five", "Six")
            ),
        },
        replacing={"directory": with_changes(_ldaps, DirectoryId=lambda world: world.other_directory)},
    ),
    Case(
        kind="DirectoryLogs",
        least_kills=(10, 10),
        prepare=_logs_prepare,
        properties=_logs,
        made=_logs_made,
        in_place={"log group": with_changes(_logs, LogGroupName=GROUPS[1])},
        replacing={"directory": with_changes(_logs, DirectoryId=lambda world: world.other_directory)},
    ),
    Case(
        kind="RadiusMfa",
        least_kills=(12, 12),
        prepare=_radius_prepare,
        properties=_radius,
        made=_radius_made,
        in_place={
            "servers": with_changes(_radius, RadiusServers=OTHER_SERVERS, SecretArn=lambda world: world.other_secret),
            "settings": with_changes(
                _radius, RadiusTimeout="15", RadiusRetries="1", AuthenticationProtocol="MS-CHAPv2", DisplayLabel="Code"
            ),
            "user name": with_changes(_radius, UseSameUsername="true"),
        },
        replacing={"directory": with_changes(_radius, DirectoryId=lambda world: world.other_directory)},
    ),
)
