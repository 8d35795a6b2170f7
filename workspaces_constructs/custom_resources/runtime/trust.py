"""``Custom::WorkspacesTrust``: the half of a trust that a Managed AD has; the other half is made in the other domain.

A trust carries no tag, so a tag of the directory says which resource made it and with which secret. AWS keeps one trust
for a pair of domains and changes nothing but selective authentication: another direction, type or secret is deleting
and making it again, within one Update, during which nobody of the other domain can log on.
"""

from __future__ import annotations

import hashlib
import json
import time
from typing import TYPE_CHECKING, cast

from botocore.exceptions import ClientError

from . import forwarders
from .aws import code, ds, secret_field
from .kind import Done, Failed, Kind, Outcome, Pending, Request
from .marks import Mark, made_by

if TYPE_CHECKING:
    from mypy_boto3_ds.literals import SelectiveAuthType, TrustDirectionType, TrustTypeType
    from mypy_boto3_ds.type_defs import TrustTypeDef

_MOVING = frozenset({"Creating", "Verifying", "Updating", "Deleting"})
_INCOMING = "One-Way: Incoming"
_CLOCK_SKEW = 60
_BETWEEN_VERIFICATIONS = 60
"""Seconds after a verification that failed, and after a change that AWS verifies by itself."""
_LAST_VERIFICATION = 42 * 60
"""Seconds after which a failed trust is not verified again: its reason is gone while AWS verifies; time is short."""
_LONGEST_PASSWORD = 128
_STATUS = "the trust's status in the Directory Service console."


def ensure(request: Request) -> Outcome:
    """Make the forwarder and the trust, bring them to what the properties say, and verify the trust."""
    directory_id, domain = _pair(request)
    if waiting := forwarders.unready(directory_id):
        return waiting
    if addresses := request.properties.texts("ConditionalForwarderIpAddrs"):
        forwarders.ensure(request, directory_id, domain, addresses)
    else:
        forwarders.remove(request, directory_id, domain)
    trust, said = _find(directory_id, domain), _mark(request).read()
    if trust is None:
        return _create(request, said)
    if not made_by(request, said.partition(" ")[0]):
        message = (
            f"A trust with {domain} exists in {directory_id} already ({trust['TrustId']}), and this resource did not "
            "make it. AWS keeps one trust for a pair of domains: delete that one, or leave this one out."
        )
        raise Failed(message)
    if trust.get("TrustState") in _MOVING:
        return Pending(f"{_told(trust)}.", _check(request))
    if _must_be_made_again(request, trust, said):
        return _delete(trust)
    if said != _signature(request):
        _mark(request).write(_signature(request))
    return _update(request, trust) or _verify(request, trust) or _done(trust)


def remove(request: Request) -> Outcome:
    """Delete the trust, then its forwarder, each only if this resource made it."""
    directory_id, domain = _pair(request)
    if forwarders.gone(directory_id):
        return Done()
    mark = _mark(request)
    ours = made_by(request, mark.read().partition(" ")[0])
    if ours and (trust := _find(directory_id, domain)):
        return _delete(trust)
    forwarders.remove(request, directory_id, domain)
    if ours:
        mark.erase()
    return Done()


def _create(request: Request, said: str) -> Pending:
    given = request.properties
    directory_id, domain = _pair(request)
    arn = given.text("SecretArn")
    password = secret_field(arn, given.text("PasswordField", "password"))
    if not 1 <= len(password) <= _LONGEST_PASSWORD:
        message = f"The trust password in the secret {arn} must have 1 to {_LONGEST_PASSWORD} characters."
        raise Failed(message)
    if said != _signature(request):
        _mark(request).write(_signature(request))
    try:
        ds(once=True).create_trust(
            DirectoryId=directory_id,
            RemoteDomainName=domain,
            TrustPassword=password,
            TrustDirection=cast("TrustDirectionType", given.text("TrustDirection")),
            TrustType=cast("TrustTypeType", given.text("TrustType", "Forest")),
            SelectiveAuth=_selective(request),
        )
    except ClientError as error:
        if code(error) != "EntityAlreadyExistsException":
            raise
    return Pending(f"A trust with {domain} has been requested.", _check(request))


def _must_be_made_again(request: Request, trust: TrustTypeDef, said: str) -> bool:
    """Whether only deleting brings it to the properties; one that failed with them, and just now, stays failed."""
    given = request.properties
    wanted = given.text("TrustDirection"), given.text("TrustType", "Forest"), _signature(request).partition(" ")[2]
    if (trust.get("TrustDirection"), trust.get("TrustType"), said.partition(" ")[2]) != wanted:
        return True
    if trust.get("TrustState") != "Failed":
        return False
    if _since_beginning(request, trust):
        message = f"{_told(trust)}. Check {_check(request)}"
        raise Failed(message)
    return True


def _delete(trust: TrustTypeDef) -> Pending:
    """Ask for the deletion. A trust that has just begun to be verified takes no orders until that has ended."""
    if trust.get("TrustState") != "Deleting":
        try:
            ds(once=True).delete_trust(TrustId=trust["TrustId"], DeleteAssociatedConditionalForwarder=False)
        except ClientError as error:
            if code(error) == "EntityDoesNotExistException":
                return Pending(f"Trust {trust['TrustId']} has just gone.")
            if code(error) != "ClientException":
                raise
            return Pending(f"{error}", _STATUS)
    return Pending(f"Trust {trust['TrustId']} with {trust.get('RemoteDomainName')} is being deleted.")


