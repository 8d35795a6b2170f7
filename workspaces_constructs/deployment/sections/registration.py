"""What a registration with WorkSpaces lets users do."""

from pydantic import Field

from workspaces_constructs.deployment.values import IpGroupId

from .base import Section

__all__ = ["Devices", "Registration", "SelfServicePermissions"]


class Devices(Section):
    """From which kinds of devices users may connect."""

    windows: bool = Field(default=True, description="The Windows client.")
    macos: bool = Field(default=True, description="The macOS client.")
    ios: bool = Field(default=True, description="The iPad client.")
    android: bool = Field(default=True, description="The Android client.")
    chrome_os: bool = Field(default=True, description="The Chromebook client.")
    zero_client: bool = Field(default=True, description="PCoIP zero clients.")
    thin_client: bool = Field(default=True, description="Amazon WorkSpaces Thin Client.")
    web: bool = Field(default=False, description="Web Access, from any browser.")
    linux: bool = Field(default=False, description="The Linux client.")


class SelfServicePermissions(Section):
    """What users may do to their desktops themselves."""

    restart: bool = Field(default=True, description="Restart it.")
    rebuild: bool = Field(default=False, description="Rebuild it from its bundle, which loses data.")
    increase_volume_size: bool = Field(default=False, description="Increase a volume, which raises the bill.")
    change_compute_type: bool = Field(default=False, description="Change the hardware, which changes the bill.")
    switch_running_mode: bool = Field(default=False, description="Switch the running mode, which changes the bill.")


class Registration(Section):
    """Settings of registered directories."""

    devices: Devices = Field(default=Devices(), description="From which kinds of devices users may connect.")
    self_service: SelfServicePermissions = Field(
        default=SelfServicePermissions(), description="What users may do to their desktops themselves."
    )
    maintenance: bool = Field(
        default=True, description="Whether desktops are patched in AWS's weekly or monthly window."
    )
    ip_group_ids: tuple[IpGroupId, ...] = Field(
        default=(), description="wsipg-...: IP access control groups. Default: none."
    )
    default_ou: str | None = Field(
        default=None,
        description="The distinguished name of the OU for the desktops' computer objects, in a Managed AD below its "
        "own OU. Default: the directory's.",
    )
