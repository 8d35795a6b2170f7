"""Domain controllers and the administration host: what stands in the template, and what is refused."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_secretsmanager as secretsmanager
from cdk_nag import AwsSolutionsChecks
from cfnlint import decode
from cfnlint.api import lint
from cfnlint.config import ManualArgs

from local_aws.services.ssm.documents import problems as document_problems
from tests.support.powershell import function_bodies, problems, require_parsed
from tests.support.synth import new_app, synthesised
from tests.support.templates import by_type, only, properties
from workspaces_constructs import (
    AdConnector,
    AdminHost,
    ConfigurationError,
    DomainControllers,
    ServiceAccount,
    User,
    WorkspacesVpc,
)
from workspaces_constructs.directory.host_tasks import DELEGATED_UNIT, UNIT, USER
from workspaces_constructs.directory.on_premises import OnPremisesDomain
from workspaces_constructs.directory.runbooks import PARAMETERS, STEPS, script
from workspaces_constructs.facts.ports import DESKTOP_TO_DIRECTORY, DOMAIN_TO_DOMAIN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.unit.constructs.conftest import Surroundings

CORP = OnPremisesDomain("corp.example.com", dns_addresses=["10.20.0.10", "10.20.1.10"], cidrs=["10.20.0.0/16"])


@cache
def app() -> cdk.App:
    app = new_app()
    stack = cdk.Stack(app, "Stack", env=cdk.Environment(region="us-east-1"), analytics_reporting=False)
    network = WorkspacesVpc(stack, "Network", directory_subnets=True, server_subnets=True)
    assert network.directory_subnets is not None
    assert network.server_subnets is not None
    secret = secretsmanager.Secret(stack, "Administrator")
    desktops = network.desktop_subnets["Desktops"]
    controllers = DomainControllers(
        stack,
        "Controllers",
        vpc=network.vpc,
        subnets=network.directory_subnets,
        domain=CORP,
        administrator_secret=secret,
        restore_mode_secret=secretsmanager.Secret(stack, "RestoreMode"),
        desktop_cidrs=desktops.cidrs,
    )
    account = ServiceAccount("svc-workspaces", secret)
    connector = AdConnector(
        stack,
        "Connector",
        vpc=network.vpc,
        subnets=desktops.subnets,
        domain_name=CORP.domain_name,
        dns_addresses=controllers.dns_addresses,
        service_account=account,
    )
    connector.node.add_dependency(controllers.ready)
    host = AdminHost(
        stack,
        "AdminHost",
        vpc=network.vpc,
        subnet=network.server_subnets.subnets[0],
        domain_name=CORP.domain_name,
        dns_addresses=controllers.dns_addresses,
        directory_cidrs=network.directory_subnets.cidrs,
        administrator_secret=secret,
        after=[controllers.ready],
    )
    host.organizational_unit(
        "Unit", distinguished_name="OU=WorkSpaces,DC=corp,DC=example,DC=com", service_account=account
    )
    host.users([User("alice", given_name="Alice"), User("bob")])
    return app


@cache
def made() -> dict[str, Any]:
    return synthesised(app())


def automations() -> dict[str, Any]:
    return by_type(made(), "Custom::WorkspacesAutomation")


def documents() -> list[dict[str, Any]]:
    return [document["Content"] for document in properties(made(), "AWS::SSM::Document")]


def test_controllers_stand_in_both_subnets_at_addresses_that_never_change() -> None:
    hosts = [each for each in properties(made(), "AWS::EC2::Instance") if "PrivateIpAddress" in each]

    assert [each["PrivateIpAddress"] for each in hosts] == ["172.20.0.7", "172.20.0.23"]
    assert len({each["SubnetId"]["Ref"] for each in hosts}) == 2
    assert all("DirectorySubnet" in each["SubnetId"]["Ref"] for each in hosts)


def test_hosts_are_windows_with_imdsv2_and_encrypted_volumes() -> None:
    for host in properties(made(), "AWS::EC2::Instance"):
        template = made()["Resources"][host["LaunchTemplate"]["LaunchTemplateId"]["Ref"]]
        data = template["Properties"]["LaunchTemplateData"]
        assert data["ImageId"].endswith("/Windows_Server-2022-English-Full-Base")
        assert data["MetadataOptions"]["HttpTokens"] == "required"
        assert all(
            each["Ebs"]["Encrypted"] and each["Ebs"]["VolumeType"] == "gp3" for each in host["BlockDeviceMappings"]
        )
        assert "UserData" not in host
        assert "KeyName" not in host


def test_a_controller_reads_two_secrets_and_nothing_else() -> None:
    (role,) = [
        resource for name, resource in by_type(made(), "AWS::IAM::Role").items() if name.startswith("ControllersRole")
    ]
    (policy,) = role["Properties"]["Policies"]
    (statement,) = policy["PolicyDocument"]["Statement"]

    assert statement["Action"] == "secretsmanager:GetSecretValue"
    assert sorted(each["Ref"][:8] for each in statement["Resource"]) == ["Administ"[:8], "RestoreM"]


def test_the_controllers_groups_have_table_1_and_nothing_is_open_to_the_world() -> None:
    groups = [
        group for name, group in by_type(made(), "AWS::EC2::SecurityGroup").items() if name.startswith("Controllers")
    ]
    by_peer: dict[str, set[tuple[str, int, int]]] = {}
    for rule in [rule for group in groups for rule in group["Properties"]["SecurityGroupIngress"]]:
        by_peer.setdefault(rule["CidrIp"], set()).add((rule["IpProtocol"], rule["FromPort"], rule["ToPort"]))

    assert len(by_peer) == 3
    assert "0.0.0.0/0" not in by_peer
    assert covered(by_peer["10.20.0.0/16"]) == covered((r.protocol, r.from_port, r.to_port) for r in DOMAIN_TO_DOMAIN)
    (desktops,) = set(by_peer) - {"10.20.0.0/16", "172.20.0.0/27"}
    assert covered(by_peer[desktops]) == covered((r.protocol, r.from_port, r.to_port) for r in DESKTOP_TO_DIRECTORY)


def covered(rules: Iterable[tuple[str, int, int]]) -> set[tuple[str, int]]:
    return {
        (protocol, port) for protocol, first, last in rules for port in (*range(first, min(last, first + 50) + 1), last)
    }


def test_an_admin_host_has_no_way_in() -> None:
    ((_, group),) = [
        each for each in by_type(made(), "AWS::EC2::SecurityGroup").items() if each[0].startswith("AdminHost")
    ]

    assert "SecurityGroupIngress" not in group["Properties"]


def test_one_controller_is_promoted_after_the_other_and_the_connector_waits_for_both() -> None:
    found = automations()
    promotions = sorted(name for name in found if "Promotion" in name)
    _, connector = only(made(), "Custom::WorkspacesAdConnector")

    assert len(promotions) == 2
    assert promotions[0] in found[promotions[1]]["DependsOn"]
    assert set(promotions) <= set(connector["DependsOn"])
    for name in promotions:
        given = found[name]["Properties"]
        assert given["RemovalParameters"]["InstanceId"] == given["Parameters"]["InstanceId"]
        assert given["Parameters"]["SiteLinkCost"] == ["100"]


def test_a_controller_is_demoted_with_the_other_ones_dns_at_hand() -> None:
    found = automations()
    given = {
        name: found[name]["Properties"]["RemovalParameters"]["DnsAddresses"] for name in found if "Promotion" in name
    }

    assert sorted(given.values()) == [["10.20.0.10,10.20.1.10,172.20.0.23"], ["10.20.0.10,10.20.1.10,172.20.0.7"]]


def test_runbooks_are_documents_of_schema_0_3() -> None:
    assert len(documents()) == 7
    for document in documents():
        modelled = json.loads(json.dumps({**document, "assumeRole": "arn:aws:iam::000000000000:role/x"}))
        assert list(document_problems(modelled)) == []
        assert len(json.dumps(document)) < 64_000
        assert document["assumeRole"]["Fn::GetAtt"][1] == "Arn"


def test_every_value_of_a_template_passes_its_documents_pattern() -> None:
    for resource in automations().values():
        for name in ("Parameters", "RemovalParameters"):
            for key, values in resource["Properties"].get(name, {}).items():
                if all(isinstance(value, str) for value in values):
                    assert all(re.search(PARAMETERS[key], value) for value in values), (key, values)


@pytest.mark.parametrize("step", sorted(STEPS))
def test_the_script_of_every_step_is_powershell(step: str) -> None:
    require_parsed(script(step, list(PARAMETERS)))


def test_a_broken_script_would_be_seen() -> None:
    assert problems("if (Test-Path 'D:\\') { Write-Output 'x'")
    assert problems("Get-Item -Path (")


@pytest.mark.parametrize("step", sorted(STEPS))
def test_a_script_uses_only_values_that_its_runbooks_give(step: str) -> None:
    body = script(step, [])
    used = {name for name in PARAMETERS if re.search(rf"\${name}\b", body[body.index(OWN[step]) :])}
    for document in documents():
        if step in {each["name"] for each in document["mainSteps"]}:
            assert used <= set(document["parameters"]), document["description"]


def test_a_controller_asks_aws_for_aws_before_it_asks_the_domain_for_everything_else() -> None:
    """Otherwise Systems Manager, whose endpoints are in the VPC, is found no more and the runbook hangs."""
    body = OWN["PrepareHost"]

    assert body.index("Set-NameServers 'amazonaws.com' @('169.254.169.253')") < body.index("Set-DnsClientServerAddress")


def test_every_work_of_an_admin_host_in_a_domain_begins_by_asking_its_dns_servers() -> None:
    """The VPC's DHCP options name them only when the registrations are there, which wait for this work."""
    assert "Set-NameServers $DomainName $DnsAddresses.Split(',')" in OWN["CheckDomain"]
    assert all(task.steps[0] == "CheckDomain" for task in (UNIT, DELEGATED_UNIT, USER))


