"""Scenario 3 through the real CDK command line: made, left alone, changed, refused a change, reduced, destroyed.

Each step is a fixture that builds on the one before and notes what the APIs report afterwards; the tests look at the
notes, so that any of them can be run alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.deploy.support import disclosure
from tests.deploy.support.seen import User
from tests.deploy.support.step import deploy, destroy

if TYPE_CHECKING:
    from tests.deploy.support.account import Account
    from tests.deploy.support.disclosure import Texts
    from tests.deploy.support.seen import Seen
    from tests.deploy.support.step import Step

pytestmark = [pytest.mark.deploy, pytest.mark.xdist_group("deploy-standalone")]

POLICY_ADMINISTRATORS = "AWS Delegated Group Policy Administrators"
DNS_ADMINISTRATORS = "AWS Delegated Domain Name System Administrators"

CREATED = {"users.0.groups": [POLICY_ADMINISTRATORS]}
UPDATED = {
    "users.0.groups": [DNS_ADMINISTRATORS],
    "users.0.surname": "Renamed",
    "users.1.running_mode": "AUTO_STOP",
    "users.2": {"user_name": "carol", "email": "carol@example.com"},
    "registration.self_service.rebuild": True,
    "registration.devices.web": True,
    "personas.0.connector_size": "Large",
}
ANOTHER_DOMAIN = {**UPDATED, "directory.domain_name": "new.example.com"}
WITHOUT_USERS = {**UPDATED, "users": []}
REGISTERED_DIRECTLY = {**WITHOUT_USERS, "directory.registered": "directory"}

SAFE_DEVICES = {
    "DeviceTypeWindows": "ALLOW",
    "DeviceTypeOsx": "ALLOW",
    "DeviceTypeWeb": "DENY",
    "DeviceTypeIos": "ALLOW",
    "DeviceTypeAndroid": "ALLOW",
    "DeviceTypeChromeOs": "ALLOW",
    "DeviceTypeZeroClient": "ALLOW",
    "DeviceTypeLinux": "DENY",
    "DeviceTypeWorkSpacesThinClient": "ALLOW",
}


@pytest.fixture(scope="module")
def created(account: Account) -> Step:
    """The scenario as its settings file has it, with a group for alice."""
    return deploy(account, CREATED)


@pytest.fixture(scope="module")
def again(account: Account, created: Step) -> Step:
    """The same a second time."""
    assert created
    return deploy(account, CREATED)


@pytest.fixture(scope="module")
def updated(account: Account, again: Step) -> Step:
    """A user and a desktop more, and much changed in place."""
    assert again
    return deploy(account, UPDATED)


@pytest.fixture(scope="module")
def refused(account: Account, updated: Step) -> Step:
    """Another domain, which would take the directory with all users and desktops away."""
    assert updated
    return deploy(account, ANOTHER_DOMAIN, succeeds=False)


@pytest.fixture(scope="module")
def without_users(account: Account, refused: Step) -> Step:
    """All users and desktops taken out of the settings."""
    assert refused
    return deploy(account, WITHOUT_USERS)


@pytest.fixture(scope="module")
def registered_directly(account: Account, without_users: Step) -> Step:
    """No connector any more, and with it no service account: the last resources of three kinds are gone."""
    assert without_users
    return deploy(account, REGISTERED_DIRECTLY)


@pytest.fixture(scope="module")
def written(account: Account, registered_directly: Step) -> Texts:
    """All that the stack has written down so far."""
    assert registered_directly
    return disclosure.texts(account)


@pytest.fixture(scope="module")
def destroyed(account: Account, registered_directly: Step, written: Texts) -> Step:
    """The stack destroyed."""
    assert written
    return destroy(account, registered_directly)


def test_a_first_deployment_ends_complete(created: Step) -> None:
    assert created.seen.stack.status == "CREATE_COMPLETE"
    assert created.seen.stack.failures() == []


def test_the_outputs_are_true(created: Step, account: Account) -> None:
    seen, outputs = created.seen, created.seen.stack.outputs
    managed, connector = seen.directory("MicrosoftAD"), seen.directory("ADConnector")
    [registration] = seen.registrations.values()
    assert outputs["ManagedAdId"] == managed["DirectoryId"]
    assert outputs["ManagedAdDnsAddresses"].split(",") == managed["DnsIpAddrs"]
    assert managed["DirectoryId"] in outputs["ManagedAdConsole"]
    assert outputs["VpcId"] == managed["VpcSettings"]["VpcId"] == seen.vpcs[0]["VpcId"]
    assert outputs["DirectorySubnetIds"].split(",") == managed["VpcSettings"]["SubnetIds"]
    assert outputs["EmployeesDirectoryId"] == connector["DirectoryId"] == registration["DirectoryId"]
    assert outputs["EmployeesRegistrationCode"] == registration["RegistrationCode"]
    assert outputs["EmployeesSubnetIds"].split(",") == registration["SubnetIds"]
    assert outputs["VolumeKeyArn"] in {each["VolumeEncryptionKey"] for each in seen.workspaces.values()}
    secrets = account.session.client("secretsmanager")
    for name, user in (("Admin", "Admin"), ("FirstPasswordAlice", "alice"), ("FirstPasswordBob", "bob")):
        held = secrets.describe_secret(SecretId=outputs[f"{name}SecretArn"])
        assert user in held["Description"] or user == "Admin", held["Description"]


def test_the_network_is_in_zones_by_their_ids_with_a_way_out_in_each(created: Step) -> None:
    seen = created.seen
    [vpc] = seen.vpcs
    public = {gateway["SubnetId"]: gateway for gateway in seen.nat_gateways}
    desktops, directory = (seen.stack.outputs[f"{name}SubnetIds"].split(",") for name in ("Employees", "Directory"))
    assert len(seen.subnets) == len({*public, *desktops, *directory}) == 6
    for pair in (list(public), desktops, directory):
        assert sorted(seen.subnets[each]["AvailabilityZoneId"] for each in pair) == ["use1-az2", "use1-az4"]
    assert not any(each["MapPublicIpOnLaunch"] for each in seen.subnets.values())
    assert {gateway["State"] for gateway in seen.nat_gateways} == {"available"}
    for subnet in desktops:
        [way] = [each for each in seen.routes[subnet]["Routes"] if each.get("DestinationCidrBlock") == "0.0.0.0/0"]
        [gateway] = [each for each in seen.nat_gateways if each["NatGatewayId"] == way.get("NatGatewayId")]
        zones = [seen.subnets[each]["AvailabilityZoneId"] for each in (subnet, gateway["SubnetId"])]
        assert zones[0] == zones[1]
    for subnet in directory:
        assert [each.get("GatewayId") for each in seen.routes[subnet]["Routes"]] == ["local"]
    [flow_log] = seen.flow_logs
    assert (flow_log["ResourceId"], flow_log["TrafficType"]) == (vpc["VpcId"], "ALL")
    assert flow_log["FlowLogStatus"] == "ACTIVE"


def test_desktops_resolve_names_at_the_directory(created: Step) -> None:
    seen = created.seen
    options = seen.dhcp_options[seen.vpcs[0]["DhcpOptionsId"]]["DhcpConfigurations"]
    given = {each["Key"]: [value["Value"] for value in each["Values"]] for each in options}
    assert given["domain-name"] == ["corp.example.com"]
    assert given["domain-name-servers"] == seen.directory("MicrosoftAD")["DnsIpAddrs"]


def test_the_default_security_group_lets_nothing_through(created: Step) -> None:
    [group] = [each for each in created.seen.groups.values() if each["GroupName"] == "default"]
    assert group["IpPermissions"] == group["IpPermissionsEgress"] == []


def test_both_directories_are_active(created: Step) -> None:
    seen = created.seen
    managed, connector = seen.directory("MicrosoftAD"), seen.directory("ADConnector")
    assert (managed["Name"], managed["Stage"], managed["Edition"]) == ("corp.example.com", "Active", "Standard")
    assert seen.data_access == {managed["DirectoryId"]: "Enabled"}
    assert (connector["Name"], connector["Stage"], connector["Size"]) == ("corp.example.com", "Active", "Small")
    assert connector["DnsIpAddrs"] == managed["DnsIpAddrs"]
    assert connector["ConnectSettings"]["CustomerUserName"] == "workspaces-join"


def test_users_are_enabled_and_in_their_groups(created: Step) -> None:
    assert created.seen.users == {
        "Admin": User(enabled=True, groups=frozenset({"Admins"})),
        "alice": User(
            enabled=True,
            given_name="Alice",
            surname="Example",
            email="alice@example.com",
            groups=frozenset({POLICY_ADMINISTRATORS}),
        ),
        "bob": User(enabled=True, given_name="Bob", surname="Example", email="bob@example.com"),
        "workspaces-join": User(
            enabled=True,
            surname="AD Connector service account",
            groups=frozenset({"AWS Delegated Server Administrators"}),
        ),
    }


def test_the_registration_has_safe_settings(created: Step) -> None:
    seen = created.seen
    [registration] = seen.registrations.values()
    assert registration["State"] == "REGISTERED"
    assert registration["RegistrationCode"].startswith("WSiad+")
    assert registration["WorkspaceCreationProperties"] == {
        "EnableInternetAccess": False,
        "UserEnabledAsLocalAdministrator": False,
        "EnableMaintenanceMode": True,
        "CustomSecurityGroupId": own_group(seen),
    }
    assert registration["WorkspaceAccessProperties"] == SAFE_DEVICES
    assert registration["SelfservicePermissions"] == {
        "RestartWorkspace": "ENABLED",
        "IncreaseVolumeSize": "DISABLED",
        "ChangeComputeType": "DISABLED",
        "SwitchRunningMode": "DISABLED",
        "RebuildWorkspace": "DISABLED",
    }


def test_desktops_are_available_encrypted_and_in_both_groups(created: Step) -> None:
    seen = created.seen
    [registration] = seen.registrations.values()
    assert sorted(seen.workspaces) == ["alice", "bob"]
    modes = {user: each["WorkspaceProperties"]["RunningMode"] for user, each in seen.workspaces.items()}
    assert modes == {"alice": "AUTO_STOP", "bob": "ALWAYS_ON"}
    for desktop in seen.workspaces.values():
        assert desktop["State"] == "AVAILABLE"
        assert desktop["RootVolumeEncryptionEnabled"]
        assert desktop["UserVolumeEncryptionEnabled"]
        assert desktop["VolumeEncryptionKey"] == seen.stack.outputs["VolumeKeyArn"]
        assert desktop["SubnetId"] in registration["SubnetIds"]
        [interface] = [each for each in seen.interfaces if each["PrivateIpAddress"] == desktop["IpAddress"]]
        groups = {group["GroupId"] for group in interface["Groups"]}
        assert groups == {registration["WorkspaceSecurityGroupId"], own_group(seen)}
    members = seen.groups[registration["WorkspaceSecurityGroupId"]]
    assert members["GroupName"] == f"{registration['DirectoryId']}_workspacesMembers"


def own_group(seen: Seen) -> str:
    """The desktops' security group of the stack."""
    [group] = seen.stack.all_of("AWS::EC2::SecurityGroup").values()
    return group


