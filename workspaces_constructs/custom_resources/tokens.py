"""Whether a value is known before the deployment."""

from __future__ import annotations

from typing import Final

__all__ = ["is_unresolved"]

_MARK: Final = "{Token["
"""What the CDK writes into every text that stands for a value of the deployment."""


def is_unresolved(value: object) -> bool:
    """Return what ``cdk.Token.is_unresolved`` does, without a call to the CDK for texts that hold no token.

    Args:
        value: A text, or a list of texts.
    """
    texts = value if isinstance(value, list) else [value]
    if all(isinstance(text, str) and _MARK not in text for text in texts):
        return False
    import aws_cdk as cdk

    return cdk.Token.is_unresolved(value)
