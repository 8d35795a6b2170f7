"""DescribeWorkspaceBundles: the account's own bundles, and those that Amazon provides, generated for each region.

The combinations follow facts §4.1 and §4.2 and a published listing of one region (compute, operating system and
protocol, with the volumes that come with each). The identifiers differ from region to region, as the real ones do,
and are not the real ones. Amazon's bundles of one operating system, protocol and language share an image [I].
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Final

from local_aws.services import state
from local_aws.services.workspaces.model import fleet
from local_aws.services.workspaces.pages import paged
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mypy_boto3_workspaces.type_defs import DescribeWorkspaceBundlesRequestTypeDef

AMAZON: Final = "AMAZON"
CREATED: Final = 1700000000.0

HARDWARE: Final[dict[str, tuple[str, int, int, str]]] = {
    "VALUE": ("Value", 80, 10, "1 vCPU, 2 GiB Memory"),
    "STANDARD": ("Standard", 80, 50, "2 vCPU, 4 GiB Memory"),
    "PERFORMANCE": ("Performance", 80, 100, "2 vCPU, 8 GiB Memory"),
    "POWER": ("Power", 175, 100, "4 vCPU, 16 GiB Memory"),
    "POWERPRO": ("PowerPro", 175, 100, "8 vCPU, 32 GiB Memory"),
    "GENERALPURPOSE_4XLARGE": ("GeneralPurpose.4xlarge", 175, 100, "16 vCPU, 64 GiB Memory"),
    "GENERALPURPOSE_8XLARGE": ("GeneralPurpose.8xlarge", 175, 100, "32 vCPU, 128 GiB Memory"),
    "GRAPHICS_G4DN": ("Graphics.g4dn", 100, 100, "4 vCPU, 16 GiB Memory, 16 GiB Video Memory"),
    "GRAPHICSPRO_G4DN": ("GraphicsPro.g4dn", 100, 100, "16 vCPU, 64 GiB Memory, 16 GiB Video Memory"),
}
"""Compute type: its name in bundle names, root and user volume, and what it has (facts §4.1, §4.3)."""

_CORE = ("STANDARD", "PERFORMANCE", "POWER", "POWERPRO")
_GENERAL = ("GENERALPURPOSE_4XLARGE", "GENERALPURPOSE_8XLARGE")
_GRAPHICS = ("GRAPHICS_G4DN", "GRAPHICSPRO_G4DN")

_MARKED = {"PCOIP": " (PCoIP)", "WSP": " (WSP)"}
_UNMARKED_PCOIP = {"PCOIP": "", "WSP": " (WSP)"}
_UNMARKED_WSP = {"WSP": ""}

SYSTEMS: Final[dict[str, tuple[str, dict[str, str], tuple[str, ...]]]] = {
    "WINDOWS_SERVER_2016": ("Windows 10 (Server 2016 based)", _UNMARKED_PCOIP, ("VALUE", *_CORE)),
    "WINDOWS_SERVER_2019": ("Windows 10 (Server 2019 based)", _UNMARKED_PCOIP, ("VALUE", *_CORE, *_GRAPHICS)),
    "WINDOWS_SERVER_2022": ("Windows 10 (Server 2022 based)", _MARKED, (*_CORE, *_GENERAL, *_GRAPHICS)),
    "WINDOWS_SERVER_2025": ("Windows (Server 2025 based)", {"WSP": " (WSP)"}, (*_CORE, *_GENERAL, *_GRAPHICS)),
    "UBUNTU_22_04": ("Ubuntu 22.04", _UNMARKED_WSP, ("VALUE", *_CORE, *_GRAPHICS)),
    "UBUNTU_24_04": ("Ubuntu 24.04", _UNMARKED_WSP, _CORE),
    "RHEL_8": ("RHEL 8", _UNMARKED_WSP, ("VALUE", *_CORE)),
    "RHEL_9": ("RHEL 9", _UNMARKED_WSP, _CORE),
    "ROCKY_8": ("Rocky Linux 8", _UNMARKED_WSP, ("VALUE", *_CORE)),
    "ROCKY_9": ("Rocky Linux 9", _UNMARKED_WSP, _CORE),
}
"""Operating system: its name in bundle names, the mark of each protocol there, and its compute types (facts §4.2)."""

BYOL_SYSTEMS: Final[dict[str, tuple[str, dict[str, str], tuple[str, ...]]]] = {
    "WINDOWS_10": ("Windows 10", _UNMARKED_PCOIP, ("VALUE", *_CORE, *_GRAPHICS)),
    "WINDOWS_11": ("Windows 11", _UNMARKED_WSP, (*_CORE, *_GENERAL, *_GRAPHICS)),
}
"""The same for what there is only as an image of one's own (facts §4.2)."""