def test_a_controller_replicates_from_the_one_on_which_its_site_was_made() -> None:
    """Its partner elsewhere learns of the site hours later, and the promotion would fail."""
    (made_on,) = re.findall("Server = (Get-Controller.*?);", OWN["ConfigureSite"])
    (replicated_from,) = re.findall("ReplicationSourceDC = (.+)", OWN["PromoteDomainController"])

    assert made_on == replicated_from == "Get-Controller 389, 9389"


def test_a_domain_controller_is_one_that_answers_and_those_that_do_not_are_told() -> None:
    (body,) = function_bodies(COMMON, "Get-Controller")

    assert (
        body.index("Sort-Object -Property 'Priority', 'NameTarget'")
        < body.index("Test-Port $name")
        < body.index("return $name")
    )
    assert "Select-Object -First 1" not in body[: body.index("Test-Port")]
    assert "Tried: $($tried -join ', ')" in body[body.index("throw") :]
    (connect,) = function_bodies(COMMON, "Test-Port")
    assert re.search(r"ConnectAsync\(\$Name, \$Port\)\.Wait\(\d000\)", connect)


def test_simple_ad_which_has_no_web_services_is_asked_on_ldap_alone() -> None:
    assert "function Get-Controller($Ports = @(389))" in COMMON
    assert "LDAP://$(Get-Controller)/$Path" in COMMON


