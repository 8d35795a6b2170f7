"""Registering directories, their settings, and letting them go."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from local_aws import faults
from local_aws.clock import clock
from local_aws.faults import Fault
from local_aws.sandbox import MINUTE, NAME, PASSWORD, World, refused
from local_aws.services import settle
from local_aws.services.workspaces import regions
from workspaces_constructs.facts import regions as facts

if TYPE_CHECKING:
    from mypy_boto3_workspaces.type_defs import CertificateBasedAuthPropertiesTypeDef, UserSettingTypeDef


@pytest.fixture
def ready(world: World) -> str:
    """A Managed AD that is ready to be registered."""
    world.default_role()
    return world.managed_ad()


def register(world: World, directory: str, *subnets: str) -> tuple[str, str]:
    return refused(
        world.workspaces.register_workspace_directory, DirectoryId=directory, SubnetIds=subnets or world.subnets[:2]
    )


def test_a_registration_is_described_with_safe_to_rely_on_details(world: World, ready: str) -> None:
    answer = world.workspaces.register_workspace_directory(DirectoryId=ready, SubnetIds=world.subnets[:2])
    assert answer["State"] == world.registration(ready)["State"] == "REGISTERING"
    clock.advance(4 * MINUTE)
    described = world.registration(ready)
    assert described["State"] == "REGISTERED"
    assert described["DirectoryType"] == "SIMPLE_AD"
    assert described["DirectoryName"] == NAME
    assert described["SubnetIds"] == world.subnets[:2]
    assert described["DnsIpAddresses"] == world.directory(ready)["DnsIpAddrs"]
    assert described["IamRoleId"].endswith(":role/workspaces_DefaultRole")
    assert described["RegistrationCode"].startswith("WSiad+")
    assert described["ipGroupIds"] == []
    assert described["WorkspaceAccessProperties"]["DeviceTypeWeb"] == "DENY"
    assert described["WorkspaceAccessProperties"]["DeviceTypeWindows"] == "ALLOW"
    group = world.ec2.describe_security_groups(GroupIds=[described["WorkspaceSecurityGroupId"]])["SecurityGroups"][0]
    assert group["GroupName"] == f"{ready}_workspacesMembers"
    assert (group["IpPermissions"], group["IpPermissionsEgress"][0]["IpProtocol"]) == ([], "-1")


def test_the_directorys_subnets_are_taken_where_none_are_named(world: World, ready: str) -> None:
    world.workspaces.register_workspace_directory(DirectoryId=ready)
    assert world.registration(ready)["SubnetIds"] == world.subnets[:2]


@pytest.mark.parametrize(
    ("service", "policies"),
    [
        ("ec2.amazonaws.com", ("AmazonWorkSpacesServiceAccess", "AmazonWorkSpacesSelfServiceAccess")),
        ("workspaces.amazonaws.com", ("AmazonWorkSpacesServiceAccess",)),
        ("workspaces.amazonaws.com", ()),
    ],
)
def test_the_default_role_must_be_complete(world: World, service: str, policies: tuple[str, ...]) -> None:
    directory = world.managed_ad()
    assert register(world, directory)[0] == "WorkspacesDefaultRoleNotFoundException"
    world.default_role(service, policies)
    assert register(world, directory)[0] == "WorkspacesDefaultRoleNotFoundException"


def test_the_directory_must_be_there_active_and_not_registered(world: World, ready: str) -> None:
    assert register(world, "d-0000000000")[0] == "ResourceNotFoundException"
    creating = world.managed_ad(active=False)
    assert register(world, creating)[0] == "InvalidResourceStateException"
    assert register(world, ready) == ("", "")
    assert register(world, ready)[0] == "ResourceAlreadyExistsException"


def test_the_subnets_lie_in_two_zones_with_workspaces_and_in_the_vpc(world: World, ready: str) -> None:
    first, second, unsupported = world.subnets
    _, elsewhere = world.network("172.21.0.0/16")
    code, message = register(world, ready, first, unsupported)
    assert code == "OperationNotSupportedException"
    assert "use1-az1" in message
    for subnets in ((first,), (first, first), (elsewhere[0], elsewhere[1])):
        assert register(world, ready, *subnets)[0] == "OperationNotSupportedException"
    assert register(world, ready, first, second) == ("", "")


def test_dedicated_tenancy_needs_an_account_enabled_for_it(world: World, ready: str) -> None:
    call = partial(world.workspaces.register_workspace_directory, DirectoryId=ready, Tenancy="DEDICATED")
    assert refused(call)[0] == "OperationNotSupportedException"
    assert world.workspaces.describe_account()["DedicatedTenancySupport"] == "DISABLED"


def test_a_vpc_that_collides_with_every_management_range_is_refused(world: World) -> None:
    world.default_role()
    world.vpc, world.subnets = world.network("192.168.0.0/16")
    directory = world.managed_ad()
    table = world.ec2.create_route_table(VpcId=world.vpc)["RouteTable"]["RouteTableId"]
    gateway = world.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    world.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=world.vpc)
    ranges = list(regions.management_ranges("us-east-1"))
    for cidr in ranges[:-1]:
        if cidr != "192.168.0.0/16":
            world.ec2.create_route(RouteTableId=table, DestinationCidrBlock=cidr, GatewayId=gateway)
    one = partial(world.workspaces.register_workspace_directory, DirectoryId=directory)
    world.ec2.create_route(RouteTableId=table, DestinationCidrBlock="10.1.0.0/16", GatewayId=gateway)
    code, message = refused(one)
    assert code == "UnsupportedNetworkConfigurationException"
    assert all(cidr in message for cidr in ranges)
    world.ec2.delete_route(RouteTableId=table, DestinationCidrBlock="10.1.0.0/16")
    assert refused(one) == ("", "")


def test_a_registration_can_end_in_error_and_must_then_be_let_go(world: World, ready: str) -> None:
    faults.add(Fault("workspaces", "RegisterWorkspaceDirectory", stage="ERROR", reason="No capacity."))
    world.registered(ready)
    assert (world.registration(ready)["State"], world.registration(ready)["ErrorMessage"]) == ("ERROR", "No capacity.")
    assert register(world, ready)[0] == "ResourceAlreadyExistsException"
    world.workspaces.deregister_workspace_directory(DirectoryId=ready)
    clock.advance(3 * MINUTE)
    assert register(world, ready) == ("", "")


def test_letting_go_takes_time_and_leaves_the_members_group_behind(world: World, ready: str) -> None:
    world.registered(ready)
    code = world.registration(ready)["RegistrationCode"]
    world.workspaces.deregister_workspace_directory(DirectoryId=ready)
    assert world.registration(ready)["State"] == "DEREGISTERING"
    deregister = partial(world.workspaces.deregister_workspace_directory, DirectoryId=ready)
    assert refused(deregister)[0] == "InvalidResourceStateException"
    clock.advance(3 * MINUTE)
    assert world.workspaces.describe_workspace_directories(DirectoryIds=[ready])["Directories"] == []
    assert refused(deregister)[0] == "ResourceNotFoundException"
    clock.advance(24 * 60 * MINUTE)
    settle()
    assert f"{ready}_workspacesMembers" in world.group_names()
    world.registered(ready)
    assert world.registration(ready)["RegistrationCode"] == code


@pytest.mark.parametrize("kind", ["MicrosoftAD", "SimpleAD", "ADConnector"])
def test_directory_service_forgets_the_application_half_an_hour_later(world: World, kind: str) -> None:
    world.default_role()
    directory = world.managed_ad()
    if kind == "SimpleAD":
        directory = world.ds.create_directory(
            Name=NAME, Password=PASSWORD, Size="Small", VpcSettings={"VpcId": world.vpc, "SubnetIds": world.subnets[:2]}
        )["DirectoryId"]
        clock.advance(8 * MINUTE)
    if kind == "ADConnector":
        directory = world.connector(world.directory(directory)["DnsIpAddrs"])
    delete = partial(world.ds.delete_directory, DirectoryId=directory)
    world.registered(directory)
    assert "still has authorized applications" in refused(delete)[1]
    world.workspaces.deregister_workspace_directory(DirectoryId=directory)
    clock.advance(3 * MINUTE + 29 * MINUTE)
    assert refused(delete)[0] == "ClientException"
    clock.advance(MINUTE)
    assert refused(delete) == ("", "")


def test_a_directory_registered_again_stays_authorized(world: World, ready: str) -> None:
    world.registered(ready)
    world.workspaces.deregister_workspace_directory(DirectoryId=ready)
    clock.advance(10 * MINUTE)
    world.registered(ready)
    clock.advance(60 * MINUTE)
    assert "authorized applications" in refused(world.ds.delete_directory, DirectoryId=ready)[1]


def test_a_directory_in_use_is_not_let_go(world: World, ready: str) -> None:
    world.registered(ready)
    deregister = partial(world.workspaces.deregister_workspace_directory, DirectoryId=ready)
    group = world.workspaces.create_ip_group(GroupName="office")["GroupId"]
    world.workspaces.associate_ip_groups(DirectoryId=ready, GroupIds=[group])
    assert "IP access control" in refused(deregister)[1]
    world.workspaces.disassociate_ip_groups(DirectoryId=ready, GroupIds=[group])
    alias = world.workspaces.create_connection_alias(ConnectionString="desktop.example.com")["AliasId"]
    world.workspaces.associate_connection_alias(AliasId=alias, ResourceId=ready)
    assert "connection alias" in refused(deregister)[1]
    world.workspaces.disassociate_connection_alias(AliasId=alias)
    desktop = world.desktop(ready, "Admin")
    assert refused(deregister)[0] == "OperationNotSupportedException"
    world.workspaces.terminate_workspaces(TerminateWorkspaceRequests=[{"WorkspaceId": desktop}])
    assert refused(deregister)[0] == "OperationNotSupportedException"
    clock.advance(4 * MINUTE)
    assert refused(deregister) == ("", "")


def test_registrations_are_filtered_and_paged(world: World, ready: str) -> None:
    world.registered(ready)
    describe = world.workspaces.describe_workspace_directories
    assert len(describe(Filters=[{"Name": "WORKSPACE_TYPE", "Values": ["PERSONAL"]}])["Directories"]) == 1
    assert describe(Filters=[{"Name": "WORKSPACE_TYPE", "Values": ["POOLS"]}])["Directories"] == []
    assert describe(DirectoryIds=["d-0000000000"])["Directories"] == []
    other = world.registered(world.managed_ad())
    first = describe(Limit=1)
    rest = describe(Limit=1, NextToken=first["NextToken"])
    assert [each["DirectoryId"] for page in (first, rest) for each in page["Directories"]] == [ready, other]
    assert refused(describe, NextToken="x")[0] == "InvalidParameterValuesException"


def test_settings_are_changed_one_by_one(world: World, ready: str) -> None:
    world.registered(ready)
    group = world.ec2.create_security_group(GroupName="desktops", Description="x", VpcId=world.vpc)["GroupId"]
    unit = "OU=Desktops,OU=corp,DC=corp,DC=example,DC=com"
    change = world.workspaces
    change.modify_workspace_creation_properties(ResourceId=ready, WorkspaceCreationProperties={"DefaultOu": unit})
    change.modify_workspace_creation_properties(
        ResourceId=ready,
        WorkspaceCreationProperties={"CustomSecurityGroupId": group, "UserEnabledAsLocalAdministrator": False},
    )
    change.modify_workspace_access_properties(ResourceId=ready, WorkspaceAccessProperties={"DeviceTypeOsx": "DENY"})
    change.modify_selfservice_permissions(ResourceId=ready, SelfservicePermissions={"RebuildWorkspace": "ENABLED"})
    change.modify_streaming_properties(
        ResourceId=ready, StreamingProperties={"StreamingExperiencePreferredProtocol": "UDP"}
    )
    change.modify_client_properties(ResourceId=ready, ClientProperties={"ReconnectEnabled": "DISABLED"})
    change.modify_endpoint_encryption_mode(DirectoryId=ready, EndpointEncryptionMode="FIPS_VALIDATED")
    described = world.registration(ready)
    assert described["WorkspaceCreationProperties"] == {
        "EnableInternetAccess": False,
        "DefaultOu": unit,
        "CustomSecurityGroupId": group,
        "UserEnabledAsLocalAdministrator": False,
        "EnableMaintenanceMode": True,
    }
    assert described["WorkspaceAccessProperties"]["DeviceTypeOsx"] == "DENY"
    assert described["SelfservicePermissions"]["RebuildWorkspace"] == "ENABLED"
    assert described["SelfservicePermissions"]["IncreaseVolumeSize"] == "DISABLED"
    assert described["StreamingProperties"] == {"StreamingExperiencePreferredProtocol": "UDP"}
    assert described["EndpointEncryptionMode"] == "FIPS_VALIDATED"
    client = change.describe_client_properties(ResourceIds=[ready])["ClientPropertiesList"][0]["ClientProperties"]
    assert client == {"ReconnectEnabled": "DISABLED", "LogUploadEnabled": "ENABLED"}


@pytest.mark.parametrize(
    "properties",
    [
        {"DefaultOu": "Desktops"},
        {"DefaultOu": "OU=Desktops"},
        {"DefaultOu": "DC=corp,DC=example"},
        {"CustomSecurityGroupId": "sg-00000000"},
    ],
)
def test_a_creation_property_that_cannot_be_is_refused(world: World, ready: str, properties: dict[str, str]) -> None:
    world.registered(ready)
    change = partial(world.workspaces.modify_workspace_creation_properties, ResourceId=ready)
    assert refused(change, WorkspaceCreationProperties=properties)[0] == "InvalidParameterValuesException"


def test_a_security_group_of_another_vpc_is_refused(world: World, ready: str) -> None:
    world.registered(ready)
    vpc, _ = world.network("172.21.0.0/16")
    group = world.ec2.create_security_group(GroupName="far", Description="x", VpcId=vpc)["GroupId"]
    change = partial(world.workspaces.modify_workspace_creation_properties, ResourceId=ready)
    code, message = refused(change, WorkspaceCreationProperties={"CustomSecurityGroupId": group})
    assert (code, world.vpc in message) == ("InvalidParameterValuesException", True)


def test_settings_wait_for_the_registration(world: World, ready: str) -> None:
    change = partial(world.workspaces.modify_client_properties, ClientProperties={"ReconnectEnabled": "DISABLED"})
    assert refused(change, ResourceId=ready)[0] == "ResourceNotFoundException"
    world.workspaces.register_workspace_directory(DirectoryId=ready)
    assert refused(change, ResourceId=ready)[0] == "OperationNotSupportedException"


def test_self_service_at_registration_allows_everything(world: World, ready: str) -> None:
    world.workspaces.register_workspace_directory(DirectoryId=ready, EnableSelfService=True)
    assert set(world.registration(ready)["SelfservicePermissions"].values()) == {"ENABLED"}


def test_saml_and_certificates_need_what_they_stand_on(world: World, ready: str) -> None:
    world.registered(ready)
    saml = partial(world.workspaces.modify_saml_properties, ResourceId=ready)
    certificates = partial(world.workspaces.modify_certificate_based_auth_properties, ResourceId=ready)
    on: CertificateBasedAuthPropertiesTypeDef = {
        "Status": "ENABLED",
        "CertificateAuthorityArn": "arn:aws:acm-pca:us-east-1:000000000000:certificate-authority/a",
    }
    assert refused(saml, SamlProperties={"Status": "ENABLED"})[0] == "InvalidParameterValuesException"
    assert refused(certificates, CertificateBasedAuthProperties=on)[0] == "InvalidParameterValuesException"
    saml(SamlProperties={"Status": "ENABLED", "UserAccessUrl": "https://idp.example.com/x"})
    certificates(CertificateBasedAuthProperties=on)
    assert world.registration(ready)["CertificateBasedAuthProperties"]["Status"] == "ENABLED"
    delete = partial(saml, PropertiesToDelete=["SAML_PROPERTIES_USER_ACCESS_URL"])
    assert refused(delete)[0] == "InvalidParameterValuesException"
    assert refused(delete, SamlProperties={"Status": "DISABLED"})[0] == "OperationNotSupportedException"
    shared: CertificateBasedAuthPropertiesTypeDef = {
        **on,
        "CertificateAuthorityArn": "arn:aws:acm-pca:us-east-1:444455556666:certificate-authority/a",
    }
    certificates(CertificateBasedAuthProperties=shared)
    elsewhere = {**on, "CertificateAuthorityArn": "arn:aws:acm-pca:us-west-2:000000000000:certificate-authority/a"}
    assert refused(certificates, CertificateBasedAuthProperties=elsewhere)[0] == "InvalidParameterValuesException"
    certificates(
        CertificateBasedAuthProperties={"Status": "DISABLED"},
        PropertiesToDelete=["CERTIFICATE_BASED_AUTH_PROPERTIES_CERTIFICATE_AUTHORITY_ARN"],
    )
    delete(SamlProperties={"Status": "DISABLED"})
    assert "UserAccessUrl" not in world.registration(ready)["SamlProperties"]


def test_what_excludes_each_other_is_refused_from_every_side(world: World, ready: str) -> None:
    world.registered(ready)
    mode = partial(world.workspaces.modify_endpoint_encryption_mode, DirectoryId=ready)
    group = world.workspaces.create_ip_group(GroupName="office")["GroupId"]
    groups = partial(world.workspaces.associate_ip_groups, DirectoryId=ready, GroupIds=[group])
    accelerate = partial(
        world.workspaces.modify_streaming_properties,
        ResourceId=ready,
        StreamingProperties={"GlobalAccelerator": {"Mode": "ENABLED_AUTO"}},
    )
    slow = partial(accelerate, StreamingProperties={"GlobalAccelerator": {"Mode": "DISABLED"}})
    accelerate()
    groups()
    assert refused(mode, EndpointEncryptionMode="FIPS_VALIDATED")[0] == "OperationNotSupportedException"
    slow()
    mode(EndpointEncryptionMode="FIPS_VALIDATED")
    assert "Global Accelerator" in refused(accelerate)[1]
    world.workspaces.disassociate_ip_groups(DirectoryId=ready, GroupIds=[group])
    accelerate()
    assert refused(groups)[0] == "OperationNotSupportedException"


@pytest.mark.parametrize(
    "settings",
    [
        [{"Action": "PRINTING_TO_LOCAL_DEVICE", "Permission": "ENABLED", "MaximumLength": 5}],
        [{"Action": "CLIPBOARD_COPY_TO_LOCAL_DEVICE", "Permission": "DISABLED", "MaximumLength": 5}],
        [{"Action": "CLIPBOARD_COPY_TO_LOCAL_DEVICE", "Permission": "ENABLED", "MaximumLength": 0}],
        [{"Action": "SMART_CARD", "Permission": "ENABLED"}, {"Action": "SMART_CARD", "Permission": "DISABLED"}],
    ],
)
def test_a_setting_of_users_that_cannot_be_is_refused(
    world: World, ready: str, settings: list[UserSettingTypeDef]
) -> None:
    world.registered(ready)
    change = partial(world.workspaces.modify_streaming_properties, ResourceId=ready)
    assert refused(change, StreamingProperties={"UserSettings": settings})[0] == "InvalidParameterValuesException"


def test_fips_is_chosen_before_the_first_workspace_and_where_it_exists(world: World, ready: str) -> None:
    world.registered(ready)
    world.desktop(ready, "Admin")
    mode = partial(world.workspaces.modify_endpoint_encryption_mode, DirectoryId=ready)
    assert refused(mode, EndpointEncryptionMode="FIPS_VALIDATED")[0] == "OperationNotSupportedException"
    assert refused(mode, EndpointEncryptionMode="STANDARD_TLS") == ("", "")


def test_every_region_with_workspaces_has_zones_ranges_and_a_code() -> None:
    assert set(regions.ZONE_IDS) == set(regions.CODES)
    assert len(set(regions.CODES.values())) == len(regions.CODES)
    for region in regions.ZONE_IDS:
        assert regions.management_ranges(region)[-1] == "10.0.0.0/8"


def test_the_emulator_and_the_constructs_were_told_the_same_zones_and_ranges() -> None:
    assert {region: set(zones) for region, zones in regions.ZONE_IDS.items()} == {
        region: set(zones) for region, zones in facts.AZ_IDS.items()
    }
    for region, ranges in facts.MANAGEMENT_RANGES.items():
        assert {str(each) for each in ranges} == set(regions.management_ranges(region)), region
