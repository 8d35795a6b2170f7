"""Names of network resources, as the VPC console shows them."""

from __future__ import annotations

import aws_cdk as cdk

__all__ = ["name_tag"]


def name_tag(name: str) -> list[cdk.CfnTag]:
    """Return the tag ``Name`` for the ``tags`` of an L1 construct, which takes no call to the CDK, as ``Tags.of`` does.

    A ``Name`` that an app gives to everything by ``Tags.of`` wins over it.

    Args:
        name: The path of the construct to which the resource belongs, asked for once: ``scope.node.path``.
    """
    return [cdk.CfnTag(key="Name", value=name)]
