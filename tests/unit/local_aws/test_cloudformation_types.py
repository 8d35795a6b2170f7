"""The CloudFormation types ministack lacks, created, updated, replaced and deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local_aws import faults
from local_aws.clock import clock
from local_aws.inventory import inventory, leftover
from local_aws.sandbox import NAME, World
from local_aws.stacks import Stack

if TYPE_CHECKING:
    from collections.abc import Iterator

SPEED = 6000.0


def resource(kind: str, *needs: str, **properties: object) -> dict[str, object]:
    return {"Type": kind, "Properties": properties, **({"DependsOn": list(needs)} if needs else {})}


def ref(name: str) -> dict[str, str]:
    return {"Ref": name}


def att(name: str, attribute: str) -> dict[str, list[str]]:
    return {"Fn::GetAtt": [name, attribute]}


def network() -> dict[str, dict[str, object]]:
    vpc = {"VpcId": ref("Vpc")}
    public = {"CidrBlock": "172.21.2.0/24", "AvailabilityZoneId": "use1-az4", "MapPublicIpOnLaunch": True}
    acl = {"NetworkAclId": ref("Acl")}
    group = {"GroupId": att("Group", "GroupId"), "IpProtocol": "tcp", "FromPort": 3389, "ToPort": 3389}
    return {
        "Vpc": resource("AWS::EC2::VPC", CidrBlock="172.21.0.0/16"),
        "First": resource("AWS::EC2::Subnet", **vpc, CidrBlock="172.21.0.0/24", AvailabilityZoneId="use1-az2"),
        "Second": resource("AWS::EC2::Subnet", **vpc, CidrBlock="172.21.1.0/24", AvailabilityZoneId="use1-az6"),
        "Public": resource("AWS::EC2::Subnet", **vpc, **public),
        "Gateway": resource("AWS::EC2::InternetGateway"),
        "Attachment": resource("AWS::EC2::VPCGatewayAttachment", **vpc, InternetGatewayId=ref("Gateway")),
        "Address": resource("AWS::EC2::EIP", "Attachment", Domain="vpc"),
        "Nat": resource(
            "AWS::EC2::NatGateway", "Attachment", SubnetId=ref("Public"), AllocationId=att("Address", "AllocationId")
        ),
        "Table": resource("AWS::EC2::RouteTable", **vpc),
        "Association": resource(
            "AWS::EC2::SubnetRouteTableAssociation", RouteTableId=ref("Table"), SubnetId=ref("First")
        ),
        "Route": resource(
            "AWS::EC2::Route", RouteTableId=ref("Table"), DestinationCidrBlock="0.0.0.0/0", NatGatewayId=ref("Nat")
        ),
        "Options": resource("AWS::EC2::DHCPOptions", DomainName=NAME, DomainNameServers=["172.21.0.4"]),
        "OptionsHere": resource("AWS::EC2::VPCDHCPOptionsAssociation", **vpc, DhcpOptionsId=ref("Options")),
        "Logs": resource("AWS::Logs::LogGroup", RetentionInDays=7),
        "FlowLog": resource(
            "AWS::EC2::FlowLog",
            ResourceId=ref("Vpc"),
            ResourceType="VPC",
            TrafficType="REJECT",
            LogGroupName=ref("Logs"),
            DeliverLogsPermissionArn="arn:aws:iam::000000000000:role/flow",
        ),
        "Group": resource("AWS::EC2::SecurityGroup", **vpc, GroupDescription="desktops"),
        "In": resource("AWS::EC2::SecurityGroupIngress", **group, CidrIp="172.21.0.0/16", Description="help desk"),
        "Out": resource("AWS::EC2::SecurityGroupEgress", **group, DestinationSecurityGroupId=att("Group", "GroupId")),
        "Acl": resource("AWS::EC2::NetworkAcl", **vpc),
        "Entry": resource(
            "AWS::EC2::NetworkAclEntry", **acl, RuleNumber=100, Protocol=-1, RuleAction="allow", CidrBlock="0.0.0.0/0"
        ),
        "AclHere": resource("AWS::EC2::SubnetNetworkAclAssociation", **acl, SubnetId=ref("Second")),
    }


@pytest.fixture
def stack(world: World) -> Iterator[Stack]:  # noqa: ARG001 - an account to make it in
    clock.run(SPEED)
    yield Stack()
    faults.clear()


def test_a_network_is_made_changed_and_taken_away_without_a_trace(world: World, stack: Stack) -> None:
    before = inventory(world.session)
    resources = network()
    outputs = {
        "Zone": {"Value": att("First", "AvailabilityZone")},
        "ZoneId": {"Value": att("Second", "AvailabilityZoneId")},
        "Cidr": {"Value": att("Vpc", "CidrBlock")},
    }
    assert stack.create({"Resources": resources, "Outputs": outputs}) == "CREATE_COMPLETE"
    made = stack.physical_ids()
    assert stack.outputs() == {"Zone": "us-east-1a", "ZoneId": "use1-az6", "Cidr": "172.21.0.0/16"}
    [vpc] = world.ec2.describe_vpcs(VpcIds=[made["Vpc"]])["Vpcs"]
    assert vpc["DhcpOptionsId"] == made["Options"]
    [gateway] = world.ec2.describe_nat_gateways(NatGatewayIds=[made["Nat"]])["NatGateways"]
    assert gateway["NatGatewayAddresses"][0]["PublicIp"] == made["Address"]
    [table] = world.ec2.describe_route_tables(RouteTableIds=[made["Table"]])["RouteTables"]
    assert made["Nat"] in {route.get("NatGatewayId") for route in table["Routes"]}

    resources["Options"]["Properties"]["DomainNameServers"] = ["172.21.1.4"]  # type: ignore[index]
    resources["In"]["Properties"]["Description"] = "operators"  # type: ignore[index]
    resources["Entry"]["Properties"]["RuleAction"] = "deny"  # type: ignore[index]
    del resources["AclHere"]
    assert stack.update({"Resources": resources}) == "UPDATE_COMPLETE"
    now = stack.physical_ids()
    assert {name for name in now if now[name] != made[name]} == {"Options", "OptionsHere"}
    [vpc] = world.ec2.describe_vpcs(VpcIds=[made["Vpc"]])["Vpcs"]
    assert vpc["DhcpOptionsId"] == now["Options"]
    assert len(world.ec2.describe_dhcp_options()["DhcpOptions"]) == 1
    [group] = world.ec2.describe_security_groups(GroupIds=[made["Group"]])["SecurityGroups"]
    assert group["IpPermissions"][0]["IpRanges"] == [{"CidrIp": "172.21.0.0/16", "Description": "operators"}]
    [acl] = world.ec2.describe_network_acls(NetworkAclIds=[made["Acl"]])["NetworkAcls"]
    assert (acl["Entries"][0]["RuleAction"], acl["Associations"]) == ("deny", [])

    assert stack.delete() == "DELETE_COMPLETE"
    assert leftover(before, inventory(world.session)) == {}


def test_a_nat_gateway_without_internet_gateway_fails_and_is_rolled_back(world: World, stack: Stack) -> None:
    resources = {name: network()[name] for name in ("Vpc", "Public", "Address", "Nat")}
    resources["Address"].pop("DependsOn")
    resources["Nat"].pop("DependsOn")
    assert stack.create({"Resources": resources}) == "ROLLBACK_COMPLETE"
    assert "has no Internet gateway attached" in stack.reasons("CREATE_FAILED")["Nat"]
    assert world.ec2.describe_addresses()["Addresses"] == []


def test_a_changed_zone_replaces_a_subnet(world: World, stack: Stack) -> None:
    resources = {name: network()[name] for name in ("Vpc", "First")}
    stack.create({"Resources": resources})
    before = stack.physical_ids()
    resources["First"]["Properties"] |= {"AvailabilityZoneId": "use1-az4", "CidrBlock": "172.21.9.0/24"}  # type: ignore[operator]
    assert stack.update({"Resources": resources}) == "UPDATE_COMPLETE"
    after = stack.physical_ids()
    assert (after["Vpc"], after["First"]) != (before["Vpc"], before["First"])
    assert after["Vpc"] == before["Vpc"]
    assert [each["SubnetId"] for each in world.ec2.describe_subnets()["Subnets"] if each["VpcId"] == after["Vpc"]] == [
        after["First"]
    ]


def test_deletes_wait_a_quarter_of_an_hour_for_interfaces_to_go(world: World, stack: Stack) -> None:
    resources = {name: network()[name] for name in ("Vpc", "First")}
    stack.create({"Resources": resources})
    interface = world.ec2.create_network_interface(SubnetId=stack.physical_ids()["First"])["NetworkInterface"]
    start = clock.now()
    assert stack.delete() == "DELETE_FAILED"
    assert clock.now() - start > 15 * 60
    assert "has dependencies and cannot be deleted" in stack.reasons("DELETE_FAILED")["First"]
    assert set(stack.physical_ids()) == {"Vpc", "First"}
    world.ec2.delete_network_interface(NetworkInterfaceId=interface["NetworkInterfaceId"])
    assert stack.delete() == "DELETE_COMPLETE"


def directory(world: World, **more: object) -> dict[str, dict[str, object]]:
    generated = {"SecretStringTemplate": "{}", "GenerateStringKey": "password", "PasswordLength": 24}
    password = {"Fn::Join": ["", ["{{resolve:secretsmanager:", ref("Secret"), ":SecretString:password::}}"]]}
    return {
        "Secret": resource("AWS::SecretsManager::Secret", GenerateSecretString=generated),
        "Directory": resource(
            "AWS::DirectoryService::MicrosoftAD",
            Name=NAME,
            Edition="Standard",
            Password=password,
            VpcSettings={"VpcId": world.vpc, "SubnetIds": world.subnets[:2]},
            **more,
        ),
    }


def test_a_managed_directory_is_active_when_it_is_complete_and_described_no_more_when_it_is_gone(
    world: World, stack: Stack
) -> None:
    start = clock.now()
    outputs = {"Dns": {"Value": {"Fn::Join": [" ", att("Directory", "DnsIpAddresses")]}}}
    assert stack.create({"Resources": directory(world), "Outputs": outputs}) == "CREATE_COMPLETE"
    assert clock.now() - start > 20 * 60
    made = world.directory(stack.physical_ids()["Directory"])
    assert (made["Stage"], made["Type"]) == ("Active", "MicrosoftAD")
    assert stack.outputs()["Dns"].split() == made["DnsIpAddrs"]
    assert stack.delete() == "DELETE_COMPLETE"
    assert world.ds.describe_directories()["DirectoryDescriptions"] == []


def test_a_directory_that_fails_is_deleted_in_the_rollback(world: World, stack: Stack) -> None:
    faults.add(faults.Fault("ds", "CreateMicrosoftAD", stage="Failed", reason="no capacity"))
    assert stack.create({"Resources": directory(world)}) == "ROLLBACK_COMPLETE"
    assert "no capacity" in stack.reasons("CREATE_FAILED")["Directory"]
    assert world.ds.describe_directories()["DirectoryDescriptions"] == []


def test_a_directory_given_up_for_another_resource_is_deleted(world: World, stack: Stack) -> None:
    resources = directory(world)
    resources["Bad"] = resource("AWS::EC2::Subnet", "Secret", VpcId="vpc-none", CidrBlock="172.21.0.0/24")
    assert stack.create({"Resources": resources}) == "ROLLBACK_COMPLETE"
    assert "does not exist" in stack.reasons("CREATE_FAILED")["Bad"]
    assert world.ds.describe_directories()["DirectoryDescriptions"] == []


@pytest.fixture
def registered(world: World) -> str:
    """A registered Managed AD with two users."""
    world.default_role()
    identifier = world.managed_ad(data_access=True)
    world.user(identifier, "alice")
    world.user(identifier, "bob")
    world.registered(identifier)
    clock.run(SPEED)
    return identifier


def desktop(world: World, directory_id: str, user: str = "alice", **properties: object) -> dict[str, object]:
    kind, common = "AWS::WorkSpaces::Workspace", {"DirectoryId": directory_id, "BundleId": world.bundle()}
    return {"Resources": {"Desktop": resource(kind, **common, UserName=user, **properties)}}


def test_a_workspace_is_available_when_complete_updated_in_place_and_absent_when_gone(
    world: World, registered: str, stack: Stack
) -> None:
    stop = {"RunningMode": "AUTO_STOP", "RunningModeAutoStopTimeoutInMinutes": 60}
    assert stack.create(desktop(world, registered, WorkspaceProperties=stop)) == "CREATE_COMPLETE"
    identifier = stack.physical_ids()["Desktop"]
    assert world.workspace(identifier)["State"] == "AVAILABLE"
    later = {"RunningMode": "AUTO_STOP", "RunningModeAutoStopTimeoutInMinutes": 120}
    tags = [{"Key": "team", "Value": "blue"}]
    assert stack.update(desktop(world, registered, WorkspaceProperties=later, Tags=tags)) == "UPDATE_COMPLETE"
    assert stack.physical_ids()["Desktop"] == identifier
    assert world.workspace(identifier)["WorkspaceProperties"]["RunningModeAutoStopTimeoutInMinutes"] == 120
    assert world.workspaces.describe_tags(ResourceId=identifier)["TagList"] == tags
    assert stack.delete() == "DELETE_COMPLETE"
    assert world.workspaces.describe_workspaces()["Workspaces"] == []


def test_another_user_is_another_workspace(world: World, registered: str, stack: Stack) -> None:
    stack.create(desktop(world, registered))
    before = stack.physical_ids()["Desktop"]
    assert stack.update(desktop(world, registered, user="bob")) == "UPDATE_COMPLETE"
    [now] = world.workspaces.describe_workspaces()["Workspaces"]
    assert now["UserName"] == "bob"
    assert now["WorkspaceId"] != before


def test_a_change_cloudformation_cannot_make_is_refused(world: World, registered: str, stack: Stack) -> None:
    stack.create(desktop(world, registered))
    assert stack.update(desktop(world, registered, UserVolumeEncryptionEnabled=True)) == "UPDATE_ROLLBACK_COMPLETE"
    assert "Update of UserVolumeEncryptionEnabled is not supported" in stack.reasons("UPDATE_FAILED")["Desktop"]


def test_a_workspace_of_an_unknown_user_fails_with_the_services_reason(
    world: World, registered: str, stack: Stack
) -> None:
    assert stack.create(desktop(world, registered, user="mallory")) == "ROLLBACK_COMPLETE"
    assert "mallory" in stack.reasons("CREATE_FAILED")["Desktop"]
    assert world.workspaces.describe_workspaces()["Workspaces"] == []


def test_a_workspace_that_ends_in_error_is_terminated_in_the_rollback(
    world: World, registered: str, stack: Stack
) -> None:
    faults.add(faults.Fault("workspaces", "CreateWorkspaces", stage="ERROR", reason="no capacity"))
    assert stack.create(desktop(world, registered)) == "ROLLBACK_COMPLETE"
    assert world.workspaces.describe_workspaces()["Workspaces"] == []


def test_ip_groups_and_connection_aliases(world: World, stack: Stack) -> None:
    rules = [{"IpRule": "192.0.2.0/24", "RuleDesc": "office"}]
    group = resource("AWS::WorkSpaces::WorkspaceIpGroup", GroupName="office", UserRules=rules)
    alias = resource("AWS::WorkSpaces::ConnectionAlias", ConnectionString="desktops.example.com")
    assert stack.create({"Resources": {"Group": group, "Alias": alias}}) == "CREATE_COMPLETE"
    rules[0]["IpRule"] = "198.51.100.0/24"
    assert stack.update({"Resources": {"Group": group, "Alias": alias}}) == "UPDATE_COMPLETE"
    [found] = world.workspaces.describe_ip_groups()["Result"]
    assert found["groupId"] == stack.physical_ids()["Group"]
    assert found["userRules"] == [{"ipRule": "198.51.100.0/24", "ruleDesc": "office"}]
    assert stack.delete() == "DELETE_COMPLETE"
    assert world.workspaces.describe_ip_groups()["Result"] == []
    assert world.workspaces.describe_connection_aliases().get("ConnectionAliases", []) == []


def test_a_saml_provider_takes_new_metadata_in_place(world: World, stack: Stack) -> None:
    def provider(certificate: str) -> dict[str, object]:
        document = f"<EntityDescriptor><X509Certificate>{certificate * 500}</X509Certificate></EntityDescriptor>"
        return {"Resources": {"Idp": resource("AWS::IAM::SAMLProvider", SamlMetadataDocument=document)}}

    assert stack.create(provider("one")) == "CREATE_COMPLETE"
    arn = stack.physical_ids()["Idp"]
    assert stack.update(provider("two")) == "UPDATE_COMPLETE"
    assert stack.physical_ids()["Idp"] == arn
    assert "twotwo" in world.iam.get_saml_provider(SAMLProviderArn=arn)["SAMLMetadataDocument"]
    assert stack.delete() == "DELETE_COMPLETE"
    assert world.iam.list_saml_providers()["SAMLProviderList"] == []
