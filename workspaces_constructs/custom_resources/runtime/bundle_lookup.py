"""``Custom::WorkspacesBundleLookup``: the id of one of Amazon's bundles, which differs in every region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .aws import listed, workspaces
from .kind import Done, Failed, Kind, Outcome, Request

if TYPE_CHECKING:
    from mypy_boto3_workspaces.type_defs import WorkspaceBundleTypeDef


def ensure(request: Request) -> Outcome:
    """Find the bundle that has one of the names, the first name before the others."""
    names = request.properties.texts("Names")
    pages = workspaces().get_paginator("describe_workspace_bundles").paginate(Owner="AMAZON")
    offered = [bundle for page in pages for bundle in page["Bundles"]]
    for name in names:
        found = sorted(bundle["BundleId"] for bundle in offered if bundle.get("Name") == name)
        if len(found) > 1:
            message = f"{len(found)} bundles are called {name}: {listed(found)}. Choose one by Bundle.from_id."
            raise Failed(message)
        if found:
            return Done({"BundleId": found[0], "Name": name})
    message = f"No bundle of Amazon's in this region is called {' or '.join(names)}. {_alternatives(names[0], offered)}"
    raise Failed(message)


def remove(_request: Request) -> Outcome:
    """Looking up leaves nothing behind."""
    return Done()


def _alternatives(name: str, offered: list[WorkspaceBundleTypeDef]) -> str:
    size = name.split(" with ", maxsplit=1)[0]
    alike = sorted(bundle["Name"] for bundle in offered if bundle.get("Name", "").startswith(f"{size} with "))
    if alike:
        return f"On offer as {size}: {listed(alike, most=12)}."
    sizes = sorted({bundle["Name"].split(" with ", maxsplit=1)[0] for bundle in offered if "Name" in bundle})
    return f"On offer: {listed(sizes, most=12)}."


KIND = Kind(
    type="Custom::WorkspacesBundleLookup",
    required=frozenset({"Names"}),
    optional=frozenset(),
    replaced_on=frozenset({"Names"}),
    attributes=("BundleId", "Name"),
    ensure=ensure,
    remove=remove,
)
