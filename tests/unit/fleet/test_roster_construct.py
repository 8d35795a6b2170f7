"""Rosters as an app gives them: one asset whatever their length, and every mistake before anything is deployed."""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3

from tests.support.synth import new_app
from workspaces_constructs import Bundle, ConfigurationError, ExistingManagedMicrosoftAd, ExistingRegistration
from workspaces_constructs.desktops.fleet.persona import FleetPersona
from workspaces_constructs.desktops.fleet.roster import Roster
from workspaces_constructs.desktops.fleet.roster_file import RosterError, normalized
from workspaces_constructs.desktops.fleet.runtime.roster import parse_csv
from workspaces_constructs.facts.catalog import OPERATING_SYSTEMS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

KEY = "arn:aws:kms:us-east-1:111122223333:key/0123abcd-0123-0123-0123-0123456789ab"


@cache
def personas() -> Mapping[str, FleetPersona]:
    registration = ExistingRegistration("d-0123456789")
    key = kms.Key.from_key_arn(cdk.Stack(new_app(), "Stack"), "Key", KEY)
    linux = Bundle("wsb-0123456789", compute_type="STANDARD", operating_system=OPERATING_SYSTEMS["UBUNTU_24_04"])
    large = Bundle.from_id("wsb-0123456789", compute_type="GENERALPURPOSE_4XLARGE")
    return {
        "employees": FleetPersona(registration, Bundle.from_id("wsb-0123456789"), key),
        "developers": FleetPersona(registration, linux, key, tags={f"Tag{number}": "x" for number in range(48)}),
        "engineers": FleetPersona(registration, large, key, running_mode="ALWAYS_ON"),
    }


