"""Templates without what changes although the deployment does not."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["normalised"]

_METADATA: Final = "AWS::CDK::Metadata"
_OF_THE_CDK: Final[Mapping[str, tuple[str, ...]]] = {
    "Conditions": ("CDKMetadataAvailable",),
    "Parameters": ("BootstrapVersion",),
    "Rules": ("CheckBootstrapVersion",),
}
"""What the CDK adds to every stack, part by part."""

_ASSET_METADATA: Final = "aws:asset:"
_HASH: Final = "[0-9a-f]{64}"
_ASSETS: Final = (
    (re.compile(rf"\b(?:asset\.)?{_HASH}(?=\.[a-z])"), "<asset>"),  # <hash>.zip, asset.<hash>.zip
    (re.compile(rf"\basset\.{_HASH}\b"), "<asset>"),
    (re.compile(rf"(?<=AssetParameters){_HASH}"), "<asset>"),
    (re.compile(rf"(container-assets-[^\"]*:){_HASH}\b"), r"\1<asset>"),
)
"""What stands for the content of files and images."""


def normalised(template: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a template without assets' hashes and without what the CDK adds to every stack.

    Logical ids, construct paths, functions and everything else stay as they are.
    """
    text = json.dumps(template)
    for pattern, instead in _ASSETS:
        text = pattern.sub(instead, text)
    copy: dict[str, Any] = json.loads(text)
    for part, names in _OF_THE_CDK.items():
        _without(copy, part, names)
    resources = copy.get("Resources", {})
    _without(copy, "Resources", [name for name, each in resources.items() if each.get("Type") == _METADATA])
    for each in copy.get("Resources", {}).values():
        metadata = each.get("Metadata", {})
        _without(each, "Metadata", [name for name in metadata if name.startswith(_ASSET_METADATA)])
    return copy


def _without(whole: dict[str, Any], part: str, names: tuple[str, ...] | list[str]) -> None:
    """Take names out of a part, and the part if nothing is left that was there."""
    found = whole.get(part)
    if not isinstance(found, dict) or not found.keys() & set(names):
        return
    whole[part] = {name: each for name, each in found.items() if name not in names}
    if not whole[part]:
        del whole[part]
