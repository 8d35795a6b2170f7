"""The generated part of ``custom-resources.md``: every kind in a table, and what it may do."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from workspaces_constructs.custom_resources.permissions import PERMISSIONS, Statement
from workspaces_constructs.custom_resources.runtime.handler import KINDS
from workspaces_constructs.facts.durations import DURATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import timedelta

    from workspaces_constructs.custom_resources.runtime.kind import Kind
    from workspaces_constructs.facts.durations import Step

__all__ = ["WAITS", "kinds_page"]

PREFIX: Final = "Custom::Workspaces"

WAITS: Final[dict[str, tuple[str, str, tuple[Step, ...]]]] = {
    "AdConnector": (
        "stage Requested, Creating, Created, then **Active**; after a change of size, Updating, then **Active**",
        "no authorized application left; stage Deleting, then **absent**; interfaces and groups of gone directories",
        ("ad_connector_create", "authorized_applications_lag"),
    ),
    "Automation": (
        "what an earlier operation still runs; the execution, from Pending and InProgress to **Success**",
        "the same, of the removal document where there is one",
        ("domain_controller_promote",),
    ),
    "Bundle": (
        "the image to be AVAILABLE; state PENDING, then **AVAILABLE**, again after a change of the image",
        "WorkSpaces that are terminating, and for two minutes any others; the bundle **absent**",
        (),
    ),
    "BundleLookup": ("nothing", "nothing", ()),
    "ClientLdaps": (
        "certificates Registering, then **Registered**; LDAPS Enabling, then **Enabled**; the others **absent**",
        "LDAPS **Disabled**; the certificates **absent**",
        (),
    ),
    "ConditionalForwarder": ("the directory's stage **Active**", "nothing", ()),
    "DefaultRole": ("the role, where somebody else is making it", "nothing", ()),
    "DefaultSecurityGroup": ("nothing", "nothing", ()),
    "DesktopGuard": ("nothing", "nothing", ()),
    "DirectoryDataAccess": ("Enabling, then **Enabled**", "Disabling, then **Disabled**", ()),
    "DirectoryDetails": ("stage **Active**", "nothing", ("managed_ad_create",)),
    "DirectoryLogs": (
        "the directory's stage **Active**; the resource policy to be in force, for three minutes",
        "the subscription **absent**",
        (),
    ),
    "DirectoryRegistration": (
        "the default role and the directory to be usable; state REGISTERING, then **REGISTERED**",
        "WorkSpaces that are terminating; state DEREGISTERING, then **absent**; the linger; the members' group",
        ("register", "deregister", "authorized_applications_lag"),
    ),
    "DirectoryUser": ("the new user to be visible", "nothing", ()),
    "Fleet": (
        "nothing: the run that it starts goes on after it",
        "its runs to be stopped; desktops with its tag, which it terminates, to be **absent**; the bucket to be empty",
        (),
    ),
    "Image": (
        "the source to be AVAILABLE; state PENDING, then **AVAILABLE**; with Wait false only that AWS has begun",
        "the image to be made, if it is still PENDING; for two minutes its bundles; the image **absent**",
        ("image_create",),
    ),
    "NetworkRelease": ("nothing", "interfaces and groups of gone directories in the VPC", ()),
    "PeerRoutes": ("the peering to be **active**", "nothing", ()),
    "RadiusMfa": (
        "RADIUS status Creating, then **Completed**; Failed is tried again for 15 minutes",
        "RADIUS **absent**",
        (),
    ),
    "Trust": (
        "Creating, Created, Verifying, then **Verified** (**Created** if incoming, **VerifyFailed** if accepted)",
        "state Deleting, then **absent**",
        (),
    ),
}
"""What Create and Update wait for, what Delete waits for, and the steps whose durations are known."""


def kinds_page() -> str:
    """Return the tables as Markdown."""
    rows = [_row(kind) for _, kind in sorted(KINDS.items())]
    heads = ("Type", "What for", "Properties", "Attributes", "Replaced on", "IAM actions", "Waits for", "How long")
    parts = ["\n".join(_table(heads, rows)), "## What each kind may do, and why"]
    for name, statements in sorted(PERMISSIONS.items()):
        cells = [_statement(statement) for statement in statements]
        parts += [f"### `{PREFIX}{name}`", "\n".join(_table(("Actions", "On", "Only if", "Reason"), cells))]
    return "\n\n".join(parts)


def _row(kind: Kind) -> tuple[str, ...]:
    name = kind.type.removeprefix(PREFIX)
    create, delete, steps = WAITS[name]
    actions = sorted({action for statement in PERMISSIONS[name] for action in statement.actions})
    properties = [f"**{each}**" for each in sorted(kind.required)] + sorted(kind.optional)
    durations = [
        f"{step.replace('_', ' ')}: {_minutes(DURATIONS[step].usual)}, at most {_minutes(DURATIONS[step].limit)}"
        for step in steps
    ]
    return (
        f"`{kind.type}`",
        _purpose(kind),
        _stacked(properties),
        _stacked(f"`{each}`" for each in kind.attributes),
        _stacked(sorted(kind.replaced_on)) or "never",
        f"[{len(actions)} actions](#{kind.type.lower().replace(':', '')})",
        f"Create, Update: {create}.<br>Delete: {delete}.",
        _stacked(durations) or ("seconds" if create == delete == "nothing" else "seconds to minutes"),
    )


def _purpose(kind: Kind) -> str:
    """The first sentence of the kind's module, which begins with its type."""
    text = (sys.modules[kind.ensure.__module__].__doc__ or "").split("\n\n", maxsplit=1)[0].replace("\n", " ")
    purpose = text.split(": ", maxsplit=1)[1].replace("``", "`")
    return purpose[0].upper() + purpose[1:]


def _statement(statement: Statement) -> tuple[str, ...]:
    conditions = [
        f"`{operator}` `{key}` = `{', '.join(values)}`"
        for operator, condition in statement.conditions.items()
        for key, values in condition.items()
    ]
    return (
        _stacked(f"`{action}`" for action in statement.actions),
        _stacked(f"`{resource}`" for resource in statement.resources),
        _stacked(conditions) or "always",
        statement.reason or "The resource is named exactly.",
    )


def _minutes(duration: timedelta) -> str:
    minutes = round(duration.total_seconds() / 60)
    return f"{minutes} min"


def _stacked(items: Iterable[str]) -> str:
    return "<br>".join(items)


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    heads = list(heads)
    for cells in (heads, ["---"] * len(heads), *rows):
        yield f"| {' | '.join(cells)} |"
