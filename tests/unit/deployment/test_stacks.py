"""From settings to a stack: what a setting changes, and what an operator is told in the end."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
import pytest

from tests.support.synth import (
    ALL_VARIANTS,
    ROOT,
    new_app,
    standalone_settings,
    synthesised,
    template,
    templates,
    variant_app,
)
from tests.support.templates import by_type, properties, references
from workspaces_constructs import ClientDevices, DesktopCapacity, DesktopUser, Persona, SelfService
from workspaces_constructs.deployment import build, options
from workspaces_constructs.deployment import settings as tree
from workspaces_constructs.deployment.loading import parse
from workspaces_constructs.deployment.outputs import persona_part, user_part
from workspaces_constructs.desktops.access import SamlSignIn
from workspaces_constructs.desktops.persona_access import PersonaAccess

if TYPE_CHECKING:
    from pydantic import BaseModel


def built(**changes: object) -> tuple[cdk.Stack, dict[str, Any]]:
    app = new_app()
    stack = build(app, parse({**standalone_settings(), **changes}))
    return stack, synthesised(app)


AUTHORITY = "arn:aws:acm-pca:us-east-1:111122223333:certificate-authority/12345678-90ab-cdef-1234-567890abcdef"
PROVIDER = "arn:aws:iam::111122223333:saml-provider/idp"
MANAGED_AD = ["ManagedAdId", "ManagedAdDnsAddresses", "ManagedAdConsole", "DirectorySubnetIds", "AdminSecretArn"]
BASE = ["WorkSpacesConsole", "SecretsConsole", "VpcId", "VolumeKeyArn"]
EMPLOYEES, CONTRACTORS, OFFICE = (
    [f"{persona}{what}" for what in ("DirectoryId", "RegistrationCode", "SubnetIds", "SubnetCidrs")]
    for persona in ("Employees", "Contractors", "Office")
)
LINK = ["OnPremisesGatewayId", "VpnConnectionId"]
TRUST = ["TrustId", "TrustState", "TrustSecretArn"]
FIRST_PASSWORDS = ["FirstPasswordAliceSecretArn", "FirstPasswordBobSecretArn"]

OUTPUTS: dict[str, list[list[str]]] = {
    "ad-connector": [[*BASE, *EMPLOYEES, "CustomerSideFirewall", "CustomerSideDelegation", *LINK]],
    "fleet": [
        [*BASE, *OFFICE, "FleetBucket", "FleetStateMachineArn", "CustomerSideFirewall", "CustomerSideDelegation", *LINK]
    ],
    "replica": [
        [
            *BASE, *EMPLOYEES, "CustomerSideFirewall", "CustomerSideDelegation", *LINK,
            "DomainControllerIds", "DomainControllerAddresses", "DomainControllerSite",
        ]
    ],
    "standalone": [[*MANAGED_AD, *BASE, *EMPLOYEES, "ServiceAccountSecretArn", *FIRST_PASSWORDS]],
    "two-way-trust": [
        [
            *MANAGED_AD, *BASE, *EMPLOYEES, "CustomerSideFirewall", "CustomerSideTrustScript", *LINK, *TRUST,
            *FIRST_PASSWORDS,
        ]
    ],
    "shared-services": [
        ["SharedVpcId", *MANAGED_AD, "ServiceAccountSecretArn", *FIRST_PASSWORDS],
        [*BASE, *EMPLOYEES, "OnPremisesGatewayId"],
    ],
    "one-way-trust": [
        ["SharedVpcId", *MANAGED_AD, *TRUST, "CustomerSideFirewall", "CustomerSideTrustScript", "VpnConnectionId"],
        [*BASE, *EMPLOYEES, "CustomerSideFirewall", "OnPremisesGatewayId"],
    ],
    "simple-ad": [
        ["SimpleAdId", "SimpleAdConsole", "AdminSecretArn", *BASE, *EMPLOYEES, "AdminHostId", *FIRST_PASSWORDS]
    ],
    "personas": [
        [
            *MANAGED_AD, *BASE, *EMPLOYEES, *CONTRACTORS, "RadiusServerAddresses", "RadiusUsersSecretArn",
            "ProxyAddresses", "ProxyAutoConfiguration", "ProxyAllowList", "CustomerSideFirewall", *LINK,
            "ServiceAccountSecretArn", "FirstPasswordAliceSecretArn", "FirstPasswordCarolSecretArn",
        ]
    ],
}  # fmt: skip
"""By scenario, and stack by stack: those of shared services first."""


def test_the_outputs_of_every_settings_file_are_known() -> None:
    assert OUTPUTS.keys() == {path.stem for path in (ROOT / "settings").glob("*.yaml")}


@pytest.mark.parametrize("scenario", OUTPUTS)
def test_the_outputs_an_operator_needs(scenario: str) -> None:
    made = [stack["Outputs"] for stack in templates(scenario).values()]

    assert [list(outputs) for outputs in made] == OUTPUTS[scenario]
    assert all(output["Description"] for outputs in made for output in outputs.values())


@pytest.mark.parametrize("variant", ALL_VARIANTS)
def test_every_output_can_be_resolved(variant: str) -> None:
    for made in templates(variant).values():
        known = {*made["Resources"], *made["Parameters"]}
        for name, output in made["Outputs"].items():
            pseudo = {reference for reference in references(output["Value"]) if reference.startswith("AWS::")}
            assert set(references(output["Value"])) - pseudo <= known, name


def test_console_links_follow_the_region() -> None:
    links = template()["Outputs"]
    anywhere = json.dumps(template("region-agnostic")["Outputs"]["WorkSpacesConsole"]["Value"])
    _, government = built(environment={"region": "us-gov-west-1"})

    assert links["WorkSpacesConsole"]["Value"].startswith("https://us-east-1.console.aws.amazon.com/workspaces/v2/home")
    assert '{"Ref": "AWS::Region"}, ".console.aws.amazon.com/workspaces/v2/home?region="' in anywhere
    assert government["Outputs"]["WorkSpacesConsole"]["Value"].startswith("https://console.amazonaws-us-gov.com/")


@pytest.mark.parametrize(
    ("name", "part"),
    [("alice", "Alice"), ("Anna.Smith", "AnnaDotsmith"), ("anna-smith", "AnnaDashsmith"), ("j_d2", "JUnderscored2")],
)
def test_users_have_outputs_of_their_own(name: str, part: str) -> None:
    assert user_part(name) == part


def test_personas_have_outputs_of_their_own() -> None:
    assert persona_part("call-center") == "CallCenter"
    assert {"ContractorsRegistrationCode", "EmployeesRegistrationCode"} <= template("two-personas")["Outputs"].keys()


def test_termination_protection_is_a_setting() -> None:
    stacks = [variant_app(variant).node.find_child("WorkSpaces-Standalone") for variant in ("standalone", "retain")]

    assert [stack.termination_protection for stack in stacks if isinstance(stack, cdk.Stack)] == [False, True]


def test_tags_reach_everything_that_takes_tags() -> None:
    made = template()
    tag = {"Key": "Project", "Value": "WorkSpaces"}

    for kind in ("AWS::EC2::VPC", "AWS::EC2::Subnet", "AWS::KMS::Key", "AWS::Lambda::Function", "AWS::IAM::Role"):
        assert all(tag in resource["Properties"]["Tags"] for resource in by_type(made, kind).values()), kind


def test_there_is_no_analytics_metadata() -> None:
    assert not by_type(template(), "AWS::CDK::Metadata")


def test_account_and_region_become_the_stacks() -> None:
    stack, _ = built(environment={"account": 111122223333, "region": "eu-west-1"})

    assert (stack.account, stack.region) == ("111122223333", "eu-west-1")


def test_keys_and_secrets_of_ones_own_take_the_place_of_made_ones() -> None:
    secret = "arn:aws:secretsmanager:us-east-1:111122223333:secret:admin-AbCdEf"
    key = "arn:aws:kms:us-east-1:111122223333:key/12345678-90ab-cdef-1234-567890abcdef"
    directory = {"domain_name": "corp.example.com", "admin_secret_arn": secret}
    _, made = built(directory=directory, keys={"volumes_arn": key, "records_arn": key})

    assert not by_type(made, "AWS::KMS::Key")
    assert len(by_type(made, "AWS::SecretsManager::Secret")) == 3
    (managed_ad,) = properties(made, "AWS::DirectoryService::MicrosoftAD")
    assert managed_ad["Password"] == f"{{{{resolve:secretsmanager:{secret}:SecretString:password::}}}}"
    assert {desktop["VolumeEncryptionKey"] for desktop in properties(made, "AWS::WorkSpaces::Workspace")} == {key}


def test_own_radius_servers_share_the_secret_that_is_given() -> None:
    secret = "arn:aws:secretsmanager:us-east-1:111122223333:secret:radius-AbCdEf"
    persona = {**standalone_settings()["personas"][0], "mfa": True}
    _, made = built(personas=[persona], mfa={"own_servers": True, "secret_arn": secret, "display_label": "Code"})

    (mfa,) = properties(made, "Custom::WorkspacesRadiusMfa")
    assert (mfa["SecretArn"], mfa["DisplayLabel"]) == (secret, "Code")
    (role,) = [each for each in properties(made, "AWS::IAM::Role") if "RADIUS" in each.get("Description", "")]
    assert secret in role["Policies"][0]["PolicyDocument"]["Statement"][0]["Resource"]


def test_registration_settings_reach_the_registration() -> None:
    _, made = built(
        registration={
            "devices": {"web": True, "windows": False},
            "self_service": {"restart": False, "switch_running_mode": True},
            "maintenance": False,
            "ip_group_ids": ["wsipg-0123456789"],
            "default_ou": "OU=Desktops,OU=corp,DC=corp,DC=example,DC=com",
        }
    )
    (registration,) = properties(made, "Custom::WorkspacesDirectoryRegistration")

    assert registration["WorkspaceAccessProperties"]["DeviceTypeWeb"] == "ALLOW"
    assert registration["WorkspaceAccessProperties"]["DeviceTypeWindows"] == "DENY"
    assert registration["SelfservicePermissions"]["RestartWorkspace"] == "DISABLED"
    assert registration["SelfservicePermissions"]["SwitchRunningMode"] == "ENABLED"
    assert registration["WorkspaceCreationProperties"]["EnableMaintenanceMode"] is False
    assert registration["WorkspaceCreationProperties"]["DefaultOu"] == "OU=Desktops,OU=corp,DC=corp,DC=example,DC=com"
    assert registration["IpGroupIds"] == ["wsipg-0123456789"]


def test_the_group_of_the_connectors_account_is_a_setting() -> None:
    _, made = built(directory={"domain_name": "corp.example.com", "service_account": {"group": None}})
    accounts = properties(made, "Custom::WorkspacesDirectoryUser")

    assert not [account for account in accounts if "Groups" in account]


@pytest.mark.parametrize(
    ("section", "arguments"),
    [
        (tree.Devices, ClientDevices),
        (tree.SelfServicePermissions, SelfService),
        (tree.Persona, Persona),
        (tree.BundleChoice, Persona),
        (tree.User, DesktopUser),
    ],
)
def test_defaults_of_the_file_are_those_of_the_constructs(section: type[BaseModel], arguments: type) -> None:
    theirs = {
        field.name: field.default_factory() if field.default_factory is not dataclasses.MISSING else field.default
        for field in dataclasses.fields(arguments)
    }
    ours = {name: field.default for name, field in section.model_fields.items() if not field.is_required()}

    shared = ours.keys() & theirs.keys()
    assert len(shared) >= 4
    assert {name: ours[name] for name in shared} == {name: theirs[name] for name in shared}


def test_every_device_and_permission_of_the_constructs_is_a_setting() -> None:
    assert set(tree.Devices.model_fields) == {field.name for field in dataclasses.fields(ClientDevices)}
    assert set(tree.SelfServicePermissions.model_fields) == {field.name for field in dataclasses.fields(SelfService)}
    assert set(tree.User.model_fields) == {field.name for field in dataclasses.fields(DesktopUser)}


def test_every_setting_of_a_persona_reaches_it() -> None:
    given: dict[str, Any] = {
        "name": "contractors",
        "desktops": 7,
        "cidrs": ["172.20.8.0/27", "172.20.9.0/27"],
        "growth": 0.5,
        "migration_headroom": 0.3,
        "egress": "none",
        "bundle": {
            "compute_type": "POWER",
            "operating_system": "WINDOWS_SERVER_2025",
            "protocol": "WSP",
            "language": "Japanese",
        },
        "running_mode": "ALWAYS_ON",
        "auto_stop_minutes": 120,
        "volumes": {"root": 175, "user": 100},
        "mfa": True,
        "local_administrator": True,
        "connector_size": "Large",
        "help_desk_cidrs": ["10.9.0.0/24"],
        "website_cidrs": ["10.9.1.0/24"],
        "file_server_cidrs": ["10.9.2.0/24"],
        "wide_dynamic_ports": True,
        "tags": {"CostCenter": "4711"},
        "registration": {"maintenance": True},
    }
    registration: dict[str, Any] = {
        "devices": {"web": True},
        "self_service": {"rebuild": True},
        "maintenance": False,
        "ip_group_ids": ["wsipg-0123456789"],
        "ip_groups": {"offices": {"203.0.113.0/24": "Head office"}},
        "trusted_devices": True,
        "saml": {"user_access_url": "https://idp.example.com", "provider_arn": PROVIDER, "session_hours": 8},
        "certificate_authority_arn": AUTHORITY,
        "certificate_role": True,
        "fips": True,
        "streaming": {"printing": False},
        "client": {"reconnect": False},
        "volume_key_arn": None,
        "own_volume_key": True,
        "default_ou": "OU=Desktops,OU=corp,DC=corp,DC=example,DC=com",
    }
    section = tree.Persona(**given)
    assert section.model_fields_set == set(tree.Persona.model_fields)
    assert tree.Registration(**registration).model_fields_set == set(tree.Registration.model_fields)

    made, default = options._persona(section, tree.Registration(**registration), "own"), Persona()
    own = tree.Persona(name="own", bundle=tree.BundleChoice(id="wsb-0123456789"))
    golden = tree.Persona(name="own", bundle=tree.BundleChoice(image_id="wsi-0123456789"))

    same = {
        field.name for field in dataclasses.fields(Persona) if getattr(made, field.name) == getattr(default, field.name)
    }
    assert same == {"bundle_id", "image_id"}
    assert options._persona(own, tree.Registration(), None).bundle_id == "wsb-0123456789"
    assert options._persona(golden, tree.Registration(), None).image_id == "wsi-0123456789"
    said = {field.name for field in dataclasses.fields(PersonaAccess)}
    same = {name for name in said if getattr(made.access, name) == getattr(default.access, name)}
    assert same == {"saml_metadata"}
    assert made.access.saml == SamlSignIn("https://idp.example.com")
    assert made.capacity == DesktopCapacity(desktops=7, growth=0.5, migration_headroom=0.3)
    assert (made.root_volume_gib, made.user_volume_gib) == (175, 100)
    assert made.cidrs == ("172.20.8.0/27", "172.20.9.0/27")


def test_a_personas_registration_differs_where_it_says_so() -> None:
    ou = "OU=Desktops,OU=corp,DC=corp,DC=example,DC=com"
    _, made = built(
        registration={"devices": {"web": True, "windows": False}, "maintenance": False, "default_ou": ou},
        personas=[
            {"name": "employees"},
            {
                "name": "contractors",
                "registration": {
                    "devices": {"windows": True, "linux": True},
                    "self_service": {"rebuild": True},
                    "ip_group_ids": ["wsipg-0123456789"],
                    "default_ou": None,
                },
            },
        ],
    )
    found = by_type(made, "Custom::WorkspacesDirectoryRegistration").items()
    employees, contractors = (
        next(resource["Properties"] for name, resource in found if persona in name)
        for persona in ("employees", "contractors")
    )

    devices = ("DeviceTypeWeb", "DeviceTypeWindows", "DeviceTypeLinux")
    assert [employees["WorkspaceAccessProperties"][device] for device in devices] == ["ALLOW", "DENY", "DENY"]
    assert [contractors["WorkspaceAccessProperties"][device] for device in devices] == ["ALLOW", "ALLOW", "ALLOW"]
    rebuild = [one["SelfservicePermissions"]["RebuildWorkspace"] for one in (employees, contractors)]
    assert rebuild == ["DISABLED", "ENABLED"]
    maintenance = [one["WorkspaceCreationProperties"]["EnableMaintenanceMode"] for one in (employees, contractors)]
    assert maintenance == [False, False]
    assert employees["WorkspaceCreationProperties"]["DefaultOu"] == ou
    assert "DefaultOu" not in contractors["WorkspaceCreationProperties"]
    assert "IpGroupIds" not in employees
    assert contractors["IpGroupIds"] == ["wsipg-0123456789"]


def test_tags_of_deployment_persona_and_user_are_carried_where_they_are_paid_for() -> None:
    stack, made = built(
        tags={"Project": "WorkSpaces", "CostCenter": "1"},
        cost_allocation_tags=["CostCenter", "Project"],
        personas=[{"name": "employees"}, {"name": "contractors", "tags": {"CostCenter": "2"}}],
        users=[
            {"user_name": "alice"},
            {"user_name": "bob", "persona": "contractors", "tags": {"CostCenter": "3", "Team": "a"}},
        ],
    )

    def centres(kind: str) -> list[tuple[str, str]]:
        found = [
            {tag["Key"]: tag["Value"] for tag in each["Properties"]["Tags"]} for each in by_type(made, kind).values()
        ]
        return sorted((tags["CostCenter"], tags["Project"]) for tags in found)

    assert centres("AWS::WorkSpaces::Workspace") == [("1", "WorkSpaces"), ("3", "WorkSpaces")]
    assert centres("Custom::WorkspacesDirectoryRegistration") == [("1", "WorkSpaces"), ("2", "WorkSpaces")]
    assert centres("Custom::WorkspacesAdConnector") == [("1", "WorkSpaces"), ("2", "WorkSpaces")]
    assert set(centres("AWS::KMS::Key")) == {("1", "WorkSpaces")}
    assert made["Outputs"]["CostAllocationTags"]["Value"] == "CostCenter,Project"
    assert "Billing console" in made["Outputs"]["CostAllocationTags"]["Description"]
    assert stack.tags.tag_values() == {"Project": "WorkSpaces", "CostCenter": "1"}


def subnets(made: dict[str, Any]) -> dict[str, str]:
    return {name: subnet["Properties"]["CidrBlock"] for name, subnet in by_type(made, "AWS::EC2::Subnet").items()}


def test_what_the_outputs_say_pins_the_subnets() -> None:
    """An operator retires one persona, grows another and puts a third in front: no subnet of the rest moves."""
    personas: list[dict[str, Any]] = [{"name": name, "desktops": 50} for name in ("alpha", "beta", "gamma")]
    _, before = built(personas=personas, users=[])
    for persona in personas:
        persona["cidrs"] = before["Outputs"][f"{persona['name'].capitalize()}SubnetCidrs"]["Value"].split(",")
    _, pinned = built(personas=personas, users=[])
    alpha, beta, gamma = personas
    grown = {"name": "gamma", "desktops": 400}
    _, retired = built(personas=[{"name": "new", "desktops": 300}, beta, gamma], users=[])
    _, larger = built(personas=[grown, beta, alpha], users=[])

    assert pinned == before
    stays = {name: cidr for name, cidr in subnets(before).items() if "alpha" not in name}
    assert stays.items() <= subnets(retired).items()
    stays = {name: cidr for name, cidr in subnets(before).items() if "gamma" not in name}
    assert stays.items() <= subnets(larger).items()


def test_other_networks_reach_the_directory_and_are_checked() -> None:
    directory = {"domain_name": "corp.example.com", "reachable_from": ["10.1.0.0/16", "10.2.0.0/16"]}
    _, made = built(directory=directory, network={"routed_cidrs": ["10.0.0.0/8"]})
    inbound = properties(made, "AWS::EC2::SecurityGroupIngress")

    assert {rule["CidrIp"] for rule in inbound} == {"10.1.0.0/16", "10.2.0.0/16"}
