"""Secrets that exist: each in the deployment's region, and of one purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.scenario_settings import GONE, SECRET, mistakes, put, scenario_tree
from workspaces_constructs.deployment.checks.secrets import PURPOSES
from workspaces_constructs.deployment.loading import parse
from workspaces_constructs.deployment.mistakes import _model_in
from workspaces_constructs.deployment.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

SCENARIOS = {
    "on_premises.service_account.secret_arn": "ad-connector",
    "directory.admin_secret_arn": "standalone",
    "domain_controllers.administrator_secret_arn": "replica",
    "domain_controllers.restore_mode_secret_arn": "replica",
    "trust.secret_arn": "two-way-trust",
    "mfa.secret_arn": "personas",
}
"""A scenario that has the key."""

ACCOUNT = "arn:aws:secretsmanager:us-east-1:000000000000:secret:workspaces/replica/service-account-AbCdEf"


def keys(model: type[BaseModel], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The keys of secrets that a settings file may have."""
    for key, field in model.model_fields.items():
        below = _model_in(field.annotation)
        if below is not None:
            yield from keys(below, (*path, key))
        elif key.endswith("secret_arn"):
            yield *path, key


def test_every_secret_of_a_settings_file_is_checked() -> None:
    assert {*PURPOSES} == {*keys(Settings)}
    assert {*map(".".join, PURPOSES)} == {*SCENARIOS}


@pytest.mark.parametrize("path", SCENARIOS)
def test_a_secret_of_another_region_is_refused(path: str) -> None:
    tree = scenario_tree(SCENARIOS[path])
    put(tree, path.split("."), SECRET.replace("us-east-1", "eu-west-1"))

    (message,) = mistakes(tree)
    assert message.startswith(f"{path}: {path.rpartition('.')[2]}: got 'arn:aws:secretsmanager:eu-west-1:")
    assert "allowed: a secret in us-east-1" in message
    assert "fix: make the secret in us-east-1, or replicate it there" in message

    put(tree, ["environment"], {})
    assert parse(tree).environment.region is None


@pytest.mark.parametrize(
    ("scenario", "changes", "words"),
    [
        (
            "replica",
            {f"domain_controllers__{key}_secret_arn": SECRET for key in ("administrator", "restore_mode")},
            ["domain_controllers.restore_mode_secret_arn: ", "administrator of the domain", "a secret for Directory"],
        ),
        (
            "two-way-trust",
            {"trust__secret_arn": SECRET, "directory__admin_secret_arn": SECRET},
            ["trust.secret_arn: ", "directory's administrator, which directory.admin_secret_arn names"],
        ),
        (
            "replica",
            {"personas__0__mfa": True, "mfa": {"servers": ["10.20.0.20"], "secret_arn": ACCOUNT}},
            ["mfa.secret_arn: ", "connectors' account, which on_premises.service_account.secret_arn names"],
        ),
    ],
    ids=["restore-mode", "trust", "radius"],
)
def test_a_password_of_two_purposes_is_refused(scenario: str, changes: dict[str, object], words: list[str]) -> None:
    (message,) = mistakes(scenario_tree(scenario, **changes))

    assert not [word for word in words if word not in message], message
    assert "fix:" in message


@pytest.mark.parametrize(
    "changes",
    [
        {"domain_controllers__administrator_secret_arn": ACCOUNT},
        {
            "personas__0__mfa": True,
            "mfa": {"servers": ["10.20.0.20"], "secret_arn": ACCOUNT, "password_field": "radius"},
        },
        {"domain_controllers__administrator_secret_arn": SECRET, "users": GONE},
    ],
    ids=["one-account", "two-fields", "two-secrets"],
)
def test_one_account_and_two_fields_of_one_secret_are_accepted(changes: dict[str, object]) -> None:
    assert parse(scenario_tree("replica", **changes)).scenario == "replica"
