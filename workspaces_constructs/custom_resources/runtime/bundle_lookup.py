"""``Custom::WorkspacesBundleLookup``: the id of one of Amazon's bundles, which differs in every region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .aws import listed, workspaces
from .kind import Done, Failed, Kind, Outcome, Request

if TYPE_CHECKING:
    from mypy_boto3_workspaces.type_defs import WorkspaceBundleTypeDef


_MOST = 12
"""Names in a message."""


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
    message = f"No bundle of Amazon's in this region is called {' or '.join(names)}. {_nearest(names, offered)}"
    raise Failed(message)


def remove(_request: Request) -> Outcome:
    """Looking up leaves nothing behind."""
    return Done()


def _nearest(names: list[str], offered: list[WorkspaceBundleTypeDef]) -> str:
    """What is on offer next to what was asked for: its software on other sizes, and other software on its size."""
    known = sorted(each.get("Name", "") for each in offered)
    size, software = _parts(names[0])[0], {_parts(name)[1] for name in names}
    sizes = [_parts(name)[0] for name in known if _parts(name)[1] in software]
    alike = [name for name in known if _parts(name)[0] == size]
    if not sizes and not alike:
        every = sorted({_parts(name)[0] for name in known})
        return f"On offer: {listed(every, most=_MOST)}." if every else "There are none at all."
    named = " or ".join(sorted(software))
    same = f"With {named} there are {listed(dict.fromkeys(sizes), most=_MOST)}. " if sizes else ""
    others = f"On offer as {size}: {listed(alike, most=_MOST)}." if alike else f"Nothing is on offer as {size}."
    return f"{same}{others}"


def _parts(name: str) -> tuple[str, str]:
    """The size and the software that a bundle's name says: "Standard with Ubuntu 22.04"."""
    size, _, software = name.partition(" with ")
    return size, software


KIND = Kind(
    type="Custom::WorkspacesBundleLookup",
    required=frozenset({"Names"}),
    optional=frozenset(),
    replaced_on=frozenset({"Names"}),
    attributes=("BundleId", "Name"),
    ensure=ensure,
    remove=remove,
)