def _update(request: Request, trust: TrustTypeDef) -> Pending | None:
    wanted = _selective(request)
    if trust.get("SelectiveAuth", "Disabled") == wanted:
        return None
    if trust.get("TrustState") == "UpdateFailed" and _since_beginning(request, trust):
        message = f"Selective authentication could not become {wanted}. {_told(trust)}."
        raise Failed(message)
    try:
        ds(once=True).update_trust(TrustId=trust["TrustId"], SelectiveAuth=wanted)
    except ClientError as error:
        if code(error) != "ClientException":
            raise
        return Pending(f"{error}", _STATUS)
    return Pending(f"Selective authentication of trust {trust['TrustId']} is becoming {wanted}.")


def _verify(request: Request, trust: TrustTypeDef) -> Pending | None:
    """Have the trust verified until it is, or has been looked at once where that is enough.

    AWS cannot verify an incoming trust, which therefore rests at Created (Directory Service guide, "Verify or delete a
    trust relationship").
    """
    state = trust.get("TrustState")
    if state == "Verified" or trust.get("TrustDirection") == _INCOMING:
        return None
    failed = state == "VerifyFailed"
    if failed and request.properties.flag("AcceptUnverified") and _since_beginning(request, trust):
        return None
    late = failed and request.elapsed > _LAST_VERIFICATION
    if not late and time.time() - _changed(trust) >= _BETWEEN_VERIFICATIONS:
        try:
            ds(once=True).verify_trust(TrustId=trust["TrustId"])
        except ClientError as error:
            if code(error) != "ClientException":
                raise
            return Pending(f"{_told(trust)}. AWS did not verify it: {error}", _check(request))
    return Pending(f"{_told(trust)}.", _check(request))


def _done(trust: TrustTypeDef) -> Done:
    return Done(
        {
            "TrustId": trust["TrustId"],
            "TrustState": trust.get("TrustState", ""),
            "TrustStateReason": trust.get("TrustStateReason", ""),
        }
    )


def _find(directory_id: str, domain: str) -> TrustTypeDef | None:
    pages = ds().get_paginator("describe_trusts").paginate(DirectoryId=directory_id)
    found = [trust for page in pages for trust in page["Trusts"] if trust.get("TrustState") != "Deleted"]
    return next((trust for trust in found if forwarders.plain(trust.get("RemoteDomainName", "")) == domain), None)


def _since_beginning(request: Request, trust: TrustTypeDef) -> bool:
    """Whether the trust came to its state during this operation."""
    return _changed(trust) >= time.time() - request.elapsed - _CLOCK_SKEW


def _changed(trust: TrustTypeDef) -> float:
    moment = trust.get("StateLastUpdatedDateTime")
    return moment.timestamp() if moment else 0.0


def _selective(request: Request) -> SelectiveAuthType:
    return "Enabled" if request.properties.text("SelectiveAuth") == "Enabled" else "Disabled"


def _pair(request: Request) -> tuple[str, str]:
    return request.properties.text("DirectoryId"), forwarders.plain(request.properties.text("RemoteDomainName"))


def _mark(request: Request) -> Mark:
    directory_id, domain = _pair(request)
    return Mark(directory_id, "trust", domain)


def _signature(request: Request) -> str:
    """What the mark of a trust says: who made it, and a digest of where its password is, never of the password."""
    place = [request.properties.text("SecretArn"), request.properties.text("PasswordField", "password")]
    return f"{request.physical_id} {hashlib.sha256(json.dumps(place).encode()).hexdigest()[:16]}"


def _told(trust: TrustTypeDef) -> str:
    reason = trust.get("TrustStateReason", "no reason given").rstrip(".")
    return f"Trust {trust['TrustId']} with {trust.get('RemoteDomainName')} is {trust.get('TrustState')}: {reason}"


def _check(request: Request) -> str:
    directory_id, domain = _pair(request)
    return (
        f"that {domain} has its half of the trust, in the complementary direction, of the same type and with the "
        "password of this resource's secret; the forwarders on both sides; the ports of Active Directory both ways "
        "between the domain controllers (53, 88, 135, 389, 445, 464, 636, 3268 and the dynamic ones); that the NetBIOS "
        f"names differ. The runbook AWSSupport-TroubleshootDirectoryTrust examines {directory_id}. Where the other "
        "half is made later, set AcceptUnverified."
    )


KIND = Kind(
    type="Custom::WorkspacesTrust",
    required=frozenset({"DirectoryId", "RemoteDomainName", "TrustDirection", "SecretArn"}),
    optional=frozenset(
        {"TrustType", "SelectiveAuth", "PasswordField", "ConditionalForwarderIpAddrs", "AcceptUnverified"}
    ),
    replaced_on=frozenset({"DirectoryId", "RemoteDomainName"}),
    attributes=("TrustId", "TrustState", "TrustStateReason"),
    ensure=ensure,
    remove=remove,
)
