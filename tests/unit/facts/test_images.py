"""Names, descriptions and imports of bundles and images, against the API's own model."""

from __future__ import annotations

import re
from typing import Any

import pytest
from botocore.loaders import Loader

from workspaces_constructs.custom_resources.runtime.software import marked_name
from workspaces_constructs.facts import images
from workspaces_constructs.facts.errors import ConfigurationError

PHYSICAL_ID = "stack-Thing-0123456789abcdef"
LETTERS = "-abcdef"
"""What makes each name of a bundle a new one."""


def shape(name: str) -> dict[str, Any]:
    found: dict[str, Any] = Loader().load_service_model("workspaces", "service-2")["shapes"][name]
    return found


@pytest.mark.parametrize("name", ["WorkspaceBundleName", "WorkspaceImageName"])
def test_the_longest_name_with_what_is_added_is_one_that_the_api_takes(name: str) -> None:
    longest = "a" * images.MAX_NAME_LENGTH
    whole = marked_name(images.require_name("bundle", longest), PHYSICAL_ID) + LETTERS

    assert whole.startswith(f"{longest}-0123456789abcdef")
    assert len(whole) <= shape(name)["max"]
    assert re.fullmatch(shape(name)["pattern"], whole)


@pytest.mark.parametrize("name", ["WorkspaceBundleDescription", "WorkspaceImageDescription"])
def test_descriptions_are_those_that_the_api_takes(name: str) -> None:
    text = "Engineering (2026) v1.2_a/b"

    assert re.fullmatch(shape(name)["pattern"], images.require_description("bundle", text))
    assert shape(name)["max"] >= images.MAX_DESCRIPTION_LENGTH


@pytest.mark.parametrize("wrong", ["", "a b", "Größe", "x" * 41, "a,b", "name\n"])
def test_a_name_that_aws_refuses_leads_to_one_that_it_takes(wrong: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        images.require_name("image", wrong)

    assert images.require_name("image", caught.value.fix.removeprefix("use "))


def test_imports_are_what_the_api_knows() -> None:
    assert set(images.INGESTION_PROCESSES.values()) <= set(shape("WorkspaceImageIngestionProcess")["enum"])
    assert set(images.OFFICE_APPLICATIONS.values()) == set(shape("Application")["enum"])
