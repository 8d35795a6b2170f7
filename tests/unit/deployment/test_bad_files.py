"""Every mistake of a settings file is one message: where it is, what stands there, what is allowed, and the fix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.synth import standalone_settings, variant_tree
from tests.support.variants import SECRET, existing_subnet
from workspaces_constructs import ConfigurationError
from workspaces_constructs.deployment import load
from workspaces_constructs.deployment.loading import parse
from workspaces_constructs.deployment.mistakes import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

Tree = dict[str, Any]


def mistakes(tree: Tree) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as refused:
        parse(tree)
    return refused.value.mistakes


def changed(path: str, value: object, variant: str = "standalone") -> Tree:
    """The repository's settings with one value changed; a number in the path is an index."""
    tree: Any = variant_tree(variant)
    place = tree
    *parents, last = path.split("/")
    for key in parents:
        place = place[int(key)] if isinstance(place, list) else place.setdefault(key, {})
    place[int(last) if isinstance(place, list) else last] = value
    assert isinstance(tree, dict)
    return tree


REFUSED: list[tuple[str, object, list[str]]] = [
    (
        "scenario",
        "stand-alone",
        ["scenario: ", "'stand-alone'", "allowed: ad-connector, replica, standalone", "use standalone"],
    ),
    ("name", "1st", ["name: ", "'1st'", "beginning with a letter"]),
    ("nmae", "x", ["nmae: unknown key", "did you mean name?"]),
    ("description", 5, ["description: got 5", "allowed: text", "put it in quotes"]),
    ("environment/region", "us-east1", ["environment.region: ", "'us-east1'", "use us-east-1"]),
    ("environment/region", "cn-north-1", ["environment.region: ", "'cn-north-1'", "eu-central-1"]),
    ("environment/account", "1234", ["environment.account: ", "'1234'", "12 digits"]),
    ("tags/aws:owner", "me", ["tags.aws:owner: ", "which AWS reserves", "use owner"]),
    ("tags/Owner", "aws:me", ["tags.Owner: ", "'aws:me'", "which AWS reserves"]),
    ("tags/Owner", "a#b", ["tags.Owner: ", "'a#b'", "remove '#'"]),
    ("tags/CostCenter", 4711, ["tags.CostCenter: got 4711", "put it in quotes"]),
    ("tags", dict.fromkeys(map(str, range(50)), ""), ["tags: number of tags: got 50", "at most 49", "adds one"]),
    ("personas/0/tags", {"aws:owner": "me"}, ["personas[0].tags.aws:owner: ", "which AWS reserves", "use owner"]),
    (
        "personas/0/tags",
        dict.fromkeys(map(str, range(49)), ""),
        ["personas[0].tags: number of tags: got 50", "at most 49", "remove some"],
    ),
    ("users/1/tags", {"Team": "a#b"}, ["users[1].tags.Team: ", "'a#b'", "remove '#'"]),
    (
        "users/1/tags",
        dict.fromkeys(map(str, range(50)), ""),
        ["users[1].tags: number of tags: got 51", "at most 50", "remove some"],
    ),
    ("cost_allocation_tags", ["aws:createdBy"], ["cost_allocation_tags[0]: ", "which AWS reserves", "use createdBy"]),
    (
        "cost_allocation_tags",
        ["CostCenter", "Project"],
        ["personas[0].tags: tags of persona employees: got 'Project'", "CostCenter, Project", "add CostCenter here or"],
    ),
    ("removal", "keep", ["removal: got 'keep'", "destroy, retain", "use destroy"]),
    ("termination_protection", "maybe", ["termination_protection: got 'maybe'", "true or false"]),
    ("network/cidr", "172.20.0.0/30", ["network.cidr: ", "'172.20.0.0/30'", "/16 to /28"]),
    ("network/cidr", "172.20.0.0/26", ["network.cidr: ", "'172.20.0.0/26'", "at least 448 addresses", "use a /23"]),
    ("network/cidr", "172.20.0.1/16", ["network.cidr: ", "without host bits", "use 172.20.0.0/16"]),
    ("network/cidr", "198.18.0.0/16", ["network.cidr: ", "198.18.0.0/15, which AWS Managed Microsoft AD uses"]),
    ("network/availability_zone_ids", ["use1-az2"], ["network.availability_zone_ids: ", "use1-az2", "two different"]),
    ("network/availability_zone_ids", ["use1-az1", "use1-az2"], ["use1-az1", "use use1-az2 and use1-az4"]),
    ("network/availability_zone_ids", "use1-az2", ["got 'use1-az2'", "allowed: a list", "in brackets"]),
    ("network/routed_cidrs", ["10.1.0.1/16"], ["network.routed_cidrs[0]: ", "'10.1.0.1/16'", "use 10.1.0.0/16"]),
    ("network/routed_cidrs", ["198.18.0.0/16"], ["network.routed_cidrs: ", "198.18.0.0/15, which AWS Managed"]),
    (
        "network/routed_cidrs",
        ["10.0.0.0/8", "172.31.0.0/16", "192.168.0.0/16", "198.19.0.0/16"],
        ["network.routed_cidrs: ", "overlaps every management range of WorkSpaces in us-east-1"],
    ),
    ("directory/reachable_from", ["0.0.0.0/0"], ["directory.reachable_from[0]: ", "networks of your own"]),
    (
        "directory/reachable_from",
        ["10.1.0.0/16", "10.1.0.0/16"],
        ["directory.reachable_from[1]: ", "'10.1.0.0/16'", "each range once"],
    ),
    ("directory/domain_name", "corp", ["directory.domain_name: ", "'corp'", "use corp.example.com"]),
    ("directory/netbios_name", "X" * 16, ["directory.netbios_name: ", "1 to 15"]),
    ("directory/edition", "Premium", ["directory.edition: got 'Premium'", "Standard, Enterprise"]),
    ("directory/existing_directory_id", "d-1", ["directory.existing_directory_id: ", "'d-1'", "ten hexadecimal"]),
    ("directory/admin_password", "Hunter2!", ["directory.admin_password: ", "pass the secret's ARN"]),
    ("keys/volumes_arn", "alias/mine", ["keys.volumes_arn: ", "'alias/mine'", "not an alias"]),
    ("connectivity/vpn", True, ["connectivity.vpn: got true", "a section of keys", "write its keys"]),
    ("personas", [], ["personas: ", "at least one"]),
    ("personas", "employees", ["personas: got 'employees'", "a list"]),
    ("personas/0/name", "Employees", ["personas[0].name: ", "'Employees'", "lower-case"]),
    ("personas/0/desktops", 0, ["personas[0].desktops: got 0", "1 or more"]),
    ("personas/0/desktops", 100_000, ["personas[0].desktops: ", "at most 65531", "split the desktops"]),
    ("personas/0/desktops", "many", ["personas[0].desktops: got 'many'", "a whole number"]),
    ("personas/0/cidrs", ["172.20.8.0/25"], ["personas[0].cidrs", "it is missing"]),
    ("personas/0/cidrs", ["172.20.8.0/25", "172.20.9.0/29"], ["personas[0].cidrs[1]: ", "/16 to /28"]),
    (
        "personas/0/cidrs",
        ["172.20.8.0/25", "172.21.0.0/25"],
        ["personas[0].cidrs: ", "'172.21.0.0/25'", "a part of 172.20.0.0/16"],
    ),
    (
        "personas/0/cidrs",
        ["172.20.8.0/25", "172.20.8.0/24"],
        ["personas[0].cidrs: ", "'172.20.8.0/24'", "shares no address with 172.20.8.0/25 of employees"],
    ),
    (
        "personas/0/cidrs",
        ["172.20.0.0/25", "172.20.8.0/25"],
        ["personas[0].cidrs: ", "'172.20.0.0/25'", "no address with 172.20.0.0/28 of Directory", "first 192 addresses"],
    ),
    (
        "personas/0/cidrs",
        ["172.20.8.0/25", "172.20.9.0/28"],
        ["personas[0].cidrs: addresses for 100 desktops of employees in 172.20.9.0/28", "got 11", "67", "two /25"],
    ),
    ("personas/0/growth", -0.5, ["personas[0].growth: got -0.5", "0 or more"]),
    ("personas/0/egress", "vpn", ["personas[0].egress: got 'vpn'", "nat, proxy, on-premises, none"]),
    ("personas/0/volumes", {"root": 80, "user": 20}, ["personas[0].volumes: ", "80/20", "80/10, 80/50", "use 80/50"]),
    ("personas/0/volumes", {"root": 80}, ["personas[0].volumes.user: it is missing", "add it"]),
    ("personas/0/bundle/compute_type", "Standart", ["personas[0].bundle.compute_type: ", "'Standart'", "use STANDARD"]),
    ("personas/0/bundle/operating_system", "WINDOWS_7", ["personas[0].bundle.operating_system: ", "ended"]),
    ("personas/0/bundle/protocol", "RDP", ["personas[0].bundle.protocol: ", "'RDP'", "use DCV"]),
    ("personas/0/bundle/language", "ja_JP", ["personas[0].bundle.language: ", "'ja_JP'", "such as Japanese"]),
    ("personas/0/bundle/id", "standard", ["personas[0].bundle.id: ", "'standard'", "wsb-"]),
    (
        "personas/0/bundle",
        {"id": "wsb-0123456789", "protocol": "DCV"},
        ["personas[0].bundle.protocol: ", "'DCV'", "only without an id", "remove it"],
    ),
    ("personas/0/bundle", {"compute_type": "GRAPHICS_G6_XLARGE"}, ["personas[0].volumes: ", "100-2000/100-2000"]),
    ("personas/0/running_mode", "MANUAL", ["personas[0].running_mode: got 'MANUAL'", "AUTO_STOP, ALWAYS_ON"]),
    ("personas/0/auto_stop_minutes", 90, ["personas[0].auto_stop_minutes: ", "got 90", "multiple", "use 120"]),
    ("personas/0/connector_size", "Medium", ["personas[0].connector_size: got 'Medium'", "Small, Large"]),
    ("personas/0/help_desk_cidrs", ["0.0.0.0/0"], ["personas[0].help_desk_cidrs[0]: ", "10.20.30.0/24"]),
    ("personas/0/colour", "red", ["personas[0].colour: unknown key", "remove it"]),
    ("registration/ip_group_ids", ["group"], ["registration.ip_group_ids[0]: ", "'group'", "wsipg-"]),
    ("registration/default_ou", "WorkSpaces", ["registration.default_ou: ", "OU=WorkSpaces,OU=corp,DC=corp"]),
    (
        "personas/0/registration/default_ou",
        "WorkSpaces",
        ["personas[0].registration.default_ou: ", "OU=WorkSpaces,OU=corp,DC=corp"],
    ),
    (
        "personas/0/registration/devices/windows",
        "ALLOW",
        ["personas[0].registration.devices.windows: ", "true or false"],
    ),
    ("personas/0/registration/device", {}, ["personas[0].registration.device: unknown key", "did you mean devices?"]),
    ("registration/devices/web", "ALLOW", ["registration.devices.web: got 'ALLOW'", "true or false"]),
    ("users/0/user_name", "CORP\\alice", ["users[0].user_name: ", "without domain", "use alice"]),
    ("users/1/user_name", "Alice", ["users[1].user_name: ", "'alice'", "each name once"]),
    ("users/0/persona", "nobody", ["users[0].persona: ", "'nobody'", "allowed: employees"]),
    ("users/0/password", "Hunter2!", ["users[0].password: ", "pass the secret's ARN"]),
    ("users/0/groups", "Admins", ["users[0].groups: got 'Admins'", "a list"]),
]