def test_a_second_deployment_touches_nothing(created: Step, again: Step) -> None:
    assert "no changes" in again.run.said
    assert again.run.calls == ()
    assert again.seen == created.seen


def test_an_update_changes_everything_in_place(again: Step, updated: Step) -> None:
    before, after = again.seen.stack, updated.seen.stack
    assert after.status == "UPDATE_COMPLETE"
    assert {name: after.ids[name] for name in before.ids} == before.ids
    assert sorted(after.types[name] for name in after.ids.keys() - before.ids.keys()) == [
        "AWS::SecretsManager::Secret",
        "AWS::WorkSpaces::Workspace",
        "Custom::WorkspacesDirectoryUser",
    ]
    assert updated.run.calls
    ids = [
        (
            {each["DirectoryId"] for each in step.seen.directories.values()},
            {each["RegistrationCode"] for each in step.seen.registrations.values()},
            {step.seen.workspaces[user]["WorkspaceId"] for user in ("alice", "bob")},
        )
        for step in (again, updated)
    ]
    assert ids[0] == ids[1]
    assert updated.passwords.items() > again.passwords.items()


def test_an_update_changes_what_was_asked(updated: Step) -> None:
    seen = updated.seen
    [registration] = seen.registrations.values()
    assert registration["SelfservicePermissions"]["RebuildWorkspace"] == "ENABLED"
    assert registration["WorkspaceAccessProperties"] == {**SAFE_DEVICES, "DeviceTypeWeb": "ALLOW"}
    connector = seen.directory("ADConnector")
    assert (connector["Size"], connector["Stage"]) == ("Large", "Active")
    assert seen.users["alice"].groups == {DNS_ADMINISTRATORS}
    assert seen.users["alice"].surname == "Renamed"
    assert seen.users["carol"] == User(enabled=True, email="carol@example.com")
    assert {
        user: (each["State"], each["WorkspaceProperties"]["RunningMode"]) for user, each in seen.workspaces.items()
    } == dict.fromkeys(("alice", "bob", "carol"), ("AVAILABLE", "AUTO_STOP"))