def synthesised(make: Callable[[cdk.Stack], Roster]) -> tuple[str, Path]:
    """A stack with a role that may read a roster: its template, and the folder of the assembly."""
    app = new_app()
    stack = cdk.Stack(app, "Stack", env=cdk.Environment(region="us-east-1"), analytics_reporting=False)
    binding = make(stack).bind(stack, personas())
    role = iam.Role(stack, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    binding.grant(role)
    cdk.CfnOutput(stack, "Source", value=stack.to_json_string(binding.source))
    cdk.CfnOutput(stack, "Version", value=binding.version)
    folder = Path(app.synth().directory)
    return (folder / "Stack.template.json").read_text(), folder


def statements(template: str) -> list[dict[str, Any]]:
    (policy,) = (
        each for each in json.loads(template)["Resources"].values() if each["Type"] == "AWS::IAM::Policy"
    )  # fmt: skip
    found: list[dict[str, Any]] = policy["Properties"]["PolicyDocument"]["Statement"]
    return found


def people(path: Path, number: int) -> Path:
    path.write_text("user,persona\n" + "".join(f"user{each:05},employees\n" for each in range(number)))
    return path


def mistakes(path: Path) -> tuple[str, ...]:
    with pytest.raises(RosterError) as refused:
        normalized(path, personas())
    return refused.value.mistakes


def test_a_template_is_as_large_for_ten_thousand_people_as_for_ten(tmp_path: Path) -> None:
    ten, folder = synthesised(lambda _: Roster.from_file(people(tmp_path / "ten.csv", 10)))
    many, other = synthesised(lambda _: Roster.from_file(people(tmp_path / "many.csv", 10_000)))

    assert len(ten) == len(many)
    assert json.loads(ten)["Resources"].keys() == json.loads(many)["Resources"].keys()
    assert ten != many, "another roster is another version"
    assert [
        len(parse_csv(next(each.glob("asset.*.csv")).read_text(), personas()).rows) for each in (folder, other)
    ] == [
        10,
        10_000,
    ]


def test_two_syntheses_are_equal_and_the_order_of_rows_and_columns_does_not_matter(tmp_path: Path) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text("user,persona,tags\nbob,engineers,B=2;A=1\nAlice,employees,\n")
    two.write_bytes(
        '\ufeffPersona;Tags;USER;Running Mode\r\nemployees;;Alice;\r\n\r\nEngineers;"A=1|B=2";bob;\r\n'.encode()
    )
    first, again, other = (synthesised(lambda _, path=path: Roster.from_file(path))[0] for path in (one, one, two))  # type: ignore[misc]  # a default binds the path

    assert first == again == other


def test_the_asset_says_what_the_file_says(tmp_path: Path) -> None:
    path = tmp_path / "people.yaml"
    path.write_text(
        """
        - user: bob
          persona: engineers
          bundle: wsb-9876543210
          running_mode: AUTO_STOP
          auto_stop_minutes: 120
          root_volume_gib: 175
          user_volume_gib: 100
          tags: {Team: CAD large, Desk: 7}
        - {user: 4711, persona: employees}
        """
    )
    text = normalized(path, personas())
    table = path.with_suffix(".csv")
    table.write_text(text)

    assert [tuple(row)[1:] for row in parse_csv(text, personas()).rows] == [
        ("4711", "employees", "", "", 0, 0, 0, ()),
        ("bob", "engineers", "wsb-9876543210", "AUTO_STOP", 120, 175, 100, (("Desk", "7"), ("Team", "CAD large"))),
    ]
    assert normalized(table, personas()) == text


def test_every_mistake_of_a_table_is_listed_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(
        "user,persona,bundle,root_volume_gib,user_volume_gib,tags\n"
        "alice,employees,,,,\n"
        "bob,emploiees,,,,\n"
        ",employees,,,,\n"
        "\n"
        "alice,engineers,,,,\n"
        "eve,engineers,,80,50,\n"
        "a-name-of-more-than-20-letters,developers,,,,\n"
        "dave,developers,,,,A=1;B=2\n"
        "mia,engineers,wsb-9876543210,80,50,\n"
    )
    found = mistakes(path)

    assert [text.partition(": ")[0] for text in found] == [
        "line 2, alice", "line 3, bob", "line 4", "line 7, eve", "line 8, a-name-of-more-than-20-letters",
        "line 9, dave",
    ]  # fmt: skip
    assert "lines 2 and 6" in found[0]
    assert "'emploiees'" in found[1]
    assert "root/user volume of GENERALPURPOSE_4XLARGE: got '80/50 GiB'" in found[3]
    assert "user name of a Linux WorkSpace" in found[4]
    assert "at most 49, since the fleet adds" in found[5]


def test_every_mistake_of_a_yaml_file_is_listed_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "people.yml"
    path.write_text(
        "- user: alice\n"
        "  persona: employees\n"
        "# the next one has no such persona\n"
        "- user: bob\n"
        "  persona: emploiees\n"
        "- persona: employees\n"
        "- {user: carl, persona: employees, volume: 80}\n"
        "- {user: dave, persona: employees, tags: {'A=B': c, D: [1]}}\n"
        "- {user: yes, persona: employees, running_mode: true, tags: Team}\n"
        "- {user: eve, persona: engineers, root_volume_gib: 80, user_volume_gib: 50}\n"
        "- {user: ALICE, persona: employees}\n"
        "- {}\n"
    )
    found = mistakes(path)

    assert [text.partition(": ")[0] for text in found] == [
        "line 1, alice", "line 4, bob", "line 6", "line 7, carl", "line 8, dave", "line 8, dave", "line 9, yes",
        "line 10, eve", "line 12",
    ]  # fmt: skip
    assert "volume is no key; allowed: user, persona" in found[3]
    assert "tags has 'A=B'" in found[4]
    assert "running_mode is True; allowed: a text on one line or a whole number" in found[6]


def test_a_refused_roster_is_one_readable_message(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("user,persona\nbob,emploiees\n")
    with pytest.raises(ConfigurationError) as refused:
        normalized(path, personas())

    first, second = str(refused.value).splitlines()
    assert first == f"roster file {path}: 1 mistake"
    assert second.startswith("  line 2, bob: persona is 'emploiees'; allowed: developers, employees, engineers")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"", "The roster is empty"),
        ("a.csv", b"user,persona\n", "names nobody"),
        ("a.csv", b"user,persona\n\xff,employees\n", "not UTF-8"),
        ("a.csv", b"name,persona\nbob,employees\n", "'name'"),
        ("a.yaml", b"", "It must be a list of people"),
        ("a.yaml", b"[]", "It must be a list of people"),
        ("a.yaml", b"user: bob", "It must be a list of people"),
        ("a.yaml", b"- bob", "It must be a list of people"),
        (
            "a.yaml",
            b"- {user: a, user: b}",
            "line 1, column 13: allowed: YAML; fix: correct this: the key user stands here",
        ),
        ("a.yaml", b"- {user: a", "allowed: YAML"),
        ("a.yaml", b"- {name: a}", "line 1: user is missing"),
        ("a.yaml", b"- !!python/object:os.system {}", "allowed: YAML"),
    ],
)
def test_a_file_that_is_no_roster_is_refused(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(ConfigurationError) as refused:
        normalized(tmp_path / name, personas())
    assert message in str(refused.value)


def test_a_missing_file_and_a_strange_extension_are_refused(tmp_path: Path) -> None:
    for name in ("none.csv", "none.yaml"):
        with pytest.raises(
            ConfigurationError, match=r"none\.\w+: allowed: a file that can be read; fix: check the path"
        ):
            normalized(tmp_path / name, personas())
    with pytest.raises(
        ConfigurationError, match=r"people\.xlsx'; allowed: \.csv, \.yaml, \.yml; fix: save the table as CSV"
    ):
        Roster.from_file("people.xlsx")


def test_yaml_needs_pyyaml_and_a_table_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "workspaces_constructs.strict_yaml", raising=False)
    monkeypatch.setitem(sys.modules, "yaml", None)
    (tmp_path / "people.yaml").write_text("- {user: bob, persona: employees}")

    with pytest.raises(ConfigurationError, match="CSV anywhere; fix: pip install pyyaml"):
        normalized(tmp_path / "people.yaml", personas())
    assert normalized(people(tmp_path / "people.csv", 1), personas()).splitlines()[1] == "user00000,employees,,,,,,"


