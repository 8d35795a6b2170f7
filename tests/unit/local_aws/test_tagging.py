"""Desktops found by their tags."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from local_aws.sandbox import World, refused
from local_aws.services.workspaces.model import fleet

if TYPE_CHECKING:
    from mypy_boto3_resourcegroupstaggingapi import ResourceGroupsTaggingAPIClient
    from mypy_boto3_resourcegroupstaggingapi.type_defs import TagFilterTypeDef

KEY = "workspaces-constructs:fleet"
FLEET: TagFilterTypeDef = {"Key": KEY, "Values": ["office"]}
PLACE = "arn:aws:workspaces:us-east-1:000000000000:"


@pytest.fixture
def tagging(world: World) -> ResourceGroupsTaggingAPIClient:
    """A client, in an account with 250 tagged desktops, two of another fleet and one of nobody's."""
    from ministack.core.responses import request_scope

    with request_scope("000000000000", "us-east-1"):
        tags = fleet().tags
        tags |= {f"ws-{number:09}": {KEY: "office", "team": "sales"} for number in range(250)}
        tags |= {"ws-other0001": {KEY: "shop"}, "ws-other0002": {KEY: "shop"}, "ws-nobody001": {}}
    client: ResourceGroupsTaggingAPIClient = world.session.client("resourcegroupstaggingapi")
    return client


def test_desktops_are_found_by_a_tag_in_pages_with_all_their_tags(tagging: ResourceGroupsTaggingAPIClient) -> None:
    pages = list(
        tagging.get_paginator("get_resources").paginate(
            TagFilters=[FLEET], ResourceTypeFilters=["workspaces:workspace"]
        )
    )
    assert [len(page["ResourceTagMappingList"]) for page in pages] == [100, 100, 50]
    found = {each["ResourceARN"]: each["Tags"] for page in pages for each in page["ResourceTagMappingList"]}
    assert len(found) == 250
    expected = [{"Key": KEY, "Value": "office"}, {"Key": "team", "Value": "sales"}]
    assert found[f"{PLACE}workspace/ws-000000007"] == expected


def test_filters_are_of_types_and_values_and_resources_without_tags_are_never_shown(
    tagging: ResourceGroupsTaggingAPIClient, world: World
) -> None:
    group = world.workspaces.create_ip_group(GroupName="offices", Tags=[{"Key": KEY, "Value": "shop"}])["GroupId"]
    shop: TagFilterTypeDef = {"Key": KEY, "Values": ["shop"]}
    both = tagging.get_resources(TagFilters=[shop], ResourceTypeFilters=["workspaces"])["ResourceTagMappingList"]
    desktops = {f"{PLACE}workspace/ws-other0001", f"{PLACE}workspace/ws-other0002"}
    assert {each["ResourceARN"] for each in both} == desktops | {f"{PLACE}workspaceipgroup/{group}"}
    one = tagging.get_resources(TagFilters=[shop], ResourceTypeFilters=["workspaces:workspace"])
    assert {each["ResourceARN"] for each in one["ResourceTagMappingList"]} == desktops
    nobodys = [f"{PLACE}workspace/ws-nobody001"]
    assert tagging.get_resources(ResourceARNList=nobodys)["ResourceTagMappingList"] == []


def test_a_token_of_nobody_has_expired_and_a_page_has_a_size(tagging: ResourceGroupsTaggingAPIClient) -> None:
    ask = partial(tagging.get_resources, TagFilters=[FLEET])
    assert refused(ask, PaginationToken="x")[0] == "PaginationTokenExpiredException"
    assert refused(ask, ResourcesPerPage=101)[0] == "InvalidParameterException"
    first = ask(ResourcesPerPage=60)
    assert len(first["ResourceTagMappingList"]) == 60
    again = [ask(ResourcesPerPage=60, PaginationToken=first["PaginationToken"]) for _ in range(2)]
    assert again[0]["ResourceTagMappingList"] == again[1]["ResourceTagMappingList"]
