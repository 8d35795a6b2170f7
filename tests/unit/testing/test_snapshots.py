"""The snapshot extension as a user's tests use it, and what it takes out of templates."""

from __future__ import annotations

import builtins
import importlib
import sys
from typing import TYPE_CHECKING, Any

import pytest
from syrupy.extensions.json import JSONSnapshotExtension

from workspaces_constructs.testing import TemplateSnapshotExtension, normalised

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

pytest_plugins = ["pytester"]

HASH, OTHER = "0123456789abcdef" * 4, "fedcba9876543210" * 4
BUCKET = {"Fn::Sub": "cdk-hnb659fds-assets-${AWS::AccountId}"}


def template(asset: str = HASH) -> dict[str, Any]:
    return {
        "Resources": {
            "Function": {
                "Type": "AWS::Lambda::Function",
                "Properties": {
                    "Code": {
                        "S3Bucket": {"Fn::Sub": "cdk-hnb659fds-assets-${AWS::AccountId}"},
                        "S3Key": f"{asset}.zip",
                    },
                    "ImageUri": {"Fn::Sub": f"x/cdk-hnb659fds-container-assets-${{AWS::AccountId}}-r:{asset}"},
                    "Environment": {"Variables": {"SHA256": HASH}},
                },
                "Metadata": {"aws:cdk:path": "Stack/Function/Resource", "aws:asset:path": f"asset.{asset}"},
            },
            "CDKMetadata": {"Type": "AWS::CDK::Metadata", "Condition": "CDKMetadataAvailable"},
        },
        "Conditions": {"CDKMetadataAvailable": {"Fn::Equals": ["a", "a"]}},
        "Parameters": {"BootstrapVersion": {"Type": "AWS::SSM::Parameter::Value<String>"}, "Own": {"Type": "String"}},
        "Rules": {"CheckBootstrapVersion": {"Assertions": []}},
    }


def test_noise_goes_and_the_rest_stays() -> None:
    assert normalised(template()) == {
        "Resources": {
            "Function": {
                "Type": "AWS::Lambda::Function",
                "Properties": {
                    "Code": {"S3Bucket": BUCKET, "S3Key": "<asset>.zip"},
                    "ImageUri": {"Fn::Sub": "x/cdk-hnb659fds-container-assets-${AWS::AccountId}-r:<asset>"},
                    "Environment": {"Variables": {"SHA256": HASH}},
                },
                "Metadata": {"aws:cdk:path": "Stack/Function/Resource"},
            },
        },
        "Parameters": {"Own": {"Type": "String"}},
    }


def test_the_template_itself_is_not_changed() -> None:
    made = template()
    normalised(made)

    assert made == template()


def test_only_the_content_of_files_is_taken_out() -> None:
    changed = template(OTHER)
    assert normalised(changed) == normalised(template())

    changed["Resources"]["Function"]["Properties"]["Environment"]["Variables"]["SHA256"] = OTHER
    assert normalised(changed) != normalised(template())


@pytest.mark.parametrize("odd", [{}, {"Resources": {}}, {"Rules": [], "Parameters": None}, {"Resources": {"A": {}}}])
def test_what_is_hardly_a_template_is_stored_as_it_is(odd: dict[str, Any]) -> None:
    assert normalised(odd) == odd


def test_the_order_of_keys_is_no_difference(snapshot: SnapshotAssertion) -> None:
    made = template()
    turned = {key: made[key] for key in reversed(made)}
    assert list(made) != list(turned)

    store = snapshot.use_extension(TemplateSnapshotExtension).extension
    assert store.serialize(made) == store.serialize(turned)
    assert str(store.serialize(made)).index('"Parameters"') < str(store.serialize(made)).index('"Resources"')
    assert store.serialize(["no template"]) == snapshot.use_extension(JSONSnapshotExtension).extension.serialize(
        ["no template"]
    )


TEST = """
from workspaces_constructs.testing import TemplateSnapshotExtension

def test_template(snapshot):
    made = {"Resources": {"Group": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupName": "%s"}}}}
    assert made == snapshot(extension_class=TemplateSnapshotExtension)
"""


def test_a_users_test_fails_where_the_template_changes_and_shows_the_line(pytester: pytest.Pytester) -> None:
    stored = "__snapshots__/test_mine/test_template.json"
    pytester.makepyfile(test_mine=TEST % "old")
    assert pytester.runpytest_subprocess("--snapshot-update").ret == 0
    assert '"GroupName": "old"' in (pytester.path / stored).read_text()
    assert pytester.runpytest_subprocess().ret == 0

    pytester.makepyfile(test_mine=TEST % "new")
    result = pytester.runpytest_subprocess()
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*GroupName*old*", "*GroupName*new*"])


def test_without_syrupy_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_syrupy(name: str, *rest: Any, **named: Any) -> Any:  # noqa: ANN401 - as the builtin
        if name.startswith("syrupy"):
            raise ImportError(name)
        return real(name, *rest, **named)

    monkeypatch.delitem(sys.modules, "workspaces_constructs.testing.snapshots")
    monkeypatch.setattr(builtins, "__import__", without_syrupy)
    with pytest.raises(ImportError, match=r"pip install 'workspaces-constructs\[testing\]'"):
        importlib.import_module("workspaces_constructs.testing.snapshots")
