"""From which addresses users may connect."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_workspaces as workspaces
from constructs import Construct

from workspaces_constructs.custom_resources.places import place_of
from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.facts.arguments import require_list, require_text
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.identifiers import require_identifier
from workspaces_constructs.facts.ip_groups import MOST_IP_GROUPS, require_ip_rules
from workspaces_constructs.facts.regions import IP_GROUP_CFN_REGIONS
from workspaces_constructs.facts.tags import require_tags

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["IpAccessGroup", "require_ip_group_ids"]


class IpAccessGroup(Construct):
    """An IP access control group: only from its addresses do users of a directory connect.

    A directory with groups lets in what any of them names; one without lets everybody in. Rules hold for new sessions,
    and change in place. WorkSpaces ignores groups where users stream through a VPC endpoint.

    Example:
        .. code-block:: python

            offices = IpAccessGroup(stack, "Offices", rules={"203.0.113.0/24": "Head office", "198.51.100.7": "Branch"})
            offices.group_id  # for the ip_group_ids of a DirectoryRegistration

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        rules: Descriptions by public addresses or ranges, 1 to 30 of them.
        description: What the group is for. A change replaces the group. Default: the construct's path.
        tags: Tags within WorkSpaces' rules. Default: none.

    Attributes:
        group_id: ``wsipg-`` and letters and digits.

    Raises:
        ConfigurationError: No rule or more than 30, a range that is none, private or as wide as no organization's; a
            region in which CloudFormation has no such groups (GovCloud: make the group by the API, and give its id).
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        rules: Mapping[str, str],
        description: str | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        region = place_of(self).region
        if not is_unresolved(region) and region not in IP_GROUP_CFN_REGIONS:
            raise ConfigurationError(
                "region of an IP access control group",
                value=region,
                allowed=sorted(IP_GROUP_CFN_REGIONS),
                fix="make the group by CreateIpGroup there, and give its id to the registration",
            )
        path = self.node.path
        self._resource = workspaces.CfnWorkspaceIpGroup(
            self,
            "Group",
            group_name=cdk.Names.unique_resource_name(self, max_length=100, allowed_special_characters="-"),
            group_desc=description or path,
            user_rules=[
                workspaces.CfnWorkspaceIpGroup.IpRuleItemProperty(ip_rule=network, rule_desc=text)
                for network, text in require_ip_rules(rules).items()
            ],
            tags=[cdk.CfnTag(key=key, value=value) for key, value in require_tags(tags or {}).items()] or None,
        )
        self.group_id = self._resource.attr_group_id


def require_ip_group_ids(given: Sequence[str]) -> list[str]:
    """Return the ids of groups if a directory can have them.

    Raises:
        ConfigurationError: More than 35, or one that is no id of such a group.
    """
    ids = require_list(given, "ip_group_ids")
    if len(ids) > MOST_IP_GROUPS:
        raise ConfigurationError(
            "ip_group_ids",
            value=len(ids),
            allowed=f"at most {MOST_IP_GROUPS} groups in a directory",
            fix="join rules: a group holds 30",
        )
    for group_id in [] if is_unresolved(ids) else ids:
        if not is_unresolved(require_text(group_id, "ip_group_ids", inner="group_id")):
            require_identifier("IP access control group id", group_id)
    return ids
