"""Two kinds of users and their ways out: made, left alone, changed without replacing a host, and destroyed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.deploy.support import disclosure, expect
from tests.deploy.support.step import deploy, destroy

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import InstanceTypeDef

    from tests.deploy.support.account import Account
    from tests.deploy.support.disclosure import Texts
    from tests.deploy.support.seen import Seen
    from tests.deploy.support.step import Step

pytestmark = [pytest.mark.deploy, pytest.mark.xdist_group("deploy-personas")]

SCENARIO = "personas"
ACCESS = {
    "ip_groups": {"offices": {"203.0.113.0/24": "Head office"}},
    "saml": {
        "user_access_url": "https://idp.example.com/desktops",
        "provider_arn": "arn:aws:iam::000000000000:saml-provider/idp",
    },
    "fips": True,
    "streaming": {"clipboard_from_desktop": False},
    "client": {"reconnect": False},
    "own_volume_key": True,
}
UPDATED = {
    "proxy.allowed_domains": [".example.org", "www.example.net"],
    "mfa.display_label": "Token",
    "personas.2": {"name": "auditors", "desktops": 8, "egress": "none", "registration": ACCESS},
    "users.2": {"user_name": "dave", "persona": "auditors"},
}


@pytest.fixture(scope="module")
def created(account: Account) -> Step:
    """The scenario as its settings file has it."""
    return deploy(account, {})


@pytest.fixture(scope="module")
def again(account: Account, created: Step) -> Step:
    """The same a second time."""
    assert created
    return deploy(account, {})


@pytest.fixture(scope="module")
def updated(account: Account, again: Step) -> Step:
    """Another allow list, another label for the second factor, and a third kind of users."""
    assert again
    return deploy(account, UPDATED)


@pytest.fixture(scope="module")
def written(account: Account, updated: Step) -> Texts:
    """All that the stacks have written down so far."""
    assert updated
    return disclosure.texts(account)


@pytest.fixture(scope="module")
def destroyed(account: Account, updated: Step, written: Texts) -> Step:
    """Everything destroyed."""
    assert written
    return destroy(account, updated)


def test_each_kind_of_user_has_a_connector_and_a_registration(created: Step) -> None:
    expect.complete(created)
    seen, outputs = created.seen, created.seen.stack.outputs
    managed = seen.directory("MicrosoftAD")
    for persona, user, administrator in (("Employees", "alice", True), ("Contractors", "carol", False)):
        registration = seen.registrations[outputs[f"{persona}DirectoryId"]]
        connector = seen.directories[registration["DirectoryId"]]
        assert (connector["Type"], connector["Stage"]) == ("ADConnector", "Active")
        assert connector["DnsIpAddrs"] == managed["DnsIpAddrs"]
        assert registration["WorkspaceCreationProperties"]["UserEnabledAsLocalAdministrator"] is administrator
        assert seen.workspaces[user]["DirectoryId"] == registration["DirectoryId"]
        assert registration["SubnetIds"] == subnets(seen, persona)
    assert len(seen.registrations) == len(seen.workspaces) == 2


def test_only_employees_are_asked_for_a_second_factor(created: Step) -> None:
    seen, outputs = created.seen, created.seen.stack.outputs
    employees, contractors = (seen.directories[outputs[f"{each}DirectoryId"]] for each in ("Employees", "Contractors"))
    servers = [each["PrivateIpAddress"] for each in hosts(seen, "RadiusServers")]
    assert employees["RadiusStatus"] == "Completed"
    assert sorted(employees["RadiusSettings"]["RadiusServers"]) == sorted(servers)
    assert len(servers) == 2
    assert "RadiusStatus" not in contractors


def test_employees_leave_by_nat_and_contractors_only_by_the_proxy(created: Step, account: Account) -> None:
    seen = created.seen
    nat = {each["NatGatewayId"] for each in seen.nat_gateways}
    assert {seen.ways(each)["0.0.0.0/0"] for each in subnets(seen, "Employees")} == nat
    ec2 = account.session.client("ec2")
    interfaces = ec2.describe_network_interfaces(Filters=[{"Name": "description", "Values": ["ELB *"]}])
    proxies = {f"{each['PrivateIpAddress']}/32" for each in interfaces["NetworkInterfaces"]}
    assert len(proxies) == 2
    for subnet in subnets(seen, "Contractors"):
        assert "0.0.0.0/0" not in seen.ways(subnet)
        assert not nat & set(seen.ways(subnet).values())
        allowed = {
            (entry["CidrBlock"], entry.get("PortRange", {}).get("From"))
            for entry in seen.acls[subnet]["Entries"]
            if entry["Egress"] and entry["RuleAction"] == "allow"
        }
        assert allowed == {
            ("172.20.0.0/27", None),
            ("10.20.30.0/24", 1024),
            *((proxy, port) for proxy in proxies for port in (80, 3128)),
        }


def test_the_proxies_run_in_both_zones_and_are_reached_over_one_load_balancer(created: Step, account: Account) -> None:
    proxies = hosts(created.seen, "ProxyEgress")
    assert len({each["Placement"]["AvailabilityZone"] for each in proxies}) == len(proxies) == 2
    balancing = account.session.client("elbv2")
    for group in balancing.describe_target_groups()["TargetGroups"]:
        health = balancing.describe_target_health(TargetGroupArn=group["TargetGroupArn"])["TargetHealthDescriptions"]
        targets = {each["Target"]["Id"]: each["TargetHealth"]["State"] for each in health}
        assert targets == {each["InstanceId"]: "healthy" for each in proxies}


def test_no_host_has_a_public_address_or_the_old_metadata_service(created: Step) -> None:
    for host in created.seen.instances:
        assert not host.get("PublicIpAddress")
        assert host["MetadataOptions"]["HttpTokens"] == "required"


def test_a_second_deployment_touches_nothing(created: Step, again: Step) -> None:
    expect.untouched(created, again)


def test_another_allow_list_replaces_no_host(again: Step, updated: Step, account: Account) -> None:
    expect.changed_in_place(again, updated)
    assert [each["InstanceId"] for each in updated.seen.instances] == [
        each["InstanceId"] for each in again.seen.instances
    ]
    [name] = [each for each in updated.seen.made["parameters"] if "AllowList" in each]
    value = account.session.client("ssm").get_parameter(Name=name)["Parameter"]["Value"]
    assert sorted(value.split()) == [".example.org", "www.example.net"]


def test_a_third_kind_of_user_comes_without_touching_the_others(again: Step, updated: Step) -> None:
    seen, outputs = updated.seen, updated.seen.stack.outputs
    assert seen.directories[outputs["EmployeesDirectoryId"]]["RadiusSettings"]["DisplayLabel"] == "Token"
    assert seen.directories[outputs["EmployeesDirectoryId"]]["RadiusStatus"] == "Completed"
    dave = seen.workspaces["dave"]
    assert (dave["State"], dave["DirectoryId"]) == ("AVAILABLE", outputs["AuditorsDirectoryId"])
    for subnet in subnets(seen, "Auditors"):
        assert seen.ways(subnet) == {"172.20.0.0/16": "local"}
        assert subnet in seen.acls
    for persona in ("Employees", "Contractors"):
        assert subnets(seen, persona) == subnets(again.seen, persona)


def test_the_third_kind_signs_in_and_streams_in_its_own_way(updated: Step, account: Account) -> None:
    seen, outputs = updated.seen, updated.seen.stack.outputs
    directory = outputs["AuditorsDirectoryId"]
    registration = seen.registrations[directory]
    assert registration["SamlProperties"]["UserAccessUrl"] == "https://idp.example.com/desktops"
    assert registration["EndpointEncryptionMode"] == "FIPS_VALIDATED"
    assert registration["StreamingProperties"]["UserSettings"][0]["Permission"] == "DISABLED"
    workspaces = account.session.client("workspaces")
    (client,) = workspaces.describe_client_properties(ResourceIds=[directory])["ClientPropertiesList"]
    assert client["ClientProperties"]["ReconnectEnabled"] == "DISABLED"
    (group,) = workspaces.describe_ip_groups(GroupIds=registration["ipGroupIds"])["Result"]
    assert [rule["ipRule"] for rule in group["userRules"]] == ["203.0.113.0/24"]
    assert outputs["AuditorsSamlRelayState"].endswith(f"registrationCode={registration['RegistrationCode']}")
    role, provider = outputs["AuditorsSamlRole"].split(",")
    assert provider == "arn:aws:iam::000000000000:saml-provider/idp"
    iam = account.session.client("iam")
    trust = iam.get_role(RoleName=role.rpartition("/")[2])["Role"]["AssumeRolePolicyDocument"]
    assert "sts:AssumeRoleWithSAML" in str(trust)
    assert seen.workspaces["dave"]["VolumeEncryptionKey"] == outputs["AuditorsVolumeKeyArn"]
    assert outputs["AuditorsVolumeKeyArn"] != outputs["VolumeKeyArn"]
    assert seen.registrations[outputs["EmployeesDirectoryId"]]["SamlProperties"]["Status"] == "DISABLED"


def test_no_secret_is_written_anywhere(updated: Step, written: Texts) -> None:
    assert len(updated.passwords) >= 5
    assert disclosure.found(updated.passwords, written) == []


def test_destroying_leaves_nothing(created: Step, destroyed: Step) -> None:
    expect.gone(destroyed)
    assert created.seen.made.keys() >= {"Auto Scaling groups", "instances", "load balancers", "network ACLs", "volumes"}


def subnets(seen: Seen, persona: str) -> list[str]:
    """A persona's, as the outputs name them."""
    return seen.stack.outputs[f"{persona}SubnetIds"].split(",")


def hosts(seen: Seen, part: str) -> list[InstanceTypeDef]:
    """The instances whose name, or whose Auto Scaling group's name, has this in it."""
    return [each for each in seen.instances if any(part in tag["Value"] for tag in each["Tags"])]
