"""IP access control groups, their rules, and the directories they guard (facts §4.7)."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Final

from local_aws.services import state
from local_aws.services.workspaces.exclusions import refuse_together
from local_aws.services.workspaces.model import IpGroup, fleet, settled
from local_aws.services.workspaces.pages import paged
from local_aws.services.workspaces.tags import new_tags
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mypy_boto3_workspaces.type_defs import (
        AssociateIpGroupsRequestTypeDef,
        AuthorizeIpRulesRequestTypeDef,
        CreateIpGroupRequestTypeDef,
        DeleteIpGroupRequestTypeDef,
        DescribeIpGroupsRequestTypeDef,
        DisassociateIpGroupsRequestTypeDef,
        IpRuleItemTypeDef,
        RevokeIpRulesRequestTypeDef,
        UpdateRulesOfIpGroupRequestTypeDef,
    )

RULES_PER_GROUP: Final = 30
GROUPS_PER_DIRECTORY: Final = 35
GROUPS_PER_ACCOUNT: Final = 140


def create_ip_group(request: CreateIpGroupRequestTypeDef) -> Mapping[str, object]:
    """Create a group; its name is unique in the account and region."""
    groups = fleet().ip_groups
    if any(each.name == request["GroupName"] for each in groups.values()):
        raise ServiceError("ResourceAlreadyExistsException", f"The IP group {request['GroupName']} exists already.")
    if len(groups) >= GROUPS_PER_ACCOUNT:
        raise _limit(f"The limit of {GROUPS_PER_ACCOUNT} IP groups in the region is reached.")
    new = IpGroup(state.base36_id("wsipg-"), request["GroupName"], request.get("GroupDesc", ""))
    tags = new_tags(request.get("Tags", []))
    new.rules = _rules(request.get("UserRules", []))
    groups[new.id] = new
    fleet().tags[new.id] = tags
    return {"GroupId": new.id}


def describe_ip_groups(request: DescribeIpGroupsRequestTypeDef) -> Mapping[str, object]:
    """Describe all groups or those named; an unknown id is left out."""
    ids = request.get("GroupIds")
    found = [each for each in fleet().ip_groups.values() if not ids or each.id in ids]
    shown, token = paged(found, request.get("MaxResults"), request.get("NextToken"), "IP groups")
    result = [
        {
            "groupId": each.id,
            "groupName": each.name,
            "groupDesc": each.description or None,
            "userRules": [{"ipRule": rule, "ruleDesc": text or None} for rule, text in each.rules.items()],
        }
        for each in shown
    ]
    return {"Result": result, "NextToken": token}


def authorize_ip_rules(request: AuthorizeIpRulesRequestTypeDef) -> None:
    """Add rules to a group."""
    group = _group(request["GroupId"])
    group.rules = _checked(group.rules | _rules(request["UserRules"]))


def revoke_ip_rules(request: RevokeIpRulesRequestTypeDef) -> None:
    """Take rules out of a group."""
    group = _group(request["GroupId"])
    group.rules = {rule: text for rule, text in group.rules.items() if rule not in request["UserRules"]}


def update_rules_of_ip_group(request: UpdateRulesOfIpGroupRequestTypeDef) -> None:
    """Replace a group's rules."""
    group = _group(request["GroupId"])
    group.rules = _rules(request["UserRules"])


def delete_ip_group(request: DeleteIpGroupRequestTypeDef) -> None:
    """Delete a group that no directory uses."""
    group = _group(request["GroupId"])
    if any(group.id in each.ip_groups for each in fleet().registrations.values()):
        raise ServiceError("ResourceAssociatedException", f"The IP group {group.id} is associated with a directory.")
    del fleet().ip_groups[group.id]
    fleet().tags.pop(group.id, None)


def associate_ip_groups(request: AssociateIpGroupsRequestTypeDef) -> None:
    """Let groups guard a directory that is REGISTERED; one that does already is no error."""
    found = settled(request["DirectoryId"], "InvalidResourceStateException")
    more = [_group(each).id for each in request["GroupIds"]]
    groups = list(dict.fromkeys([*found.ip_groups, *more]))
    if len(groups) > GROUPS_PER_DIRECTORY:
        raise _limit(f"A directory has at most {GROUPS_PER_DIRECTORY} IP groups.")
    refuse_together(found, ip_groups=groups)
    found.ip_groups = groups


def disassociate_ip_groups(request: DisassociateIpGroupsRequestTypeDef) -> None:
    """Let groups guard a directory no longer; one that does not is no error."""
    found = settled(request["DirectoryId"], "InvalidResourceStateException")
    less = [_group(each).id for each in request["GroupIds"]]
    found.ip_groups = [each for each in found.ip_groups if each not in less]


def _group(group_id: str) -> IpGroup:
    found = fleet().ip_groups.get(group_id)
    if found is None:
        raise ServiceError(
            "ResourceNotFoundException", f"The IP group {group_id} could not be found.", ResourceId=group_id
        )
    return found


def _rules(given: Sequence[IpRuleItemTypeDef]) -> dict[str, str]:
    rules: dict[str, str] = {}
    for each in given:
        rule = each.get("ipRule", "")
        try:
            ipaddress.IPv4Network(rule)
        except ValueError as error:
            raise ServiceError("InvalidParameterValuesException", f"{rule!r} is not an IPv4 address range.") from error
        rules[rule] = each.get("ruleDesc", "")
    return _checked(rules)


def _checked(rules: dict[str, str]) -> dict[str, str]:
    if len(rules) > RULES_PER_GROUP:
        raise _limit(f"An IP group has at most {RULES_PER_GROUP} rules.")
    return rules


def _limit(message: str) -> ServiceError:
    return ServiceError("ResourceLimitExceededException", message)
