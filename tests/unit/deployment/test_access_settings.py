"""How users sign in and stream, by the settings file: what is built, and each mistake with its path."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.saml import AUTHORITY, METADATA, PROVIDER, SIGN_IN
from tests.support.scenario_settings import mistakes, scenario_tree
from tests.support.synth import new_app
from tests.support.templates import by_type, properties
from workspaces_constructs.deployment import build, load
from workspaces_constructs.deployment.mistakes import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.synth import Template

SAML = {"user_access_url": SIGN_IN}
OFFICES = {"203.0.113.0/24": "Head office", "198.51.100.7": "Branch"}
CERTIFICATES = {"saml": SAML, "certificate_authority_arn": AUTHORITY}
KEY = "arn:aws:kms:us-east-1:111122223333:key/0a1b"


def written(folder: Path, own: object, *, metadata: str = METADATA, **changes: object) -> Path:
    """A settings file in which the first persona has a registration of its own."""
    (folder / "metadata.xml").write_text(metadata)
    tree = scenario_tree("personas", personas__0__registration=own, **changes)
    path = folder / "settings.yaml"
    path.write_text(json.dumps(tree))
    return path


def built(path: Path) -> Template:
    from pathlib import Path

    app = new_app()
    stack = build(app, load(path))
    app.synth()
    made: dict[str, Any] = json.loads((Path(app.outdir) / stack.template_file).read_text())
    return made


def test_a_personas_sign_in_streaming_groups_and_key_are_built(tmp_path: Path) -> None:
    access = {
        "ip_groups": {"offices": OFFICES},
        "saml": {**SAML, "metadata_file": "metadata.xml", "session_hours": 10},
        "certificate_authority_arn": AUTHORITY,
        "certificate_role": True,
        "streaming": {"clipboard_from_desktop": False},
        "trusted_devices": True,
        "own_volume_key": True,
    }
    made = built(written(tmp_path, access, registration__client={"reconnect": False}))

    registrations = properties(made, "Custom::WorkspacesDirectoryRegistration")
    (signing,) = [each for each in registrations if "SamlProperties" in each]
    assert signing["SamlProperties"]["UserAccessUrl"] == SIGN_IN
    assert signing["CertificateBasedAuthProperties"]["CertificateAuthorityArn"] == AUTHORITY
    assert signing["StreamingProperties"] == {
        "UserSettings": [{"Action": "CLIPBOARD_COPY_TO_LOCAL_DEVICE", "Permission": "DISABLED"}]
    }
    assert all(each["ClientProperties"] == {"ReconnectEnabled": "DISABLED"} for each in registrations)
    (group,) = by_type(made, "AWS::WorkSpaces::WorkspaceIpGroup")
    assert signing["IpGroupIds"] == [{"Fn::GetAtt": [group, "GroupId"]}]
    assert [each.get("StreamingProperties") for each in registrations].count(None) == len(registrations) - 1
    assert len(by_type(made, "AWS::IAM::SAMLProvider")) == 1
    assert len(by_type(made, "AWS::KMS::Key")) == len(by_type(built(written(tmp_path, {})), "AWS::KMS::Key")) + 1
    names = [name for name in made["Outputs"] if name.endswith(("SamlRelayState", "SamlRole", "TrustedDevices"))]
    assert len(names) == 3
    keys = [name for name in made["Outputs"] if name.endswith("VolumeKeyArn")]
    assert len(keys) == 2


def test_a_scenario_that_stays_keeps_the_certificate_role(tmp_path: Path) -> None:
    given = {**CERTIFICATES, "certificate_role": True}
    for removal, policy in (("retain", "Retain"), ("destroy", None)):
        roles = by_type(built(written(tmp_path, given, removal=removal)), "AWS::IAM::Role").values()

        (role,) = [each for each in roles if each["Properties"].get("RoleName") == "AmazonWorkSpacesPCAAccess"]
        assert role.get("DeletionPolicy") == policy


def test_metadata_that_is_none_and_a_file_that_is_not_there_are_refused(tmp_path: Path) -> None:
    for saml, text, words in (
        ({**SAML, "metadata_file": "metadata.xml"}, "<html>", "SAML metadata in metadata.xml: got '6 characters'"),
        ({**SAML, "metadata_file": "other.xml"}, METADATA, "SAML metadata: got 'other.xml'; allowed: an XML file"),
    ):
        with pytest.raises(SettingsError) as refused:
            load(written(tmp_path, {"saml": saml}, metadata=text))

        (message,) = refused.value.mistakes
        assert message.startswith(f"personas[0].registration.saml.metadata_file: {words}")


REFUSED: list[tuple[dict[str, object], list[str]]] = [
    (
        {"registration__saml": {"user_access_url": "http://idp.example.com"}},
        ["registration.saml.user_access_url: ", "'http://idp.example.com'", "https://"],
    ),
    ({"registration__saml": {}}, ["registration.saml.user_access_url: it is missing"]),
    ({"registration__saml": {**SAML, "status": "ON"}}, ["registration.saml.status: got 'ON'", "use ENABLED"]),
    ({"registration__saml": {**SAML, "provider_arn": "idp"}}, ["registration.saml.provider_arn: ", "'idp'"]),
    ({"registration__saml": {**SAML, "session_hours": 13}}, ["registration.saml.session_hours: got 13", "use 12"]),
    (
        {"registration__certificate_authority_arn": AUTHORITY},
        ["registration.certificate_authority_arn: ", "only with saml", "add saml"],
    ),
    (
        {"registration": {**CERTIFICATES, "saml": {**SAML, "status": "DISABLED"}}},
        ["registration.certificate_authority_arn: ", "saml is DISABLED", "until it is on"],
    ),
    (
        {"registration": {**CERTIFICATES, "certificate_authority_arn": AUTHORITY.replace("us-east-1", "eu-west-1")}},
        ["registration.certificate_authority_arn: ", "arn:aws:acm-pca:us-east-1:", "euc-private-ca"],
    ),
    (
        {"personas__1__registration": CERTIFICATES, "personas__1__bundle": {"operating_system": "UBUNTU_24_04"}},
        ["personas[1].registration.certificate_authority_arn: ", "Windows desktops that stream by DCV"],
    ),
    ({"registration__certificate_role": True}, ["registration.certificate_role: ", "only with certificate_auth"]),
    (
        {"environment__region": "us-east-2", "registration__saml": SAML},
        ["registration.saml: saml: got 'us-east-2'", "eu-central-1"],
    ),
    (
        {"environment__region": "eu-central-1", "personas__0__registration": {"fips": True}},
        ["personas[0].registration.fips: fips: got 'eu-central-1'", "us-gov-west-1"],
    ),
    (
        {"registration__fips": True, "endpoints": {"streaming": True, "client_cidrs": ["10.20.0.0/16"]}},
        ["registration.fips: fips: got 'true'", "only without a streaming endpoint"],
    ),
    (
        {
            "registration__ip_groups": {"offices": OFFICES},
            "endpoints": {"streaming": True, "client_cidrs": ["10.20.0.0/16"]},
        },
        ["registration.ip_groups: ip_groups: got 'offices'", "which makes WorkSpaces ignore them"],
    ),
    (
        {
            "registration": {"streaming": {"global_accelerator": True}, "ip_group_ids": ["wsipg-0123456789"]},
            "personas__0__registration": {"fips": True},
        },
        ["registration.streaming.global_accelerator: ", "not with both", "leave one out"],
    ),
    (
        {
            "registration__streaming": {"accelerated_protocol": "TCP", "global_accelerator": True},
            "personas__0__registration": {"streaming": {"global_accelerator": False}},
        },
        ["personas[0].registration.streaming: accelerated_protocol: got 'TCP'", "only with global_accelerator"],
    ),
    (
        {"registration__streaming": {"clipboard_to_desktop": True, "clipboard_to_desktop_characters": 0}},
        ["registration.streaming.clipboard_to_desktop_characters: ", "got 0", "1 to 20971520"],
    ),
    ({"registration__ip_groups": {"offices": {}}}, ["registration.ip_groups.offices: ", "keeps everybody out"]),
    (
        {"registration__ip_groups": {"offices": {"10.0.0.0/8": "LAN"}}},
        ["registration.ip_groups.offices: ", "'10.0.0.0/8'", "public addresses"],
    ),
    ({"registration__ip_groups": {"Head Office": OFFICES}}, ["registration.ip_groups", "'Head Office'", "offices"]),
    (
        {"registration__ip_groups": {f"office{chr(97 + n // 26)}{chr(97 + n % 26)}": OFFICES for n in range(36)}},
        ["registration.ip_groups: ip_groups: got 36", "at most 35"],
    ),
    (
        {"environment__region": "us-gov-west-1", "registration__ip_groups": {"offices": OFFICES}},
        ["registration.ip_groups: ip_groups: got 'us-gov-west-1'", "CreateIpGroup", "ip_group_ids"],
    ),
    (
        {"registration__volume_key_arn": KEY.replace("us-east-1", "eu-west-1")},
        ["registration.volume_key_arn: ", "a key in us-east-1"],
    ),
    (
        {"environment__account": "444455556666", "personas__0__registration": {"volume_key_arn": KEY}},
        ["personas[0].registration.volume_key_arn: ", "account 444455556666", "keys.shared"],
    ),
    ({"keys": {"volumes_arn": KEY.replace("us-east-1", "eu-west-1")}}, ["keys.volumes_arn: ", "a key in us-east-1"]),
    (
        {"registration": {"volume_key_arn": KEY, "own_volume_key": True}},
        ["registration.volume_key_arn: ", "only without own_volume_key"],
    ),
]


@pytest.mark.parametrize(
    ("changes", "words"), REFUSED, ids=[f"{n}-{'-'.join(each)}" for n, (each, _) in enumerate(REFUSED)]
)
def test_a_choice_that_cannot_work_is_one_message(changes: dict[str, object], words: list[str]) -> None:
    (message,) = mistakes(scenario_tree("personas", **changes))

    assert not [word for word in words if word not in message], message
    assert "fix:" in message


def test_a_provider_is_described_once(tmp_path: Path) -> None:
    saml = {**SAML, "metadata_file": "metadata.xml", "provider_arn": PROVIDER}
    with pytest.raises(
        SettingsError, match=r"personas\[0\].registration.saml.provider_arn: .*only without metadata_file"
    ):
        load(written(tmp_path, {"saml": saml}))


def test_a_persona_takes_what_all_have_away_and_a_shared_key_is_said_to_be(tmp_path: Path) -> None:
    key = KEY.replace("111122223333", "444455556666")
    path = written(
        tmp_path,
        {"saml": None, "certificate_authority_arn": None, "volume_key_arn": key},
        registration=CERTIFICATES,
        keys={"shared": True},
        environment__account="111122223333",
    )
    made = built(path)

    registrations = properties(made, "Custom::WorkspacesDirectoryRegistration")
    assert [("SamlProperties" in each) for each in registrations].count(False) == 1
    desktops = properties(made, "AWS::WorkSpaces::Workspace")
    assert key in {each["VolumeEncryptionKey"] for each in desktops if isinstance(each["VolumeEncryptionKey"], str)}