@pytest.mark.parametrize(("path", "value", "words"), REFUSED, ids=[f"{row[0]}-{n}" for n, row in enumerate(REFUSED)])
def test_one_mistake_is_one_message(path: str, value: object, words: list[str]) -> None:
    (message,) = mistakes(changed(path, value))

    assert not [word for word in words if word not in message], message
    assert "fix:" in message


EXISTING: list[tuple[str, object, list[str]]] = [
    ("network/vpc/vpc_id", "my-vpc", ["network.vpc.vpc_id: ", "'my-vpc'"]),
    ("network/cidr", "172.20.0.0/16", ["network.cidr: ", "only without network.vpc"]),
    ("network/vpc/availability_zones", ["us-east-1a"], ["network.vpc.availability_zones", "it is missing"]),
    (
        "network/vpc/availability_zones",
        ["us-east-1a", "us-east-1a"],
        ["network.vpc.availability_zones: ", "'us-east-1a, us-east-1a'", "two different zones of us-east-1"],
    ),
    ("network/vpc/availability_zones", ["us-east-1a", "eu-west-1b"], ["availability_zones: ", "zones of us-east-1"]),
    ("network/vpc/availability_zones", ["use1-az2", "use1-az4"], ["availability_zones: ", "in place of AZ IDs"]),
    ("network/vpc/availability_zones", ["x", "y"], ["availability_zones: ", "such as us-east-1a", "look them up"]),
    (
        "network/vpc/desktop_subnets/kiosks",
        [existing_subnet(5), existing_subnet(6)],
        ["network.vpc.desktop_subnets.kiosks: ", "'kiosks'", "the names of personas: employees"],
    ),
    ("network/vpc/desktop_subnets", {}, ["network.vpc.desktop_subnets: ", "none", "add the two subnets for employees"]),
    (
        "network/vpc/desktop_subnets/employees",
        [existing_subnet(1), existing_subnet(1)],
        ["network.vpc.desktop_subnets.employees: ", "share no address"],
    ),
    (
        "network/vpc/desktop_subnets/employees/0/cidr",
        "10.0.0.0/24",
        ["network.vpc.desktop_subnets.employees[0].cidr: ", "'10.0.0.0/24'", "a part of 172.30.0.0/16"],
    ),
    (
        "network/vpc/desktop_subnets/employees/0/cidr",
        "172.30.1.0/28",
        ["addresses for 100 desktops of employees", "got 11", "at least 67"],
    ),
    (
        "directory/existing_directory_id",
        None,
        ["network.vpc.directory_subnets: it is missing", "existing_directory_id"],
    ),
    ("network/routed_cidrs", ["198.18.0.0/16"], ["network.routed_cidrs: ", "198.18.0.0/15, which AWS Managed"]),
    ("personas/0/cidrs", ["172.30.8.0/25", "172.30.9.0/25"], ["personas[0].cidrs: ", "only without network.vpc"]),
    ("directory/reachable_from", ["10.1.0.0/16"], ["directory.reachable_from: ", "only for a directory that this"]),
    ("directory/edition", "Enterprise", ["directory.edition: ", "only for a directory that this stack makes"]),
    ("directory/admin_secret_arn", SECRET, ["directory.admin_secret_arn: ", "or for an admin host"]),
]


