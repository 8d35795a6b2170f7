"""Notifications of what happens to an interface endpoint, to a topic that lets endpoints publish."""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Final

from ministack.services import ec2, sns

from local_aws.ec2.wire import Ec2Error, Params, action, members, text
from local_aws.services import state

_EVENTS: Final = frozenset({"Accept", "Connect", "Delete", "Reject"})
_SENDER: Final = "vpce.amazonaws.com"


@dataclass
class Notification:
    """What a topic hears of an endpoint."""

    endpoint_id: str
    topic: str
    events: list[str]


@dataclass
class _Notifications:
    by_id: dict[str, Notification] = field(default_factory=dict)


def notifications() -> dict[str, Notification]:
    """Every notification of this account and region by its id."""
    return state.of(_Notifications).by_id


def forget(endpoint_id: str) -> None:
    """Drop what is heard of an endpoint that is gone."""
    for each in [each for each, found in notifications().items() if found.endpoint_id == endpoint_id]:
        del notifications()[each]


def no_endpoint(identifier: str) -> Ec2Error:
    """The error for an endpoint that does not exist."""
    return Ec2Error("InvalidVpcEndpointId.NotFound", f"The Vpc Endpoint Id '{identifier}' does not exist")


@action("CreateVpcEndpointConnectionNotification")
def create_notification(params: Params) -> str:
    """A notification of an interface endpoint, to a topic that lets endpoints publish."""
    endpoint_id, topic = text(params, "VpcEndpointId"), text(params, "ConnectionNotificationArn")
    events = _required_events(params)
    endpoint = ec2._vpc_endpoints.get(endpoint_id)
    if endpoint is None:
        raise no_endpoint(endpoint_id)
    if endpoint["VpcEndpointType"] != "Interface":
        raise Ec2Error("InvalidParameter", f"{endpoint_id} is no interface endpoint.")
    _require_topic(topic)
    identifier = state.hex_id("vpce-nfn-", 17)
    notifications()[identifier] = Notification(endpoint_id, topic, events)
    return f"<connectionNotification>{_notification_xml(identifier)}</connectionNotification>"


@action("ModifyVpcEndpointConnectionNotification")
def modify_notification(params: Params) -> str:
    """Another topic, other events, or both."""
    found = notifications().get(text(params, "ConnectionNotificationId"))
    if found is None:
        raise _no_notification(text(params, "ConnectionNotificationId"))
    topic = text(params, "ConnectionNotificationArn") or found.topic
    _require_topic(topic)
    found.topic = topic
    if members(params, "ConnectionEvents"):
        found.events = _required_events(params)
    return "<return>true</return>"


@action("DescribeVpcEndpointConnectionNotifications")
def describe_notifications(params: Params) -> str:
    """All of them, or one by its id."""
    wanted = text(params, "ConnectionNotificationId")
    if wanted and wanted not in notifications():
        raise _no_notification(wanted)
    items = "".join(f"<item>{_notification_xml(each)}</item>" for each in notifications() if wanted in ("", each))
    return f"<connectionNotificationSet>{items}</connectionNotificationSet>"


@action("DeleteVpcEndpointConnectionNotifications")
def delete_notifications(params: Params) -> str:
    """Each goes; a missing one is reported, not raised."""
    missing = [each for each in members(params, "ConnectionNotificationId") if notifications().pop(each, None) is None]
    items = "".join(
        "<item><error><code>InvalidConnectionNotification</code><message>Not found</message></error>"
        f"<resourceId>{each}</resourceId></item>"
        for each in missing
    )
    return f"<unsuccessful>{items}</unsuccessful>"


def _required_events(params: Params) -> list[str]:
    events = members(params, "ConnectionEvents")
    if not events or set(events) - _EVENTS:
        raise Ec2Error("InvalidParameter", f"Connection events are {', '.join(sorted(_EVENTS))}, not {events}.")
    return events


def _require_topic(arn: str) -> None:
    """The topic exists, and its policy lets endpoints publish (PrivateLink guide, manage-notifications-endpoint)."""
    topic = sns._topics.get(arn)
    if topic is None:
        raise Ec2Error("InvalidParameter", f"The topic {arn} does not exist.")
    policy = json.loads(topic["attributes"].get("Policy") or "{}")
    for statement in policy.get("Statement", []):
        principal = statement.get("Principal")
        services = principal.get("Service", []) if isinstance(principal, dict) else []
        allowed = statement["Effect"] == "Allow" and _SENDER in ([services] if isinstance(services, str) else services)
        if allowed and "publish" in str(statement["Action"]).lower():
            return
    raise Ec2Error("InvalidParameter", f"The policy of {arn} does not let {_SENDER} publish to it.")


def _no_notification(identifier: str) -> Ec2Error:
    return Ec2Error("InvalidConnectionNotification", f"The notification '{identifier}' does not exist")


def _notification_xml(identifier: str) -> str:
    found = notifications()[identifier]
    listed = "".join(f"<item>{event}</item>" for event in found.events)
    return (
        f"<connectionNotificationId>{identifier}</connectionNotificationId><vpcEndpointId>{found.endpoint_id}"
        f"</vpcEndpointId><connectionNotificationType>Topic</connectionNotificationType><connectionNotificationArn>"
        f"{found.topic}</connectionNotificationArn><connectionEvents>{listed}</connectionEvents>"
        "<connectionNotificationState>Enabled</connectionNotificationState>"
    )
