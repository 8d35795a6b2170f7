"""Deployments for many users: what a stack holds, and what directories are made for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.scenario_settings import mistakes, scenario_tree
from tests.support.synth import new_app, synthesised
from workspaces_constructs import ConfigurationError
from workspaces_constructs.deployment import build
from workspaces_constructs.deployment.loading import parse

if TYPE_CHECKING:
    import aws_cdk as cdk


def built(scenario: str, **changes: object) -> cdk.App:
    app = new_app()
    build(app, parse(scenario_tree(scenario, **changes)))
    return app


def users(count: int) -> list[dict[str, str]]:
    return [{"user_name": f"user{number}"} for number in range(count)]


def test_more_users_than_a_stack_holds_are_refused_with_the_way_out() -> None:
    assert len(synthesised(built("standalone", users=users(140)))["Resources"]) == 499
    with pytest.raises(ConfigurationError, match=r"^users: got '1 personas and 141 users, 502 .*500 .*section fleet"):
        built("standalone", users=users(141))


def test_more_users_than_the_stack_of_shared_services_holds_are_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"resources in the stack WorkSpaces-SharedServices-Shared"):
        built("shared-services", users=users(220))


@pytest.mark.parametrize(
    ("scenario", "key", "most"),
    [
        ("standalone", "personas[0].connector_size", 500),
        ("ad-connector", "personas[0].connector_size", 500),
        ("simple-ad", "directory.size", 416),
    ],
)
def test_a_small_directory_for_more_than_it_is_made_for_is_refused(scenario: str, key: str, most: int) -> None:
    """A Simple AD keeps its size while its users grow by a fifth; that of a connector can be changed."""
    assert parse(scenario_tree(scenario, personas__0__desktops=most)).scenario == scenario
    (message,) = mistakes(scenario_tree(scenario, personas__0__desktops=most + 1))

    name = key.rpartition(".")[2]
    assert message.startswith(f"{key}: {name}: got 'Small'; allowed: Small for up to 500 desktops; 501 are planned")
    assert message.endswith(f"fix: set {name}: Large")


def test_a_directory_that_is_registered_itself_has_no_size_of_a_connector() -> None:
    changes = {"directory__registered": "directory", "personas__0__desktops": 2000}

    assert parse(scenario_tree("standalone", **changes)).registered == "directory"


@pytest.mark.parametrize(
    ("scenario", "key", "what"),
    [
        ("standalone", "personas__0__connector_size", "AD Connector of employees"),
        ("simple-ad", "directory__size", "Simple AD"),
    ],
)
def test_more_than_a_large_directory_is_made_for_is_a_warning(scenario: str, key: str, what: str) -> None:
    size = {key: "Large", "personas__0__growth": 0}
    warned = [warnings(built(scenario, personas__0__desktops=count, **size)) for count in (5000, 5001)]

    assert not [text for text in warned[0] if "5,000" in text]
    (text,) = [text for text in warned[1] if "5,000" in text]
    assert text.startswith(f"5,001 desktops are planned for the {what}")


def warnings(app: cdk.App) -> list[str]:
    directory = Path(app.synth().directory)
    metadata = [json.loads(path.read_text()) for path in directory.glob("*.metadata.json")]
    rows = [row for each in metadata for path in each.values() for row in path]
    return [row["data"] for row in rows if row["type"] == "aws:cdk:warning"]