def test_an_update_that_would_lose_desktops_is_refused_with_the_reason(updated: Step, refused: Step) -> None:
    said = " ".join(refused.run.said.split())
    connector, desktops = updated.seen.directory("ADConnector")["DirectoryId"], updated.seen.workspaces
    assert (
        f"would replace directory {connector}, and its 3 WorkSpaces with the data on their volumes would be lost"
        in said
    )
    assert all(f"{user} ({each['WorkspaceId']})" in said for user, each in desktops.items())
    assert "Undo the change; or, if the desktops may go" in said


def test_a_refused_update_leaves_everything_as_it_was(updated: Step, refused: Step) -> None:
    before, after = updated.seen, refused.seen
    assert after.stack.status == "UPDATE_ROLLBACK_COMPLETE"
    assert after.stack.ids == before.stack.ids
    assert after.stack.outputs == before.stack.outputs
    assert replace(after, stack=before.stack) == before
    assert refused.passwords == updated.passwords


def test_desktops_and_users_go_when_they_are_taken_out(refused: Step, without_users: Step) -> None:
    before, after = refused.seen, without_users.seen
    assert after.stack.status == "UPDATE_COMPLETE"
    assert after.workspaces == {}
    assert sorted(after.users) == ["Admin", "workspaces-join"]
    assert len(without_users.passwords) == 2
    assert after.directories == before.directories
    assert after.registrations == before.registrations
    assert {kind: len(set(before.made[kind]) - set(after.made.get(kind, []))) for kind in before.made} == {
        **dict.fromkeys(before.made, 0),
        "WorkSpaces": 3,
        "directory users": 3,
        "network interfaces": 3,
        "secrets": 3,
    }


