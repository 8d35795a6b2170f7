"""The construct: its template, whatever the number of people, and what it refuses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
import pytest

from tests.support.synth import new_app, settings_of, stack_template, synthesised
from tests.support.templates import by_type, only, properties
from workspaces_constructs import (
    Bundle,
    ConfigurationError,
    ExistingRegistration,
    FleetPersona,
    Leavers,
    Roster,
    VolumeKey,
    WorkspaceFleet,
)
from workspaces_constructs.deployment import build
from workspaces_constructs.deployment.loading import parse
from workspaces_constructs.testing import assert_clean

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.templates import Template

AUTHORITY = "arn:aws:acm-pca:us-east-1:000000000000:certificate-authority/01234567-89ab-cdef-0123-456789abcdef"


def people(folder: Path, number: int) -> Roster:
    """A roster of so many."""
    path = folder / f"{number}.csv"
    path.write_text("user,persona\n" + "".join(f"u{each:06},office\n" for each in range(number)))
    return Roster.from_file(path)


def office(scope: cdk.Stack) -> FleetPersona:
    """A kind of desktops on things that exist."""
    return FleetPersona(
        registration=ExistingRegistration("d-0123456789"),
        bundle=Bundle.from_id("wsb-0123456789"),
        volume_key=VolumeKey(scope, "Key").key,
    )


def fleet_template(roster: Roster, **options: Any) -> Template:  # noqa: ANN401 - any keyword argument of the construct
    return stack_template(
        lambda stack: WorkspaceFleet(stack, "Fleet", roster=roster, personas={"office": office(stack)}, **options)
    )


def settings_in(template: Template) -> dict[str, Any]:
    """What the state machine tells the function, with a mark in the place of every token."""
    (machine,) = [
        each
        for each in properties(template, "AWS::StepFunctions::StateMachine")
        if "workspaces-fleet" in json.dumps(each.get("StateMachineName", ""))
    ]
    parts = machine["DefinitionString"]["Fn::Join"][1]
    text = "".join(part if isinstance(part, str) else "token" for part in parts)
    found: dict[str, Any] = json.loads(text)["States"]["Settings"]["Result"]
    return found


def test_a_template_is_as_large_for_ten_thousand_people_as_for_ten(tmp_path: Path) -> None:
    few, many = (fleet_template(people(tmp_path, number)) for number in (10, 10_000))

    assert few["Resources"].keys() == many["Resources"].keys()
    assert len(json.dumps(few)) == len(json.dumps(many))


def test_another_roster_starts_a_run_and_the_same_one_does_not(tmp_path: Path) -> None:
    first, again, other = (fleet_template(people(tmp_path, number)) for number in (3, 3, 4))
    versions = [properties(each, "Custom::WorkspacesFleet")[0]["Version"] for each in (first, again, other)]

    assert versions[0] == versions[1] != versions[2]
    assert properties(fleet_template(people(tmp_path, 3), dry_run=True), "Custom::WorkspacesFleet")[0][
        "Version"
    ] not in (versions)


def test_by_itself_it_leaves_desktops_and_reports_behind_and_is_told_otherwise(tmp_path: Path) -> None:
    roster = people(tmp_path, 3)
    kept, gone = fleet_template(roster), fleet_template(roster, removal_policy=cdk.RemovalPolicy.DESTROY)

    for kind in ("Custom::WorkspacesFleet", "AWS::S3::Bucket"):
        assert only(kept, kind)[1]["DeletionPolicy"] == "Retain"
        assert only(gone, kind)[1]["DeletionPolicy"] == "Delete"


def test_nothing_is_found_fault_with(tmp_path: Path) -> None:
    app = new_app()
    stack = cdk.Stack(app, "Stack", env=cdk.Environment(region="us-east-1"))
    WorkspaceFleet(stack, "Fleet", roster=people(tmp_path, 3), personas={"office": office(stack)})
    WorkspaceFleet(
        stack, "Second", roster=people(tmp_path, 3), name="second", personas={"office": FleetPersona(
            registration=ExistingRegistration("d-9876543210"),
            bundle=Bundle.from_id("wsb-0123456789"),
            volume_key=VolumeKey(stack, "SecondKey").key,
        )},
    )  # fmt: skip

    assert_clean(stack)


def test_the_function_changes_and_ends_only_desktops_with_the_fleets_tag(tmp_path: Path) -> None:
    template = fleet_template(people(tmp_path, 3), name="office")
    statements = [
        statement
        for policy in by_type(template, "AWS::IAM::Policy").values()
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
    ]
    dangerous = [each for each in statements if "workspaces:TerminateWorkspaces" in each["Action"]]

    conditions = [each["Condition"] for each in dangerous]
    assert {"StringEquals": {"aws:ResourceTag/workspaces-constructs:fleet": "office"}} in conditions
    assert {"Null": {"aws:ResourceTag/workspaces-constructs:fleet": "false"}} in conditions  # the deletion's
    assert len(conditions) == 2


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"most_shrunk": 0}, "most_shrunk"),
        ({"most_shrunk": 1.5}, "use 0.2"),
        ({"calls_per_second": 0}, "calls_per_second"),
        ({"calls_per_second": 200}, "use 2"),
        ({"name": "a fleet"}, "fleet name"),
    ],
)
def test_numbers_and_names_that_cannot_be_are_refused(tmp_path: Path, options: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        fleet_template(people(tmp_path, 3), **options)


def test_a_fleet_has_a_persona(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="personas"):
        stack_template(lambda stack: WorkspaceFleet(stack, "Fleet", roster=people(tmp_path, 1), personas={}))


def changed(folder: Path, scenario: str = "fleet", **fleet: Any) -> Template:  # noqa: ANN401 - values of the settings
    """The template of a scenario with other settings of its fleet."""
    tree = settings_of(scenario)
    tree["fleet"] = {"roster": {"file": "people.csv"}, **fleet}
    (folder / "people.csv").write_text("user,persona\nanna," + tree["personas"][0]["name"] + "\n")
    app = new_app()
    build(app, parse(tree, str(folder / "settings.yaml")))
    return synthesised(app)


def test_running_modes_can_be_left_to_others(tmp_path: Path) -> None:
    modes = {name: each["running_mode"] for name, each in settings_in(changed(tmp_path))["personas"].items()}
    left = settings_in(changed(tmp_path, keep_running_modes=True))["personas"]

    assert modes == {"office": "AUTO_STOP"}
    assert {each["running_mode"] for each in left.values()} == {""}


def test_leavers_are_dealt_with_as_the_settings_say(tmp_path: Path) -> None:
    told = {"action": "terminate", "grace_days": 60.0, "share": 0.1}

    assert settings_in(changed(tmp_path))["leavers"] == Leavers().settings()
    assert settings_in(changed(tmp_path, leavers=told))["leavers"] == told


def test_groups_of_the_scenarios_own_directory_are_a_roster(tmp_path: Path) -> None:
    template = changed(tmp_path, "standalone", roster={"groups": {"Desktop Users": "employees"}})

    source = settings_in(template)["roster"]
    assert source == {"directory_id": "token", "groups": {"Desktop Users": "employees"}}


@pytest.mark.parametrize(
    ("fleet", "words"),
    [
        ({"roster": {"groups": {"Desktop Users": "office"}}}, r"fleet\.roster\.groups.*AWS Managed Microsoft AD"),
        ({"variants": [{"name": "office", "of": "office"}]}, r"fleet\.variants\[0\]\.name.*no persona has"),
        ({"variants": [{"name": "cad", "of": "nobody"}]}, r"fleet\.variants\[0\]\.of.*nobody"),
        (
            {"variants": [{"name": "cad", "of": "office", "bundle": {"id": "wsb-0123456789", "protocol": "DCV"}}]},
            r"fleet\.variants\[0\]\.bundle\.protocol",
        ),
    ],
)
def test_what_does_not_go_with_the_scenario_is_refused(tmp_path: Path, fleet: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        changed(tmp_path, **fleet)


@pytest.mark.parametrize(
    "roster", [{}, {"file": "no.csv"}, {"file": "people.csv", "groups": {"A": "office"}}, {"bucket": "b"}]
)
def test_a_roster_is_exactly_one_thing_that_exists(tmp_path: Path, roster: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match=r"fleet\.roster"):
        changed(tmp_path, roster=roster)


@pytest.mark.parametrize(
    ("more", "variant", "words"),
    [
        ({}, {"tags": {"password": "hunter2"}}, r"fleet\.variants\[0\]\.tags.*secret"),
        ({"cost_allocation_tags": ["Center"], "tags": {"Center": "1"}}, {"tags": {"Center": ""}}, "Center"),
        (
            {"endpoints": {"streaming": True, "client_cidrs": ["10.20.30.0/24"]}},
            {"bundle": {"protocol": "PCOIP"}},
            r"fleet\.variants\[0\]\.bundle\.protocol",
        ),
        (
            {"registration": {
                "saml": {"user_access_url": "https://idp.example.com/app"},
                "certificate_authority_arn": AUTHORITY,
            }},
            {"bundle": {"operating_system": "UBUNTU_22_04"}},
            "only with Windows desktops",
        ),
    ],
    ids=["a secret", "cost allocation", "streaming", "certificates"],
)  # fmt: skip
def test_variants_are_checked_as_personas_are(
    tmp_path: Path, more: dict[str, Any], variant: dict[str, Any], words: str
) -> None:
    tree = settings_of("fleet") | more
    tree["fleet"]["roster"] = {"file": "people.csv"}
    tree["fleet"]["variants"] = [{"name": "others", "of": "office", **variant}]
    (tmp_path / "people.csv").write_text("user,persona\nanna,office\n")

    with pytest.raises(ConfigurationError, match=words):
        build(new_app(), parse(tree, str(tmp_path / "settings.yaml")))
