"""From where users connect: what the template says, and what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from cfnlint.api import lint
from cfnlint.config import ManualArgs

from tests.support.synth import stack_template
from workspaces_constructs import ConfigurationError, IpAccessGroup
from workspaces_constructs.facts.ip_groups import MOST_IP_RULES, require_ip_rules
from workspaces_constructs.facts.regions import IP_GROUP_CFN_REGIONS
from workspaces_constructs.rules import check

if TYPE_CHECKING:
    from collections.abc import Mapping

RULES = {"203.0.113.0/24": "Head office", "198.51.100.7": "Branch", "2001:db8::/48": "Head office, IPv6"}


def made(rules: Mapping[str, str] = RULES, region: str | None = "us-east-1", **arguments: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever the construct takes
    return stack_template(lambda stack: IpAccessGroup(stack, "Offices", rules=rules, **arguments), region)


def test_a_group_has_its_rules_and_a_name_of_its_own() -> None:
    (group,) = made(tags={"Team": "EUC"})["Resources"].values()

    assert group == {
        "Type": "AWS::WorkSpaces::WorkspaceIpGroup",
        "Properties": {
            "GroupName": group["Properties"]["GroupName"],
            "GroupDesc": "Stack/Offices",
            "UserRules": [
                {"IpRule": "203.0.113.0/24", "RuleDesc": "Head office"},
                {"IpRule": "198.51.100.7/32", "RuleDesc": "Branch"},
                {"IpRule": "2001:db8::/48", "RuleDesc": "Head office, IPv6"},
            ],
            "Tags": [{"Key": "Team", "Value": "EUC"}],
        },
    }
    assert group["Properties"]["GroupName"].startswith("StackOffices")


def test_two_groups_of_a_stack_have_different_names() -> None:
    def both(stack: Any) -> None:  # noqa: ANN401 - a stack
        for name in ("Offices", "Partners"):
            IpAccessGroup(stack, name, rules=RULES)

    names = {each["Properties"]["GroupName"] for each in stack_template(both)["Resources"].values()}

    assert len(names) == 2


def test_what_it_makes_breaks_no_rule_and_is_valid_where_the_type_is() -> None:
    template = made(region=None)

    assert check({"stack": template}) == []
    found = lint(json.dumps(template), config=ManualArgs(regions=sorted(IP_GROUP_CFN_REGIONS)))
    assert [str(each) for each in found if each.rule.id.startswith("E")] == []


def test_as_many_rules_as_a_group_takes() -> None:
    many = {f"203.0.113.{number}": "" for number in range(MOST_IP_RULES)}

    assert len(require_ip_rules(many)) == MOST_IP_RULES
    with pytest.raises(ConfigurationError, match=r"got 31; allowed: 1 to 30"):
        require_ip_rules({**many, "198.51.100.1": ""})


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ({}, "got 0; allowed: 1 to 30; a group without rules keeps everybody out"),
        ({"0.0.0.0/0": ""}, "got '0.0.0.0/0'; allowed: /8 or narrower"),
        ({"::/0": ""}, "got '::/0'; allowed: /13 or narrower"),
        ({"10.1.2.0/24": ""}, "got '10.1.2.0/24'; allowed: public addresses"),
        ({"203.0.113.9/24": ""}, "has host bits set"),
        ({"head office": ""}, "got 'head office'; allowed: an address, or a range"),
        ({"203.0.113.9": "", "203.0.113.9/32": ""}, "allowed: each range once"),
    ],
)
def test_rules_that_let_in_nobody_or_everybody_are_refused(rules: Mapping[str, str], told: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        require_ip_rules(rules)

    assert told in str(refused.value)


def test_govcloud_has_no_such_type() -> None:
    with pytest.raises(ConfigurationError, match=r"got 'us-gov-west-1'.*CreateIpGroup"):
        made(region="us-gov-west-1")


def test_bad_tags_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="aws:"):
        made(tags={"aws:Team": "EUC"})
