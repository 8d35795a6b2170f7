"""The bundles that Amazon provides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_aws.sandbox import World, refused
from local_aws.services.workspaces.bundles import HARDWARE, SYSTEMS

if TYPE_CHECKING:
    from mypy_boto3_workspaces.type_defs import WorkspaceBundleTypeDef


def bundles(world: World) -> list[WorkspaceBundleTypeDef]:
    pages = world.workspaces.get_paginator("describe_workspace_bundles").paginate(Owner="AMAZON")
    return [each for page in pages for each in page["Bundles"]]


def test_bundles_are_what_compute_types_and_operating_systems_allow(world: World) -> None:
    found = bundles(world)
    names = {each["Name"] for each in found}
    assert len(names) == len({each["BundleId"] for each in found}) == len(found) > 100
    assert "Standard with Windows 10 (Server 2022 based) (PCoIP)" in names
    assert "Value with Windows 10 (Server 2019 based)" in names
    assert not [name for name in names if name.startswith("Value") and "2022" in name]
    assert {each["ComputeType"]["Name"] for each in found} == set(HARDWARE)
    for name, (_, marks, _) in SYSTEMS.items():
        assert marks, name


def test_bundle_identifiers_differ_from_region_to_region(world: World) -> None:
    ours, theirs = bundles(world), bundles(World("eu-west-1"))
    assert [each["Name"] for each in ours] == [each["Name"] for each in theirs]
    assert not {each["BundleId"] for each in ours} & {each["BundleId"] for each in theirs}
    assert bundles(world) == ours


def test_bundles_are_found_by_identifier_or_owner_but_not_both(world: World) -> None:
    one = world.bundle()
    describe = world.workspaces.describe_workspace_bundles
    assert [each["BundleId"] for each in describe(BundleIds=[one, "wsb-00000000"])["Bundles"]] == [one]
    assert describe()["Bundles"] == []
    assert refused(describe, BundleIds=[one], Owner="AMAZON")[0] == "InvalidParameterValuesException"