EVERY_SYSTEM: Final = SYSTEMS | BYOL_SYSTEMS

NEWER_THAN_MODEL: Final = {"UBUNTU_24_04", "RHEL_9", "ROCKY_9"}
"""Operating systems that the botocore pinned here cannot name in an answer."""

LANGUAGES: Final = {"": "English", " (Japanese)": "Japanese", " (German)": "German"}
"""What a Windows bundle's name ends in, and its language [R]."""


@dataclass
class Bundle:
    """A bundle of Amazon's or of the account."""

    id: str
    name: str
    description: str
    image_id: str
    compute: str
    operating_system: str
    protocol: str
    root_gib: int
    user_gib: int
    owner: str = AMAZON
    state: str = "AVAILABLE"
    created: float = CREATED
    updated: float = CREATED


def describe_workspace_bundles(request: DescribeWorkspaceBundlesRequestTypeDef) -> Mapping[str, object]:
    """Describe bundles by id, or by owner; without an owner, one's own."""
    ids, owner = request.get("BundleIds"), request.get("Owner")
    if ids and owner:
        raise ServiceError("InvalidParameterValuesException", "BundleIds and Owner cannot be combined.")
    amazon = list(_bundles(state.region()).values()) if ids or owner == AMAZON else []
    own = [] if owner == AMAZON else list(fleet().bundles.values())
    found = [each for each in (*own, *amazon) if not ids or each.id in ids]
    shown, token = paged(found, None, request.get("NextToken"), f"bundles of {owner}")
    return {"Bundles": [description(each) for each in shown], "NextToken": token}


def bundle(bundle_id: str) -> Bundle | None:
    """Return a bundle of this region, Amazon's or the account's."""
    return fleet().bundles.get(bundle_id) or _bundles(state.region()).get(bundle_id)


@cache
def _bundles(region: str) -> dict[str, Bundle]:
    return {each.id: each for each in _generated(region)}


def _generated(region: str) -> Iterator[Bundle]:
    for system, (system_name, marks, computes) in SYSTEMS.items():
        endings = LANGUAGES if system.startswith("WINDOWS") else {"": "English"}
        for compute, (protocol, mark), (ending, language) in product(computes, marks.items(), endings.items()):
            title, root, user, hardware = HARDWARE[compute]
            name = f"{title} with {system_name}{mark}{ending}"
            yield Bundle(
                id=f"wsb-{_digest(region, name)}",
                name=name,
                description=f"{system_name}, {hardware}, {root} GB Root, {user} GB User, {language}",
                image_id=f"wsi-{_digest(region, f'{system} {protocol} {language}')}",
                compute=compute,
                operating_system=system,
                protocol=protocol,
                root_gib=root,
                user_gib=user,
            )


def _digest(region: str, text: str) -> str:
    digest = hashlib.sha256(f"{region} {text}".encode()).digest()
    return "".join(state.ALPHABET[each % len(state.ALPHABET)] for each in digest[:9])


def description(each: Bundle) -> dict[str, object]:
    """Describe a bundle as every operation does."""
    return {
        "BundleId": each.id,
        "Name": each.name,
        "Owner": each.owner,
        "Description": each.description,
        "ImageId": each.image_id,
        "RootStorage": {"Capacity": str(each.root_gib)},
        "UserStorage": {"Capacity": str(each.user_gib)},
        "ComputeType": {"Name": each.compute},
        "LastUpdatedTime": each.updated,
        "CreationTime": each.created,
        "State": each.state,
        "BundleType": "REGULAR",
    }