def test_a_file_is_read_by_one_right_to_one_object(tmp_path: Path) -> None:
    template, _ = synthesised(lambda _: Roster.from_file(people(tmp_path / "a.csv", 1)))
    get, see = statements(template)

    assert (get["Action"], see["Action"]) == ("s3:GetObject", "s3:ListBucket")
    assert "*" not in json.dumps([get, see])
    assert json.dumps(get["Resource"]).count(".csv") == 1


def test_an_object_is_read_with_its_key(tmp_path: Path) -> None:
    def make(stack: cdk.Stack) -> Roster:
        return Roster.from_object(s3.Bucket(stack, "Bucket", encryption_key=kms.Key(stack, "Key")), "hr/people.csv")

    template, _ = synthesised(make)
    source = json.dumps(json.loads(template)["Outputs"]["Source"])

    assert [each["Action"] for each in statements(template)] == ["s3:GetObject", "s3:ListBucket", "kms:Decrypt"]
    assert "hr/people.csv" in source
    assert "Bucket83908E77" in source
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("key", "fix"),
    [("/people.csv", "use people.csv"), ("hr/people.yaml", "use hr/people.csv"), ("", "use people.csv")],
)
def test_an_object_that_cannot_be_a_table_is_refused(key: str, fix: str) -> None:
    bucket = s3.Bucket.from_bucket_name(cdk.Stack(new_app(), "Stack"), "Bucket", "people")

    with pytest.raises(ConfigurationError, match=fix):
        Roster.from_object(bucket, key)


def directory(stack: cdk.Stack) -> ExistingManagedMicrosoftAd:
    return ExistingManagedMicrosoftAd(
        stack, "Directory", directory_id="d-0123456789", domain_name="corp.example.com"
    )  # fmt: skip


def test_groups_are_read_from_a_directory_whose_data_is_open_by_then() -> None:
    groups = {"Desktop Users": "employees", "CAD Users": "engineers"}
    template, _ = synthesised(lambda stack: Roster.from_groups(directory(stack), groups))
    resources = json.loads(template)["Resources"]
    (access,) = (name for name, each in resources.items() if each["Type"] == "Custom::WorkspacesDirectoryDataAccess")
    outputs = json.loads(template)["Outputs"]
    (statement,) = next(
        each["Properties"]["PolicyDocument"]["Statement"]
        for name, each in resources.items()
        if each["Type"] == "AWS::IAM::Policy" and name.startswith("RoleDefaultPolicy")
    )

    assert sorted(statement["Action"]) == ["ds-data:ListGroupMembers", "ds:AccessDSData"]
    assert "directory/d-0123456789" in json.dumps(statement["Resource"])
    assert "*" not in json.dumps(statement)
    assert access in json.dumps(outputs["Source"])
    assert "CAD Users" in json.dumps(outputs["Source"])
    assert outputs["Version"]["Value"] == (
        'd-0123456789: {"CAD Users": "engineers", "Desktop Users": "employees"}'
    )  # fmt: skip


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        ({}, "groups of a roster: allowed: one at least"),
        ({"CORP\\Users": "employees"}, "without its domain"),
        ({"x" * 65: "employees"}, "1 to 64 characters"),
        ({"Users": "emploiees"}, "persona of the group Users: got 'emploiees'; allowed: employees, developers"),
    ],
)
def test_groups_that_give_no_roster_are_refused(groups: Mapping[str, str], message: str) -> None:
    stack = cdk.Stack(new_app(), "Stack")

    with pytest.raises(ConfigurationError) as refused:
        Roster.from_groups(directory(stack), groups).bind(stack, personas())
    assert message in str(refused.value)
