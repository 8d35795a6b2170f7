"""Whether a value is known before the deployment."""

from __future__ import annotations

import re
from typing import Final

from workspaces_constructs.facts.errors import ConfigurationError

__all__ = ["is_placeholder", "is_unresolved", "require_known"]

_TOKEN: Final = re.compile(r"\$\{Token\[[a-zA-Z0-9:._-]*\]\}")
"""What the CDK writes into a text in the place of a value of the deployment."""

_MARK: Final = "{Token["
"""A part of it, and of what stands for a whole list."""


_PLACEHOLDER: Final = re.compile(
    r"dummy-value-for-|"
    r"(?<![\w.-])(?:vpc-12345|1\.2\.3\.4/5|[ps]-(?:12345|67890)|rtb-(?:12345|57890|67890)[ps]|dummy1[a-c])(?![\w.-])"
)
"""What the CDK answers to a look-up that its command line has yet to make: it synthesises once to learn what to ask.

``DUMMY_VPC_PROPS`` of ``Vpc.from_lookup``, ``StringParameter.value_from_lookup``, ``Stack.availability_zones``.
"""


def is_placeholder(text: str) -> bool:
    """Whether a text stands for what the CDK has yet to look up."""
    return _PLACEHOLDER.search(text) is not None


def is_unresolved(value: object) -> bool:
    """Return what ``cdk.Token.is_unresolved`` does; of a text, and of a list of known texts, without asking the CDK.

    What the CDK has yet to look up is as little known.

    Args:
        value: A text, or a list of texts.
    """
    if isinstance(value, str):
        return _TOKEN.search(value) is not None or is_placeholder(value)
    if isinstance(value, list) and all(isinstance(text, str) and _MARK not in text for text in value):
        return any(map(is_placeholder, value))
    import aws_cdk as cdk

    return cdk.Token.is_unresolved(value)


def require_known(value: str, what: str, why: str) -> str:
    """Return a text that must be known before the deployment.

    Args:
        value: The text.
        what: What it is, for the error.
        why: What is made of it.

    Raises:
        ConfigurationError: It is a token.
    """
    if is_unresolved(value):
        raise ConfigurationError(
            what,
            value="one that only the deployment will know",
            allowed=f"a known one: {why}",
            fix="write the value itself",
        )
    return value