COMMON = (files("workspaces_constructs.directory") / "scripts/common.ps1").read_text()
OWN = {
    step: (files("workspaces_constructs.directory") / "scripts" / name).read_text() for step, (name, _) in STEPS.items()
}


def test_no_secret_is_in_the_template() -> None:
    text = json.dumps(made())

    assert "{{resolve:secretsmanager" not in text
    assert text.count("GetSecretValue") > 0


def test_every_finding_of_aws_solutions_is_avoided_or_has_its_reason() -> None:
    report = AwsSolutionsChecks().validate_scope(app())

    found = {(each.rule_name, where.construct_path) for each in report.violations for where in each.violating_resources}
    secrets_of_the_test = {("AwsSolutions-SMG4", f"Stack/{name}/Resource") for name in ("Administrator", "RestoreMode")}
    assert found == secrets_of_the_test


def test_cfn_lint_has_nothing_against_it() -> None:
    text = json.dumps(made(), indent=1)
    assert decode.decode_str(text)[1] == []
    found = lint(text, config=ManualArgs(regions=["us-east-1", "eu-west-1"]))

    assert [f"{each.rule.id} {each.message}" for each in found if each.rule.id.startswith("E")] == []


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"controllers": 1}, "controllers"),
        ({"addresses": ["172.20.0.7"]}, "addresses"),
        ({"addresses": ["172.20.0.7", "172.20.0.7"]}, "addresses"),
        ({"addresses": ["172.20.0.7", "172.20.0.8"]}, "address of domain controller 2"),
        ({"site_name": "a site"}, "site name"),
        ({"on_premises_site": "-"}, "site name"),
        ({"site_link_cost": 0}, "site link cost"),
        ({"windows_version": "2012"}, "Windows Server"),
        ({"desktop_cidrs": ["0.0.0.0/0"]}, "inbound rules"),
        ({"desktop_cidrs": [f"10.{number}.0.0/24" for number in range(1, 28, 2)]}, "networks of domain controllers"),
    ],
)
def test_controllers_that_cannot_work_are_refused(around: Surroundings, changes: dict[str, Any], named: str) -> None:
    assert around.network.directory_subnets is not None
    given: dict[str, Any] = {
        "vpc": around.vpc,
        "subnets": around.network.directory_subnets,
        "domain": CORP,
        "administrator_secret": around.secret,
        "restore_mode_secret": around.secret,
    }

    with pytest.raises(ConfigurationError, match=named):
        DomainControllers(around.scope, "Controllers", **{**given, **changes})


