"""Directories that WorkSpaces makes and keeps itself, for users of IAM Identity Center or Microsoft Entra ID."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.hardware import desktops
from workspaces_constructs.rules.views.settings import OWN_DIRECTORY, directory_settings, settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.templates import Templates


@rule(
    "WorkSpaces-REG19",
    "error",
    title="WorkSpaces' own directories have dedicated tenancy",
    reason="Their desktops run Windows with the customer's licences, which needs hardware that nobody shares.",
    fix="Set Tenancy to DEDICATED.",
    source="https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-custom.html",
)
def own_directories_are_dedicated(templates: Templates) -> Iterator[Violation]:
    """WorkSpaces' own directories for single desktops with shared tenancy."""
    for each in directory_settings(templates):
        if each.type == OWN_DIRECTORY and each.properties.text("Tenancy") == "SHARED":
            yield Violation(each, "its Tenancy is SHARED", "Tenancy")


@rule(
    "WorkSpaces-REG20",
    "error",
    title="Desktops of WorkSpaces' own directories are made from images of one's own",
    reason="Such a directory takes desktops with one's own Windows licences only; bundles of Amazon's are refused.",
    fix="Use the id of a bundle from an imported image, or a directory of Directory Service.",
    source="https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-custom.html",
)
def own_images_in_own_directories(templates: Templates) -> Iterator[Violation]:
    """Desktops from Amazon's bundles in such a directory."""
    for desktop in desktops(templates) if templates.of_type(OWN_DIRECTORY) else ():
        settings = settings_of(templates, desktop.resource) if desktop.bundle else None
        if settings is not None and settings.type == OWN_DIRECTORY:
            yield Violation(desktop.resource, f"{settings.logical_id} takes no bundle of Amazon's", "BundleId")