def test_the_last_resource_of_a_kind_goes_with_all_it_had(without_users: Step, registered_directly: Step) -> None:
    before, after = without_users.seen, registered_directly.seen
    gone = set(before.stack.types.values()) - set(after.stack.types.values())
    assert gone == {
        "Custom::WorkspacesAdConnector", "Custom::WorkspacesDirectoryDataAccess", "Custom::WorkspacesDirectoryUser",
    }  # fmt: skip
    assert after.stack.status == "UPDATE_COMPLETE"
    assert after.stack.failures() == before.stack.failures()
    managed, [registration] = after.directory("MicrosoftAD"), after.registrations.values()
    assert list(after.directories) == [managed["DirectoryId"]] == [registration["DirectoryId"]]
    assert managed == before.directory("MicrosoftAD")
    assert registration["State"] == "REGISTERED"
    assert registration["RegistrationCode"] == after.stack.outputs["EmployeesRegistrationCode"]
    assert after.data_access == {managed["DirectoryId"]: "Disabled"}
    assert len(registered_directly.passwords) == 1
    connector = before.directory("ADConnector")["DirectoryId"]
    assert not any(connector in each["Description"] for each in after.interfaces)
    assert not any(connector in each["GroupName"] for each in after.groups.values())


def test_no_password_is_written_anywhere(refused: Step, without_users: Step, written: Texts) -> None:
    passwords = {**refused.passwords, **without_users.passwords}
    assert len(passwords) == 5
    assert disclosure.found(passwords, written) == []
    histories = [text for place, text in written.items() if place.startswith("history ")]
    assert len(histories) > 20
    assert any("SecretArn" in text for text in histories)
    assert any("provider-framework" in text for place, text in written.items() if place.startswith("log "))


def test_destroying_leaves_nothing(created: Step, destroyed: Step) -> None:
    assert destroyed.seen.stack.status == "DELETE_COMPLETE"
    assert destroyed.seen.made == {}
    assert destroyed.passwords == {}
    assert created.seen.made.keys() >= {
        "DHCP options", "IAM roles", "KMS keys (Enabled)", "Lambda functions", "NAT gateways", "VPCs", "WorkSpaces",
        "addresses", "directories", "directory users", "flow logs", "internet gateways", "log groups",
        "network interfaces", "registrations", "route tables", "secrets", "security groups", "stacks",
        "state machines", "subnets",
    }  # fmt: skip
    assert "workspaces_DefaultRole" in created.seen.made["IAM roles"]


def test_the_registration_lingers_until_the_directory_may_go(
    registered_directly: Step, destroyed: Step, account: Account
) -> None:
    """A Managed AD that CloudFormation deletes itself would refuse within half an hour of the deregistration."""
    made, gone = registered_directly.seen.stack, destroyed.seen.stack
    [registration] = made.all_of("Custom::WorkspacesDirectoryRegistration")
    assert gone.took(registration, "DELETE") * account.server.speed >= 40 * 60
    [directory] = made.all_of("AWS::DirectoryService::MicrosoftAD")
    history = [event["ResourceStatus"] for event in gone.events if event["LogicalResourceId"] == directory]
    assert history[:2] == ["DELETE_COMPLETE", "DELETE_IN_PROGRESS"]
    assert gone.failures() == made.failures()