@pytest.mark.parametrize(("path", "value", "words"), EXISTING, ids=[f"{row[0]}-{n}" for n, row in enumerate(EXISTING)])
def test_mistakes_about_what_exists(path: str, value: object, words: list[str]) -> None:
    (message,) = mistakes(changed(path, value, "existing"))

    assert not [word for word in words if word not in message], message


def test_an_admin_host_in_a_directory_that_exists_needs_the_administrators_password() -> None:
    (message,) = mistakes(changed("directory/admin_secret_arn", None, "one-way-trust-existing"))

    assert message.startswith("directory.admin_secret_arn: ")
    assert "fix: name a secret with the JSON fields username and password" in message


def test_two_personas_pinned_to_the_same_range_are_refused_at_the_second() -> None:
    tree = variant_tree("two-personas")
    tree["personas"][0]["cidrs"] = ["172.20.8.0/25", "172.20.9.0/25"]
    tree["personas"][1]["cidrs"] = ["172.20.10.0/25", "172.20.9.0/24"]

    (message,) = mistakes(tree)
    assert message.startswith("personas[1].cidrs: cidrs of contractors: got '172.20.9.0/24'")
    assert "172.20.9.0/25 of employees" in message


def test_pins_that_leave_no_place_for_the_others_are_refused() -> None:
    tree = variant_tree("two-personas")
    tree["network"]["cidr"] = "172.20.0.0/23"
    tree["personas"][0]["cidrs"] = ["172.20.0.192/28", "172.20.1.0/28"]
    tree["personas"][0]["desktops"] = 7
    tree["personas"][1]["desktops"] = 100

    (message,) = mistakes(tree)
    assert message.startswith("network.cidr: VPC CIDR for the subnets of contractors: got '172.20.0.0/23'")
    assert "two free /25 between the pinned ranges" in message


