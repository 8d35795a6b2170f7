"""What a registration with WorkSpaces lets users do."""

from pydantic import Field

from workspaces_constructs.deployment.values import AuthorityArn, IpGroupId, IpGroupName, IpRules, KeyArn

from .base import Section
from .sign_in import Client, Saml, Streaming

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
    ip_groups: dict[IpGroupName, IpRules] = Field(
        default={},
        description="IP access control groups to make: each with up to 30 public addresses or ranges, and what each "
        "is. Not in GovCloud. Default: none.",
    )
    trusted_devices: bool = Field(
        default=False,
        description="Whether an output says how to let in known devices only, in the console: no API does it.",
    )
    saml: Saml | None = Field(default=None, description="Sign-in by an identity provider. Default: by the password.")
    certificate_authority_arn: AuthorityArn | None = Field(
        default=None,
        description="A private CA with the tag euc-private-ca whose certificates log users on to Windows after saml. "
        "Restart desktops afterwards. Default: users type their password.",
    )
    certificate_role: bool = Field(
        default=False,
        description="Whether to make the role AmazonWorkSpacesPCAAccess for that, of which an account has one.",
    )
    fips: bool = Field(
        default=False,
        description="Whether streaming is encrypted by FIPS-validated endpoints: in us-east-1, us-west-2 and GovCloud; "
        "decide before the first desktop.",
    )
    streaming: Streaming = Field(
        default=Streaming(), description="How desktops stream, and what passes between them and users' devices."
    )
    client: Client = Field(default=Client(), description="What the clients on users' devices do.")
    volume_key_arn: KeyArn | None = Field(
        default=None,
        description="A key for the desktops' volumes in place of keys.volumes_arn. A desktop never changes its key: "
        "decide before the first one.",
    )
    own_volume_key: bool = Field(
        default=False, description="Whether to make a key for these desktops' volumes alone. Not with volume_key_arn."
    )
    default_ou: str | None = Field(
        default=None,
        description="The distinguished name of the OU for the desktops' computer objects, in a Managed AD below its "
        "own OU. Default: the directory's.",
    )
