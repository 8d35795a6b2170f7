"""The row of the kind that refuses updates; those that it lets through make and change nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.runtime.support.case import Case, Difference, Properties, with_changes

if TYPE_CHECKING:
    from tests.runtime.support.world import World

KEY = "arn:aws:kms:us-east-1:000000000000:key/12345678-90ab-cdef-1234-567890abcdef"
ALICE, BOB = {"Alice": "alice"}, {"Bob": "bob"}


def group(**changes: object) -> Properties:
    """Two desktops with the same settings, some changed or, by None, taken away."""
    settings = {
        "DirectoryId": "d-0123456789",
        "BundleId": "wsb-0123456789",
        "VolumeEncryptionKey": KEY,
        "RootVolumeSizeGib": 80,
        "UserVolumeSizeGib": 50,
        "UserNames": {**ALICE, **BOB},
        **changes,
    }
    return {name: value for name, value in settings.items() if value is not None}


def _properties(_world: World) -> Properties:
    return {"Desktops": [group()]}


def _nothing(_world: World, _properties: Properties, _physical_id: str) -> Difference:
    return {}


CASES = (
    Case(
        kind="DesktopGuard",
        least_kills=(2, 0),
        prepare=lambda _: None,
        properties=_properties,
        made=_nothing,
        in_place={
            "a desktop more": with_changes(_properties, Desktops=[group(), group(UserNames={"Carol": "carol"})]),
            "hardware of one": with_changes(
                _properties,
                Desktops=[
                    group(UserNames={"Alice": "alice"}),
                    group(ComputeTypeName="POWER", UserNames={"Bob": "bob"}),
                ],
            ),
        },
    ),
)