def test_overlapping_pairs_are_refused() -> None:
    pair = [existing_subnet(1), {**existing_subnet(2), "cidr": "172.30.1.128/25"}]
    (message,) = mistakes(changed("network/vpc/desktop_subnets/employees", pair, "existing"))

    assert "'172.30.1.128/25 and 172.30.1.0/24'" in message


def test_zones_need_a_region() -> None:
    (message,) = mistakes(changed("network/availability_zone_ids", ["use1-az2", "use1-az4"], "region-agnostic"))

    assert message.startswith("network.availability_zone_ids: ")
    assert "only in a stack with a region" in message


def test_several_personas_are_not_registered_directly() -> None:
    (message,) = mistakes(changed("directory/registered", "directory", "two-personas"))

    assert message.startswith("directory.registered: ")
    assert "a directory is registered once" in message


def test_a_linux_user_has_a_short_name_that_is_not_ubuntu() -> None:
    tree = changed("personas/0/bundle", {"operating_system": "UBUNTU_24_04"})
    tree["users"][0]["user_name"] = "ubuntu"

    (message,) = mistakes(tree)
    assert message.startswith("users[0].user_name: user name of a Linux WorkSpace: got 'ubuntu'")


def test_all_mistakes_are_reported_together() -> None:
    tree = standalone_settings()
    tree["environment"]["region"] = "mars-1"
    tree["tags"]["aws:x"] = "y"
    tree["network"]["cidr"] = "172.20.0.0/30"
    tree["directory"]["domain_name"] = "corp"
    tree["personas"][0].update(auto_stop_minutes=90, volumes={"root": 80, "user": 20}, colour="red")
    tree["users"][0]["user_name"] = "a b"

    assert sorted(message.split(": ")[0] for message in mistakes(tree)) == [
        "directory.domain_name",
        "environment.region",
        "network.cidr",
        "personas[0].auto_stop_minutes",
        "personas[0].colour",
        "personas[0].volumes",
        "tags.aws:x",
        "users[0].user_name",
    ]


