"""The two entry points that CDK's provider framework calls, and the rules all kinds share."""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING, Literal, TypedDict

from botocore.exceptions import ClientError, ConnectionError, HTTPClientError, ParamValidationError  # noqa: A004 - botocore's name

from . import (
    ad_connector,
    automation,
    bundle,
    bundle_lookup,
    client_ldaps,
    conditional_forwarder,
    default_role,
    default_security_group,
    desktop_guard,
    directory_data_access,
    directory_details,
    directory_logs,
    directory_registration,
    directory_user,
    fleet,
    image,
    network_release,
    peer_routes,
    radius_mfa,
    trust,
)
from .aws import ACCESS_DENIED, LOST_ANSWER, NOT_YET, SETTLED, cloudformation, code
from .kind import Done, Failed, Kind, Pending, Properties, Request, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS: Mapping[str, Kind] = {
    kind.type: kind
    for kind in (
        ad_connector.KIND,
        automation.KIND,
        bundle.KIND,
        bundle_lookup.KIND,
        client_ldaps.KIND,
        conditional_forwarder.KIND,
        default_role.KIND,
        default_security_group.KIND,
        desktop_guard.KIND,
        directory_data_access.KIND,
        directory_details.KIND,
        directory_logs.KIND,
        directory_registration.KIND,
        directory_user.KIND,
        fleet.KIND,
        image.KIND,
        network_release.KIND,
        peer_routes.KIND,
        radius_mfa.KIND,
        trust.KIND,
    )
}


_CLOCK_SKEW_SECONDS = 5


class Event(TypedDict, total=False):
    """CloudFormation's event; ``StartedAt`` and ``OldPhysicalResourceId`` are ours and travel through the waiter."""

    RequestType: Literal["Create", "Update", "Delete"]
    ResourceType: str
    StackId: str
    LogicalResourceId: str
    PhysicalResourceId: str
    OldPhysicalResourceId: str
    ResourceProperties: dict[str, Value]
    OldResourceProperties: dict[str, Value]
    StartedAt: float


def on_event(event: Event, _context: object = None) -> dict[str, str | float]:
    """Validate and name the resource. No AWS call is made here.

    A Create that fails here is answered with a marker, and the framework then ignores its Delete: nothing may exist
    yet.
    """
    answer: dict[str, str | float] = {"StartedAt": time.time()}
    if event["RequestType"] == "Delete":
        return answer
    kind = _kind(event)
    kind.validate(event["ResourceProperties"])
    made = kind.physical_id(event["StackId"], event["LogicalResourceId"], event["ResourceProperties"])
    if event["RequestType"] == "Update":
        current = answer["OldPhysicalResourceId"] = event["PhysicalResourceId"]
        before = kind.physical_id(event["StackId"], event["LogicalResourceId"], event["OldResourceProperties"])
        made = current if made == before else made
    answer["PhysicalResourceId"] = made
    return answer


def is_complete(event: Event, _context: object = None) -> dict[str, bool | dict[str, str]]:
    """Do what can be done now and say whether that was all."""
    kind = _kind(event)
    request = _request(event, kind)
    outcome = _step(kind, request)
    _log(request, outcome)
    if isinstance(outcome, Done):
        attributes = outcome.attributes or {}
        data = {name: value if isinstance(value, str) else ",".join(value) for name, value in attributes.items()}
        return {"IsComplete": True, "Data": data}
    if request.elapsed > _deadline():
        minutes = round(request.elapsed / 60)
        message = (
            f"{request.logical_id} ({kind.type}) gave up after {minutes} minutes: {outcome.why} "
            f"Check next: {outcome.check}"
        )
        raise Failed(message)
    return {"IsComplete": False}


def _step(kind: Kind, request: Request) -> Pending | Done:
    try:
        if request.type == "Delete":
            return kind.remove(request)
        _refuse_when_overtaken(request)
        return kind.ensure(request)
    except ClientError as error:
        if code(error) in SETTLED:
            return Pending(f"{error}", "what exists; the next step looks at it again.")
        if code(error) in LOST_ANSWER | NOT_YET:
            return Pending(f"{error}", "whether the service is throttling this account or has an outage.")
        if code(error) in ACCESS_DENIED and request.elapsed < _access_grace():
            return Pending(f"{error}", "the policies of the provider's role; new ones take a moment to be in force.")
        message = f"{request.logical_id} ({kind.type}): {error}"
        raise Failed(message) from error
    except ParamValidationError as error:
        message = f"{request.logical_id} ({kind.type}): the AWS SDK of this region's Lambda runtime is too old: {error}"
        raise Failed(message) from error
    except (ConnectionError, HTTPClientError) as error:
        return Pending(f"No answer from AWS: {error}", "the network path from the provider's function to the AWS API.")


def _refuse_when_overtaken(request: Request) -> None:
    """Stop an operation that CloudFormation has given up, because another resource of the stack failed.

    CloudFormation does not tell: it sends the Delete or the reversed Update while this operation's waiter is still
    asking. Going on would make again what the Delete has just removed.
    """
    resource = cloudformation().describe_stack_resource(
        StackName=request.stack_id, LogicalResourceId=request.logical_id
    )["StackResourceDetail"]
    expected = f"{request.type.upper()}_IN_PROGRESS"
    later = resource["LastUpdatedTimestamp"].timestamp() - (time.time() - request.elapsed)
    stale = later < -_CLOCK_SKEW_SECONDS
    if later > _CLOCK_SKEW_SECONDS or (resource["ResourceStatus"] != expected and not stale):
        message = (
            f"CloudFormation no longer waits for this {request.type}: the resource is {resource['ResourceStatus']}."
        )
        raise Failed(message)


def _kind(event: Event) -> Kind:
    try:
        return KINDS[event["ResourceType"]]
    except KeyError:
        message = f"{event['ResourceType']} is not a kind of this provider. Known: {', '.join(sorted(KINDS))}."
        raise Failed(message) from None


def _request(event: Event, kind: Kind) -> Request:
    properties = event["ResourceProperties"]
    physical_id = event["PhysicalResourceId"]
    now = time.time()
    started = event.get("StartedAt", now)
    if event["RequestType"] == "Delete" and not kind.is_physical_id(physical_id):
        # A Delete that follows a cancelled Create carries an id that CloudFormation made up.
        physical_id = kind.physical_id(event["StackId"], event["LogicalResourceId"], properties)
    return Request(
        type=event["RequestType"],
        kind=kind.type,
        stack_id=event["StackId"],
        logical_id=event["LogicalResourceId"],
        physical_id=physical_id,
        properties=Properties(properties),
        old=Properties(event.get("OldResourceProperties") or properties),
        old_physical_id=event.get("OldPhysicalResourceId", physical_id),
        started=started,
        elapsed=max(0.0, now - started),
    )


def _deadline() -> float:
    return float(os.environ.get("DEADLINE_SECONDS", "2700"))


def _access_grace() -> float:
    return float(os.environ.get("ACCESS_GRACE_SECONDS", "120"))


def _log(request: Request, outcome: Pending | Done) -> None:
    line = {
        "kind": request.kind,
        "request": request.type,
        "logicalId": request.logical_id,
        "physicalId": request.physical_id,
        "elapsed": round(request.elapsed),
        "outcome": "done" if isinstance(outcome, Done) else "pending",
    }
    if isinstance(outcome, Pending):
        line["why"] = outcome.why
    print(json.dumps(line))  # noqa: T201 - standard output is a Lambda function's log
