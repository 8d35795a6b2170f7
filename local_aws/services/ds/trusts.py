"""Trusts: the AWS half is made here; whether the other half answers it shows when the trust is verified.

The reasons are those that the Directory Service guide explains ("Trust creation status reasons").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from local_aws import faults
from local_aws.services import durations, state
from local_aws.services.domains import Domain, TrustHalf
from local_aws.services.ds.connect import domain_at
from local_aws.services.ds.directories import paged
from local_aws.services.ds.forwarders import add, forwarders, plain, usable
from local_aws.services.ds.model import Directory, directories, directory
from local_aws.services.ds.trust_model import Trust, of_directory, trusts
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_ds.type_defs import (
        CreateTrustRequestTypeDef,
        DeleteTrustRequestTypeDef,
        DescribeTrustsRequestTypeDef,
        UpdateTrustRequestTypeDef,
        VerifyTrustRequestTypeDef,
    )

UNREACHABLE: Final = "The specified domain name does not exist or could not be contacted."
DENIED: Final = "Access is denied. The trust password is incorrect, or the remote domain does not allow the trust."
NO_OTHER_HALF: Final = "The trust relationship between the primary domain and the trusted domain failed."
OVERLAPPING: Final = (
    "The operation could not be performed on this domain: the NetBIOS names of the domains are the same."
)
MOVING: Final = {"Creating", "Verifying", "Updating", "Deleting"}
"""States in which a trust takes no orders [I]."""


def create_trust(request: CreateTrustRequestTypeDef) -> Mapping[str, object]:
    """Start the AWS half: Creating, Created, and Verifying unless it is incoming only (facts §3.3)."""
    found = usable(request["DirectoryId"])
    remote = request["RemoteDomainName"]
    if plain(remote) == plain(found.name):
        raise ServiceError("InvalidParameterException", f"{remote} is the directory's own domain.")
    if any(plain(each.remote) == plain(remote) for each in of_directory(found.id)):
        raise ServiceError("EntityAlreadyExistsException", f"A trust with {remote} exists in {found.id}.")
    if addresses := request.get("ConditionalForwarderIpAddrs"):
        add(found, remote, addresses)
    new = Trust(
        id=state.hex_id("t-", 10),
        directory_id=found.id,
        remote=remote,
        direction=request["TrustDirection"],
        kind=request.get("TrustType", "Forest"),
        selective=request.get("SelectiveAuth", "Disabled"),
        created=state.now(),
        changed=state.now(),
        state_changed=state.now(),
    )
    trusts()[new.id] = new
    _domain(found).trusts[plain(remote)] = TrustHalf(new.direction, request["TrustPassword"], new.kind)
    ending = faults.take_stage("ds", "CreateTrust")

    def created() -> None:
        other = _remote_domain(found, new)
        if ending:
            new.enter(ending.stage, ending.reason)
        elif other and other.short_name.lower() == found.short_name.lower():
            new.enter("Failed", OVERLAPPING)
        else:
            new.enter("Created")
            _verify_soon(new)

    state.later(durations.CREATE_TRUST, created)
    return {"TrustId": new.id}


def verify_trust(request: VerifyTrustRequestTypeDef) -> Mapping[str, object]:
    """Look at both halves again; of an incoming trust AWS can verify nothing (facts §3.3)."""
    found = _trust(request["TrustId"])
    if found.direction == "One-Way: Incoming":
        raise ServiceError("UnsupportedOperationException", f"The incoming trust {found.id} cannot be verified.")
    _refuse_moving(found)
    _verify(found)
    return {"TrustId": found.id}


def update_trust(request: UpdateTrustRequestTypeDef) -> Mapping[str, object]:
    """Change selective authentication, the only thing that can be changed (facts §3.3)."""
    found = _trust(request["TrustId"])
    wanted = request.get("SelectiveAuth")
    if wanted is None:
        raise ServiceError("InvalidParameterException", "SelectiveAuth must be given.")
    _refuse_moving(found)
    ending = faults.take_stage("ds", "UpdateTrust")
    found.enter("Updating")

    def updated() -> None:
        if ending:
            found.enter(ending.stage, ending.reason)
            return
        found.selective, found.changed = wanted, state.now()
        found.enter("Updated")
        _verify_soon(found)

    state.later(durations.UPDATE_TRUST, updated)
    return {"TrustId": found.id}


def delete_trust(request: DeleteTrustRequestTypeDef) -> Mapping[str, object]:
    """Start to delete the AWS half, and its forwarder if that is asked for; the other half stays."""
    found = _trust(request["TrustId"])
    _refuse_moving(found)
    ending = faults.take_stage("ds", "DeleteTrust")
    home = directory(found.directory_id)
    found.enter("Deleting")

    def gone() -> None:
        if ending:
            found.enter(ending.stage, ending.reason)
            return
        del trusts()[found.id]
        _domain(home).trusts.pop(plain(found.remote), None)
        if request.get("DeleteAssociatedConditionalForwarder"):
            forwarders(home).pop(plain(found.remote), None)

    state.later(durations.DELETE_TRUST, gone)
    return {"TrustId": found.id}


def describe_trusts(request: DescribeTrustsRequestTypeDef) -> Mapping[str, object]:
    """Describe all trusts, a directory's, or those named; an unknown id fails the whole call."""
    place, ids = request.get("DirectoryId"), request.get("TrustIds")
    if ids is not None and not ids:
        raise ServiceError("InvalidParameterException", "TrustIds must not be empty.")
    if place and directory(place).type != "MicrosoftAD":
        raise ServiceError("UnsupportedOperationException", f"{place} is not a Managed Microsoft AD directory.")
    chosen = [_trust(each) for each in ids] if ids else list(trusts().values())
    chosen = [each for each in chosen if place in {None, each.directory_id}]
    shown, token = paged(chosen, request.get("Limit"), request.get("NextToken"), f"trusts of {place}")
    return {"Trusts": [_description(each) for each in shown], "NextToken": token}


