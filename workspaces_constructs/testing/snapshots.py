"""Snapshots of templates, for syrupy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.testing.normalising import normalised

try:
    from syrupy.extensions.json import JSONSnapshotExtension
except ImportError as error:
    raise ImportError("Snapshots need syrupy: pip install 'workspaces-constructs[testing]'") from error

if TYPE_CHECKING:
    from syrupy.types import PropertyFilter, PropertyMatcher, SerializableData, SerializedData

__all__ = ["TemplateSnapshotExtension"]


class TemplateSnapshotExtension(JSONSnapshotExtension):
    """Stores a CloudFormation template as JSON, one file a template, with its keys in alphabetical order.

    What changes although the deployment does not is left out: the hashes of assets, CDK's own metadata resource, and
    the parameter and rule that ask for the bootstrap version. Logical ids and functions stay as they are: a changed
    logical id replaces a resource. Any order in which constructs are made gives the same file, so that a difference is
    a difference of the deployment.

    .. code-block:: python

        def test_template(snapshot: SnapshotAssertion) -> None:
            assert synthesize(stack) == snapshot(extension_class=TemplateSnapshotExtension)

    ``pytest --snapshot-update`` stores what is new; without it a changed template fails the test, with the lines that
    differ.
    """

    def serialize(
        self,
        data: SerializableData,
        *,
        exclude: PropertyFilter | None = None,
        include: PropertyFilter | None = None,
        matcher: PropertyMatcher | None = None,
    ) -> SerializedData:
        """A template as it is stored."""
        plain = normalised(data) if isinstance(data, dict) else data
        return super().serialize(plain, exclude=exclude, include=include, matcher=matcher)
