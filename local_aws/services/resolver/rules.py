"""Resolver rules, and the VPCs they hold in."""

from __future__ import annotations

import ipaddress
from functools import partial
from typing import TYPE_CHECKING, Final

from local_aws.services import durations, neighbours, state
from local_aws.services.resolver.model import (
    Association,
    Rule,
    arn,
    found,
    invalid,
    listed,
    made_before,
    missing,
    new_tags,
    resolver,
)
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local_aws.services.resolver.model import Request

_MOST_TARGETS: Final = 6


def create_resolver_rule(request: Request) -> Mapping[str, object]:
    """Make a rule; one that forwards needs an outbound endpoint and targets."""
    again = made_before(resolver().rules.values(), request)
    if again is not None:
        return {"ResolverRule": _rule(again)}
    if request["RuleType"] == "FORWARD":
        endpoint = found(resolver().endpoints, request.get("ResolverEndpointId", ""), "Resolver endpoint")
        if endpoint.request["Direction"] != "OUTBOUND":
            raise invalid(f"{endpoint.id} is no outbound endpoint.")
        _check_targets(request)
    if not request.get("DomainName"):
        raise invalid("A rule needs a domain name.")
    new = Rule(state.hex_id("rslvr-rr-", 17), request, new_tags(request))
    resolver().rules[new.id] = new
    return {"ResolverRule": _rule(new)}


def update_resolver_rule(request: Request) -> Mapping[str, object]:
    """Change a rule's name, targets or endpoint."""
    known = found(resolver().rules, request["ResolverRuleId"], "Resolver rule")
    changed = {**known.request, **request["Config"]}
    found(resolver().endpoints, changed.get("ResolverEndpointId", ""), "Resolver endpoint")
    _check_targets(changed)
    known.request = changed
    return {"ResolverRule": _rule(known)}


def delete_resolver_rule(request: Request) -> Mapping[str, object]:
    """Take a rule away that holds in no VPC."""
    known = found(resolver().rules, request["ResolverRuleId"], "Resolver rule")
    vpcs = [each.vpc_id for each in resolver().associations.values() if each.rule_id == known.id]
    if vpcs:
        raise ServiceError(
            "ResourceInUseException", f"The rule {known.id} is still associated with VPCs: {', '.join(vpcs)}."
        )
    del resolver().rules[known.id]
    return {"ResolverRule": _rule(known)}


def associate_resolver_rule(request: Request) -> Mapping[str, object]:
    """Let a rule hold in a VPC, which can have one rule for a domain."""
    rule = found(resolver().rules, request["ResolverRuleId"], "Resolver rule")
    vpc_id = request["VPCId"]
    if not neighbours.vpc_cidrs(vpc_id):
        raise invalid(f"The VPC {vpc_id} does not exist.")
    domain = rule.request["DomainName"].rstrip(".")
    for each in resolver().associations.values():
        other = resolver().rules[each.rule_id]
        if each.vpc_id == vpc_id and other.request["DomainName"].rstrip(".") == domain:
            raise ServiceError("ResourceExistsException", f"The VPC {vpc_id} has a rule for {domain} already.")
    new = Association(state.hex_id("rslvr-rrassoc-", 17), rule.id, vpc_id, request.get("Name"))
    resolver().associations[new.id] = new
    state.later(durations.RESOLVER_ASSOCIATION, partial(_complete, new))
    return {"ResolverRuleAssociation": _association(new)}


def disassociate_resolver_rule(request: Request) -> Mapping[str, object]:
    """Let a rule no longer hold in a VPC."""
    for each in resolver().associations.values():
        if (each.rule_id, each.vpc_id) == (request["ResolverRuleId"], request["VPCId"]):
            if each.status != "DELETING":
                each.status = "DELETING"
                state.later(durations.RESOLVER_ASSOCIATION, partial(_disassociated, each.id))
            return {"ResolverRuleAssociation": _association(each)}
    raise missing("association", f"{request['ResolverRuleId']} in {request['VPCId']}")


def get_resolver_rule(request: Request) -> Mapping[str, object]:
    """Describe one rule."""
    return {"ResolverRule": _rule(found(resolver().rules, request["ResolverRuleId"], "Resolver rule"))}


def list_resolver_rules(request: Request) -> Mapping[str, object]:
    """Describe all rules."""
    return listed("ResolverRules", [_rule(each) for each in resolver().rules.values()], request)


def get_resolver_rule_association(request: Request) -> Mapping[str, object]:
    """Describe one association."""
    identifier = request["ResolverRuleAssociationId"]
    return {"ResolverRuleAssociation": _association(found(resolver().associations, identifier, "association"))}


def list_resolver_rule_associations(request: Request) -> Mapping[str, object]:
    """Describe all associations."""
    shown = [_association(each) for each in resolver().associations.values()]
    return listed("ResolverRuleAssociations", shown, request)


def _check_targets(request: Request) -> None:
    targets = request.get("TargetIps", [])
    if not 1 <= len(targets) <= _MOST_TARGETS:
        raise invalid(f"A rule that forwards has 1 to {_MOST_TARGETS} targets.")
    for each in targets:
        try:
            ipaddress.IPv4Address(each.get("Ip", ""))
        except ValueError as error:
            raise invalid(f"{each.get('Ip')} is no IP address.") from error


def _complete(association: Association) -> None:
    if association.status == "CREATING":
        association.status = "COMPLETE"


def _disassociated(identifier: str) -> None:
    resolver().associations.pop(identifier, None)


def _rule(each: Rule) -> dict[str, object]:
    return {
        "Id": each.id,
        "Arn": arn("resolver-rule", each.id),
        "CreatorRequestId": each.request["CreatorRequestId"],
        "DomainName": each.request["DomainName"].rstrip(".") + ".",
        "Status": "COMPLETE",
        "RuleType": each.request["RuleType"],
        "Name": each.request.get("Name"),
        "TargetIps": each.request.get("TargetIps"),
        "ResolverEndpointId": each.request.get("ResolverEndpointId"),
        "OwnerId": state.account(),
        "ShareStatus": "NOT_SHARED",
    }


def _association(each: Association) -> dict[str, object]:
    return {
        "Id": each.id,
        "ResolverRuleId": each.rule_id,
        "Name": each.name,
        "VPCId": each.vpc_id,
        "Status": each.status,
    }
