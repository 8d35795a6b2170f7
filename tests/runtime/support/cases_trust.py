"""The rows of the kinds that join a Managed AD with another domain: trusts and conditional forwarders."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from local_aws.services import domains
from local_aws.services.domains import TrustHalf
from tests.runtime.support.case import Case, Difference, Properties, with_changes
from tests.runtime.support.inventory import tags
from tests.runtime.support.world import DOMAIN, OTHER_DOMAIN, PASSWORD, World

if TYPE_CHECKING:
    from collections.abc import Mapping

REMOTES: Mapping[str, list[str]] = {
    "hq.example.net": ["10.8.0.10", "10.8.1.10"],
    "branch.example.net": ["10.9.0.10", "10.9.1.10"],
}
"""Domains on-premises by name, with their DNS servers; each has its half of a trust with the first Managed AD."""
HQ, BRANCH = REMOTES


def join_remotes() -> None:
    """Put the domains on-premises on the network."""
    for name, addresses in REMOTES.items():
        domains.add_on_premises(name, addresses, {}, trusts={DOMAIN: TrustHalf("Two-Way", PASSWORD)})


def _prepare(world: World) -> None:
    join_remotes()
    _ = world.directory, world.other_directory


def _directory_line(world: World, identifier: object, marks: Mapping[str, str]) -> Difference:
    name = DOMAIN if identifier == world.directory else OTHER_DOMAIN
    return {f"directory {identifier}": f"MicrosoftAD {name} Active  Disabled {tags(marks)}"}


def _forwarder(world: World) -> Properties:
    return {"DirectoryId": world.directory, "RemoteDomainName": HQ, "DnsIpAddrs": REMOTES[HQ]}


def _forwarder_made(world: World, properties: Properties, physical_id: str) -> Difference:
    identifier, remote = properties["DirectoryId"], properties["RemoteDomainName"]
    return {
        **_directory_line(world, identifier, {f"workspaces-constructs:forwarder:{remote}": physical_id}),
        f"forwarder {remote} of {identifier}": _joined(properties["DnsIpAddrs"]),
    }


def _trust(world: World) -> Properties:
    return {
        "DirectoryId": world.directory, "RemoteDomainName": HQ, "TrustDirection": "Two-Way", "SecretArn": world.secret,
        "ConditionalForwarderIpAddrs": REMOTES[HQ],
    }  # fmt: skip


def _trust_made(world: World, properties: Properties, physical_id: str) -> Difference:
    identifier, remote = properties["DirectoryId"], properties["RemoteDomainName"]
    direction, kind = properties["TrustDirection"], properties.get("TrustType", "Forest")
    place = hashlib.sha256(json.dumps([properties["SecretArn"], "password"]).encode()).hexdigest()[:16]
    marks = {f"workspaces-constructs:trust:{remote}": f"{physical_id} {place}"}
    made: dict[str, str | None] = {}
    if addresses := properties.get("ConditionalForwarderIpAddrs"):
        marks[f"workspaces-constructs:forwarder:{remote}"] = physical_id
        made[f"forwarder {remote} of {identifier}"] = _joined(addresses)
    state = "Created" if direction == "One-Way: Incoming" else "Verified"
    state = "VerifyFailed" if properties.get("AcceptUnverified") else state
    selective = properties.get("SelectiveAuth", "Disabled")
    made[f"trust {remote} of {identifier}"] = f"{direction} {kind} {state} {selective}"
    return {**_directory_line(world, identifier, marks), **made}


def _joined(addresses: object) -> str:
    assert isinstance(addresses, list)
    return ",".join(addresses)


CASES = (
    Case(
        kind="ConditionalForwarder",
        least_kills=(10, 8),
        prepare=_prepare,
        properties=_forwarder,
        made=_forwarder_made,
        in_place={"addresses": with_changes(_forwarder, DnsIpAddrs=REMOTES[HQ][:1])},
        replacing={"domain": with_changes(_forwarder, RemoteDomainName=BRANCH, DnsIpAddrs=REMOTES[BRANCH])},
    ),
    Case(
        kind="Trust",
        least_kills=(40, 20),
        prepare=_prepare,
        properties=_trust,
        made=_trust_made,
        in_place={
            "direction": with_changes(_trust, TrustDirection="One-Way: Incoming", TrustType="External"),
            "secret": with_changes(_trust, SecretArn=lambda world: world.other_secret, AcceptUnverified=True),
            "authentication": with_changes(
                _trust, SelectiveAuth="Enabled", ConditionalForwarderIpAddrs=REMOTES[HQ][1:]
            ),
            "no forwarder": with_changes(_trust, ConditionalForwarderIpAddrs=None),
        },
        replacing={
            "domain": with_changes(_trust, RemoteDomainName=BRANCH, ConditionalForwarderIpAddrs=REMOTES[BRANCH]),
        },
    ),
)
