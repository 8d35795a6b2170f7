"""Route 53 Resolver: endpoints, rules and their associations."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from local_aws.cloudformation.types.wire import (
    Attributes,
    Made,
    Properties,
    ProvisioningError,
    ResourceType,
    client,
    gone,
    pick,
    tags,
    wait,
)

_MINUTES = 30
_MISSING = "ResourceNotFoundException"


def _resolver() -> Any:  # noqa: ANN401 - no stubs for this service are installed
    return client("route53resolver")  # type: ignore[call-overload]


def _request(properties: Properties, *names: str) -> dict[str, object]:
    own = tags(properties, reserved=False)
    return {"CreatorRequestId": uuid.uuid4().hex, **pick(properties, *names), **({"Tags": own} if own else {})}


def _endpoint(identifier: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = _resolver().get_resolver_endpoint(ResolverEndpointId=identifier)["ResolverEndpoint"]
    except ClientError as error:
        if error.response["Error"]["Code"] != _MISSING:
            raise
        return None
    return found


def _endpoint_attributes(identifier: str) -> Attributes:
    found = _endpoint(identifier) or {}
    return {
        "ResolverEndpointId": identifier,
        "Arn": found.get("Arn", ""),
        "Direction": found.get("Direction", ""),
        "HostVPCId": found.get("HostVPCId", ""),
        "IpAddressCount": str(found.get("IpAddressCount", 0)),
        "Name": found.get("Name", ""),
    }


def _operational(identifier: str) -> bool:
    found = _endpoint(identifier)
    if found is None or found["Status"] == "ACTION_NEEDED":
        raise ProvisioningError(f"Resolver endpoint {identifier} did not become operational.", identifier)
    return bool(found["Status"] == "OPERATIONAL")


def _create_endpoint(_logical_id: str, properties: Properties) -> Made:
    request = _request(properties, "Name", "Direction", "SecurityGroupIds", "IpAddresses", "ResolverEndpointType")
    made = _resolver().create_resolver_endpoint(**request)["ResolverEndpoint"]["Id"]
    wait(f"Resolver endpoint {made} is OPERATIONAL", partial(_operational, made), minutes=_MINUTES, physical_id=made)
    return made, _endpoint_attributes(made)


def _update_endpoint(identifier: str, old: Properties, new: Properties) -> Attributes:
    if new.get("Name") != old.get("Name"):
        _resolver().update_resolver_endpoint(ResolverEndpointId=identifier, **pick(new, "Name"))
    before, after = _addresses(old), _addresses(new)
    for change, addresses in (
        (_resolver().associate_resolver_endpoint_ip_address, [each for each in after if each not in before]),
        (_resolver().disassociate_resolver_endpoint_ip_address, [each for each in before if each not in after]),
    ):
        for each in addresses:
            change(ResolverEndpointId=identifier, IpAddress=each)
    return _endpoint_attributes(identifier)


def _addresses(properties: Properties) -> list[object]:
    given = properties.get("IpAddresses")
    return list(given) if isinstance(given, list) else []


def _delete_endpoint(identifier: str, _properties: Properties) -> None:
    gone(_resolver().delete_resolver_endpoint, _MISSING, ResolverEndpointId=identifier)
    wait(f"Resolver endpoint {identifier} is gone", lambda: _endpoint(identifier) is None, minutes=_MINUTES)


def _rule_attributes(rule: dict[str, Any]) -> Attributes:
    return {
        "ResolverRuleId": rule["Id"],
        "Arn": rule["Arn"],
        "DomainName": rule["DomainName"],
        "Name": rule.get("Name", ""),
        "ResolverEndpointId": rule.get("ResolverEndpointId", ""),
        "TargetIps": rule.get("TargetIps", []),
    }


def _targets(properties: Properties) -> dict[str, object]:
    given = properties.get("TargetIps")
    if not isinstance(given, list):
        return {}
    ports = [{**each, **({"Port": int(str(each["Port"]))} if "Port" in each else {})} for each in given]  # type: ignore[dict-item,operator,index,call-overload]
    return {"TargetIps": ports}


def _create_rule(_logical_id: str, properties: Properties) -> Made:
    request = _request(properties, "Name", "RuleType", "DomainName", "ResolverEndpointId") | _targets(properties)
    rule = _resolver().create_resolver_rule(**request)["ResolverRule"]
    return rule["Id"], _rule_attributes(rule)


def _update_rule(identifier: str, _old: Properties, new: Properties) -> Attributes:
    config = {**pick(new, "Name", "ResolverEndpointId"), **_targets(new)}
    answer = _resolver().update_resolver_rule(ResolverRuleId=identifier, Config=config)
    return _rule_attributes(answer["ResolverRule"])


def _delete_rule(identifier: str, _properties: Properties) -> None:
    gone(_resolver().delete_resolver_rule, _MISSING, ResolverRuleId=identifier)


def _association_status(identifier: str) -> str | None:
    try:
        answer = _resolver().get_resolver_rule_association(ResolverRuleAssociationId=identifier)
    except ClientError as error:
        if error.response["Error"]["Code"] != _MISSING:
            raise
        return None
    return str(answer["ResolverRuleAssociation"]["Status"])


def _create_association(_logical_id: str, properties: Properties) -> Made:
    answer = _resolver().associate_resolver_rule(**pick(properties, "ResolverRuleId", "VPCId", "Name"))
    made = answer["ResolverRuleAssociation"]["Id"]
    wait(
        f"Association {made} is COMPLETE",
        lambda: _association_status(made) == "COMPLETE",
        minutes=_MINUTES,
        physical_id=made,
    )
    return made, {"ResolverRuleAssociationId": made, **pick(properties, "ResolverRuleId", "VPCId", "Name")}


def _delete_association(identifier: str, properties: Properties) -> None:
    gone(_resolver().disassociate_resolver_rule, _MISSING, **pick(properties, "ResolverRuleId", "VPCId"))
    wait(f"Association {identifier} is gone", lambda: _association_status(identifier) is None, minutes=_MINUTES)


TYPES = (
    ResourceType(
        "AWS::Route53Resolver::ResolverEndpoint",
        _create_endpoint,
        _delete_endpoint,
        _update_endpoint,
        create_only=frozenset({"Direction", "OutpostArn", "PreferredInstanceType", "SecurityGroupIds"}),
    ),
    ResourceType(
        "AWS::Route53Resolver::ResolverRule",
        _create_rule,
        _delete_rule,
        _update_rule,
        create_only=frozenset({"RuleType", "DomainName"}),
    ),
    ResourceType(
        "AWS::Route53Resolver::ResolverRuleAssociation",
        _create_association,
        _delete_association,
        create_only=frozenset({"Name", "VPCId", "ResolverRuleId"}),
        tags=False,
    ),
)
