"""The encryption of desktops' volumes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.resources import HOLE, Unknown
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.directories import workspaces
from workspaces_constructs.rules.views.keys import is_aws_managed, key_of
from workspaces_constructs.rules.views.regions import region_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates

_VOLUMES: Final = {"root": "RootVolumeEncryptionEnabled", "user": "UserVolumeEncryptionEnabled"}
_KEY: Final = "VolumeEncryptionKey"
_WHITEPAPER: Final = "whitepaper: Encrypted WorkSpaces"
_GUIDE: Final = "https://docs.aws.amazon.com/workspaces/latest/adminguide/encrypt-workspaces.html"
_REGION_IN_ARN: Final = 3
_PARTS_OF_ARN: Final = 6


def _plain(desktop: Resource) -> list[str]:
    """The volumes of a desktop that are certain not to be encrypted."""
    given = desktop.properties
    return [name for name, key in _VOLUMES.items() if not given.has(key) or given.flag(key) is False]


@rule(
    "WorkSpaces-ENC1",
    "warning",
    title="Both volumes of a desktop are encrypted",
    reason="What users keep on a desktop, and its snapshots, lie on its volumes. A volume can be encrypted only when "
    "the desktop is made.",
    fix="Set RootVolumeEncryptionEnabled and UserVolumeEncryptionEnabled to true, with a VolumeEncryptionKey.",
    source=_WHITEPAPER,
)
def both_volumes_encrypted(templates: Templates) -> Iterator[Violation]:
    """Desktops with a volume that is not encrypted."""
    for desktop in workspaces(templates):
        plain = _plain(desktop)
        if len(plain) == len(_VOLUMES):
            yield Violation(desktop, "neither its root volume nor its user volume is encrypted")
        elif plain:
            yield Violation(desktop, f"its {plain[0]} volume is not encrypted", _VOLUMES[plain[0]])


@rule(
    "WorkSpaces-ENC2",
    "advice",
    title="Desktops' volumes are encrypted with a customer-managed key",
    reason="The policy and the rotation of aws/workspaces, the key that AWS keeps, cannot be changed, and it cannot be "
    "disabled when desktops have to be shut off.",
    fix="Make an AWS::KMS::Key and give its ARN as VolumeEncryptionKey.",
    source=_WHITEPAPER,
)
def customer_managed_key(templates: Templates) -> Iterator[Violation]:
    """Desktops with encrypted volumes and the key that AWS keeps for WorkSpaces."""
    for desktop in workspaces(templates):
        given = desktop.properties
        if not any(given.flag(key) for key in _VOLUMES.values()):
            continue
        if not given.has(_KEY):
            yield Violation(desktop, "it names no key, so aws/workspaces, the key that AWS keeps, encrypts it", _KEY)
        elif is_aws_managed(given.value(_KEY), "workspaces"):
            yield Violation(desktop, "its volumes are encrypted with aws/workspaces, the key that AWS keeps", _KEY)


@rule(
    "WorkSpaces-ENC3",
    "error",
    title="A volume key is given only for encrypted volumes",
    reason="WorkSpaces refuses a desktop with a volume key of which neither volume is encrypted.",
    fix="Set RootVolumeEncryptionEnabled and UserVolumeEncryptionEnabled to true, or leave VolumeEncryptionKey out.",
    source=_GUIDE,
)
def key_with_encrypted_volumes(templates: Templates) -> Iterator[Violation]:
    """Desktops with a volume key and no encrypted volume."""
    for desktop in workspaces(templates):
        value = desktop.properties.value(_KEY)
        certain = value is not None and not isinstance(value, Unknown)
        if certain and len(_plain(desktop)) == len(_VOLUMES):
            yield Violation(desktop, "it has a volume key, and neither volume is encrypted", _KEY)


@rule(
    "WorkSpaces-ENC4",
    "error",
    title="The volume key is in the desktop's region",
    reason="A key of KMS works in its own region only; the desktop cannot be made.",
    fix="Give a key of the desktop's region.",
    source=_WHITEPAPER,
)
def key_in_the_same_region(templates: Templates) -> Iterator[Violation]:
    """Desktops whose volume key is in another region."""
    for desktop in workspaces(templates):
        own, keys = region_of(templates, desktop), _region_of_key(templates, desktop)
        if own and keys and own != keys:
            yield Violation(desktop, f"it is in {own}, and its volume key is in {keys}", _KEY)


def _region_of_key(templates: Templates, desktop: Resource) -> str | None:
    value = desktop.properties.value(_KEY)
    key = key_of(value)
    if key is not None:
        return region_of(templates, key)
    text = value if isinstance(value, str) else value.text if isinstance(value, Unknown) else ""
    parts = text.split(":")
    is_arn = text.startswith("arn:") and len(parts) >= _PARTS_OF_ARN and HOLE not in parts[_REGION_IN_ARN]
    return parts[_REGION_IN_ARN] if is_arn else None
