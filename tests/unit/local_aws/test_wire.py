"""Requests and answers against botocore's models."""

from __future__ import annotations

import asyncio
import json
from functools import cache
from typing import TYPE_CHECKING

import botocore.session
import pytest

from local_aws.sandbox import World, refused
from local_aws.services import ds, ds_data, workspaces
from local_aws.shapes import EmulatorError, expression, violations, write
from local_aws.wire import Operation, Service, ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.model import Shape

MODELS = {"ds": ds.OPERATIONS, "ds-data": ds_data.OPERATIONS, "workspaces": workspaces.OPERATIONS}


@cache
def service(name: str) -> Service:
    return Service(name, MODELS[name])


def ask(name: str, operation: str, body: object, operations: Mapping[str, Operation] | None = None) -> tuple[int, str]:
    """Send a raw JSON request and return the status and the error type."""
    asked = Service(name, operations) if operations is not None else service(name)
    target = {"x-amz-target": f"{asked.model.metadata['targetPrefix']}.{operation}"}
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    status, _, answer = asyncio.run(asked.handle_request("POST", "/", target, raw, {}))
    return status, str(json.loads(answer).get("__type", ""))


@pytest.mark.parametrize("name", MODELS)
def test_every_operation_is_one_of_the_models(name: str) -> None:
    assert set(MODELS[name]) <= set(service(name).model.operation_names)


@pytest.mark.parametrize("name", MODELS)
def test_every_pattern_of_the_models_is_understood(name: str) -> None:
    model = service(name).model
    patterns = {
        shape.metadata["pattern"]
        for each in model.shape_names
        if "pattern" in (shape := model.shape_for(each)).metadata
    }
    for each in patterns:
        expression(each)
    assert patterns


@pytest.mark.parametrize(
    ("operation", "body", "said"),
    [
        ("DescribeDirectories", b"{", "SerializationException"),
        ("DescribeDirectories", [], "SerializationException"),
        ("DescribeDirectories", {"DirectoryIds": "d-1234567890"}, "SerializationException"),
        ("DescribeDirectories", {"Limit": "1"}, "SerializationException"),
        ("DescribeDirectories", {"Limit": True}, "SerializationException"),
        ("DescribeDirectories", {"Limit": -1}, "ValidationException"),
        ("DescribeDirectories", {"DirectoryIds": ["d-1"]}, "ValidationException"),
        ("DescribeDirectoryDataAccess", {}, "ValidationException"),
        ("DeleteDirectory", {"DirectoryId": None}, "ValidationException"),
        ("UpdateDirectorySetup", {"DirectoryId": "d-1234567890", "UpdateType": "COLOUR"}, "ValidationException"),
    ],
)
def test_a_malformed_request_is_refused_before_it_is_looked_at(operation: str, body: object, said: str) -> None:
    assert ask("ds", operation, body) == (400, said)


def test_all_mistakes_are_named_and_secrets_are_not_shown(world: World) -> None:
    code, message = refused(
        lambda: world.ds.create_microsoft_ad(Name="corp", Password="weak", VpcSettings={"VpcId": "x", "SubnetIds": []})
    )
    assert code == "ValidationException"
    assert message.startswith("3 validation errors detected: ")
    assert "Value '***' at 'password'" in message
    assert "Value 'x' at 'vpcSettings.vpcId'" in message
    assert "weak" not in message


@pytest.mark.parametrize(
    ("tag", "ok"), [("Größe/Kosten-Stelle @home", True), ("semi;colon", False), ("{braces}", False)]
)
def test_the_models_unicode_classes_mean_letters_of_any_script(tag: str, ok: bool) -> None:
    assert (not list(violations(shape("ds", "TagKey"), tag))) is ok


def test_members_unknown_to_the_model_are_ignored_as_the_services_do() -> None:
    seen: list[object] = []

    def remember(request: object) -> dict[str, object]:
        seen.append(request)
        return {}

    status, _ = ask("ds", "DescribeDirectories", {"Colour": "blue", "Limit": 1}, {"DescribeDirectories": remember})
    assert (status, seen) == (200, [{"Limit": 1}])


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"Directories": []}, "has no member Directories"),
        ({"DirectoryDescriptions": [{"Stage": "Sleeping"}]}, "not 'Sleeping'"),
        ({"DirectoryDescriptions": "none"}, "is a list"),
    ],
)
def test_an_answer_outside_the_model_is_loud(answer: dict[str, object], said: str) -> None:
    with pytest.raises(EmulatorError, match=said):
        ask("ds", "DescribeDirectories", {}, {"DescribeDirectories": lambda _: answer})


def test_an_error_outside_the_model_is_loud() -> None:
    def fail(_: object) -> None:
        raise ServiceError("NoSuchErrorException", "there is none")

    with pytest.raises(EmulatorError, match="NoSuchErrorException"):
        ask("ds", "DescribeDirectories", {}, {"DescribeDirectories": fail})


@pytest.mark.parametrize(
    ("name", "operation"), [("ds", "CreateSnapshot"), ("workspaces", "DescribeWorkspaceSnapshots")]
)
def test_an_operation_that_is_not_modelled_says_so(name: str, operation: str) -> None:
    member = {
        "ds": {"DirectoryId": "d-1234567890"},
        "workspaces": {"WorkspaceId": "ws-12345678"},
    }
    assert ask(name, operation, member[name]) == (501, "UnknownOperationException")


def test_an_operation_that_does_not_exist_says_so() -> None:
    assert ask("ds", "MakeCoffee", {}) == (501, "UnknownOperationException")


def test_an_empty_member_is_left_out_of_an_answer() -> None:
    assert write(shape("ds", "DirectoryDescription"), {"Name": None, "Size": "Small"}) == {"Size": "Small"}


def shape(name: str, shape_name: str) -> Shape:
    model = botocore.session.Session().get_service_model(name)
    found: Shape = model.shape_for(shape_name)
    return found