def test_a_user_does_not_empty_a_tag_by_which_the_bill_is_divided() -> None:
    tree = changed("cost_allocation_tags", ["Project"])
    tree["users"][1]["tags"] = {"Project": ""}

    (message,) = mistakes(tree)
    assert message.startswith("users[1].tags: tags of user bob: got 'none'; allowed: tags with a value for each key")
    assert "add Project" in message


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("directory/admin_secret_arn", "Hunter2!"),
        ("directory/admin_secret_arn", ["Hunter2!"]),
        ("directory/admin_password", "Hunter2!"),
        ("directory/adminPassword", {"value": "Hunter2!"}),
        ("users/0/secret", "Hunter2!"),
        ("api_key", "Hunter2!"),
        ("tags/DbPassword", "Hunter2!"),
        ("users/0/tags/DbPassword", "Hunter2!"),
    ],
)
def test_a_secret_in_the_file_is_refused_and_never_repeated(path: str, value: object) -> None:
    (message,) = mistakes(changed(path, value))

    assert "Hunter2" not in message
    assert "ARN" in message or "Secrets Manager" in message


TEXTS = [
    ("scenario: standalone\nname: [", ["line 2", "YAML"]),
    (
        "scenario: standalone\nscenario: standalone\n",
        ["line 2, column 1", "the key scenario stands here a second time"],
    ),
    ("scenario: standalone\nusers:\n- {user_name: a, user_name: b}\n", ["line 3", "the key user_name stands here"]),
    ("1: 2\n", ["line 1", "the key 1 is no text"]),
    ("? [a, b]\n: c\n", ["line 1", "is no text"]),
    ("name: &a [*a]\nscenario: *b\n", ["line 2", "undefined alias"]),
    ("name: !!python/object:os.system x\n", ["line 1", "could not determine a constructor"]),
    ("name: \x00\n", ["no text"]),
    ("", ["1 mistake", "empty"]),
    ("- a\n- b\n", ["1 mistake", "no section of keys"]),
    ("password: Hunter2! : :\n", ["line 1"]),
]


@pytest.mark.parametrize(("text", "words"), TEXTS, ids=range(len(TEXTS)))
def test_files_that_are_no_settings(tmp_path: Path, text: str, words: list[str]) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text(text)

    with pytest.raises(ConfigurationError) as refused:
        load(path)

    assert not [word for word in [*words, str(path)] if word not in str(refused.value)], str(refused.value)
    assert "Hunter2" not in str(refused.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nothing\.yaml.*check the path: No such file"):
        load(tmp_path / "nothing.yaml")


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "settings.yaml"
    path.write_bytes(b"name: \xff\xfe")

    with pytest.raises(ConfigurationError, match="save it as UTF-8"):
        load(path)


def test_values_are_read_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text(
        "scenario: standalone\nname: no\ndescription: 2026-01-01\nenvironment: {account: 012345670123}\n"
        "tags: {Norway: no, Time: 10:30}\ndirectory: {domain_name: corp.example.com}\n"
    )

    settings = load(path)
    assert (settings.name, settings.description) == ("no", "2026-01-01")
    assert settings.environment.account == "012345670123"
    assert settings.tags == {"Norway": "no", "Time": "10:30"}
