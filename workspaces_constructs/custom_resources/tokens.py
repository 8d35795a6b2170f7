"""Whether a value is known before the deployment."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["is_unresolved"]

_TOKEN: Final = re.compile(r"\$\{Token\[[a-zA-Z0-9:._-]*\]\}")
"""What the CDK writes into a text in the place of a value of the deployment."""

_MARK: Final = "{Token["
"""A part of it, and of what stands for a whole list."""


def is_unresolved(value: object) -> bool:
    """Return what ``cdk.Token.is_unresolved`` does; of a text, and of a list of known texts, without asking the CDK.

    Args:
        value: A text, or a list of texts.
    """
    if isinstance(value, str):
        return _TOKEN.search(value) is not None
    if isinstance(value, list) and all(isinstance(text, str) and _MARK not in text for text in value):
        return False
    import aws_cdk as cdk

    return cdk.Token.is_unresolved(value)