def test_many_networks_get_more_groups(around: Surroundings) -> None:
    assert around.network.directory_subnets is not None
    controllers = DomainControllers(
        around.scope,
        "Controllers",
        vpc=around.vpc,
        subnets=around.network.directory_subnets,
        domain=CORP,
        administrator_secret=around.secret,
        restore_mode_secret=around.secret,
        desktop_cidrs=[f"10.{number}.0.0/24" for number in range(1, 12, 2)],
    )

    assert len(controllers.security_group_ids) == 3


def host(around: Surroundings) -> AdminHost:
    return AdminHost(
        around.scope,
        "AdminHost",
        vpc=around.vpc,
        subnet=around.subnets[0],
        domain_name="corp.example.com",
        dns_addresses=["10.20.0.10"],
        directory_cidrs=["10.20.0.0/16"],
        administrator_secret=around.secret,
    )


def test_what_an_admin_host_cannot_do_is_refused(around: Surroundings) -> None:
    made_here = host(around)

    with pytest.raises(ConfigurationError, match="organizational unit"):
        made_here.organizational_unit("Unit", distinguished_name="OU=x,DC=other,DC=com")
    with pytest.raises(ConfigurationError, match="users"):
        made_here.users([User("alice"), User("Alice")])
    with pytest.raises(ConfigurationError, match="groups"):
        made_here.users([User("alice", groups=("Staff",))])
    with pytest.raises(ConfigurationError, match="user name"):
        made_here.users([User("corp\\alice")])
    with pytest.raises(ConfigurationError, match="Surname"):
        made_here.users([User("alice", surname="$(x)")])