def _description(each: Trust) -> Mapping[str, object]:
    return {
        "DirectoryId": each.directory_id,
        "TrustId": each.id,
        "RemoteDomainName": each.remote,
        "TrustType": each.kind,
        "TrustDirection": each.direction,
        "TrustState": each.state,
        "CreatedDateTime": each.created,
        "LastUpdatedDateTime": each.changed,
        "StateLastUpdatedDateTime": each.state_changed,
        "TrustStateReason": each.reason or None,
        "SelectiveAuth": each.selective,
    }


def _verify_soon(found: Trust) -> None:
    if found.direction == "One-Way: Incoming":
        return
    resting = found.state

    def verify() -> None:
        if found.state == resting and found.id in trusts():
            _verify(found)

    state.later(durations.TRUST_STEP, verify)


def _verify(found: Trust) -> None:
    ending = faults.take_stage("ds", "VerifyTrust")
    found.enter("Verifying")

    def verified() -> None:
        reason = ending.reason if ending else problem(found)
        found.enter(ending.stage if ending else "VerifyFailed" if reason else "Verified", reason or "")

    state.later(durations.VERIFY_TRUST, verified)


def problem(found: Trust) -> str | None:
    """Return why a trust cannot be verified, or None if it can."""
    home = directories()[found.directory_id]
    other = _remote_domain(home, found)
    if other is None:
        return UNREACHABLE
    theirs, ours = other.trusts.get(plain(home.name)), _domain(home).trusts[plain(found.remote)]
    if theirs is None or not theirs.complements(ours):
        return NO_OTHER_HALF
    return None if theirs.password == ours.password else DENIED


def _remote_domain(home: Directory, found: Trust) -> Domain | None:
    """Return the remote domain, if a DNS server of the forwarder answers for it."""
    forwarder = forwarders(home).get(plain(found.remote))
    addresses = forwarder.addresses if forwarder else []
    return next((domain for each in addresses if (domain := domain_at(each, plain(found.remote)))), None)


def _trust(trust_id: str) -> Trust:
    if trust_id not in trusts():
        raise ServiceError("EntityDoesNotExistException", f"Trust {trust_id} does not exist.")
    return trusts()[trust_id]


def _refuse_moving(found: Trust) -> None:
    if found.state in MOVING:
        raise ServiceError("ClientException", f"The trust {found.id} is in the state {found.state}.")


def _domain(found: Directory) -> Domain:
    assert found.domain  # noqa: S101 - a Managed AD has one
    return found.domain
