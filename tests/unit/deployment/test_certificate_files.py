"""Files that a settings file names."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from tests.support.scenario_settings import scenario_tree
from tests.support.synth import new_app
from tests.support.templates import by_type, properties, references
from workspaces_constructs.deployment import build, load
from workspaces_constructs.deployment.mistakes import SettingsError
from workspaces_constructs.deployment.sections.base import present

if TYPE_CHECKING:
    from pathlib import Path

PEM = f"-----BEGIN CERTIFICATE-----\n{base64.encodebytes(bytes([0x30]) * 60).decode()}-----END CERTIFICATE-----\n"


def with_certificates(folder: Path, *texts: str, scenario: str = "standalone", section: str = "directory") -> Path:
    tree = scenario_tree(scenario)
    tree[section]["ldaps_certificates"] = [f"ca{index}.pem" for index in range(len(texts))]
    for index, text in enumerate(texts):
        (folder / f"ca{index}.pem").write_text(text)
    path = folder / "settings.yaml"
    path.write_text(str(tree))
    return path


def test_certificates_are_read_from_beside_the_settings_file(tmp_path: Path) -> None:
    settings = load(with_certificates(tmp_path, PEM, PEM.strip()))

    assert present(settings.directory).ldaps_certificates == (PEM, PEM.strip())


@pytest.mark.parametrize(
    "text",
    [
        "",
        PEM + PEM,
        PEM.replace("CERTIFICATE", "PRIVATE KEY"),
        PEM.replace("MDAw", "!!!!"),
        PEM.replace("MDAw", "AAAA", 1),
    ],
    ids=["empty", "two", "key", "no base64", "no DER"],
)
def test_a_file_that_is_no_certificate_is_refused_and_not_repeated(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load(with_certificates(tmp_path, text))

    (message,) = refused.value.mistakes
    assert message.startswith("directory.ldaps_certificates[0]: certificate in ca0.pem: allowed: one CA certificate")
    assert "MDAw" not in message


def test_a_certificate_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = with_certificates(tmp_path, PEM)
    (tmp_path / "ca0.pem").unlink()

    with pytest.raises(SettingsError, match=r"ldaps_certificates\[0\]: certificate: got 'ca0.pem'.*check the path"):
        load(path)


def test_more_certificates_than_a_directory_holds_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"ldaps_certificates: .*got 6; allowed: at most 5"):
        load(with_certificates(tmp_path, *[PEM] * 6))


@pytest.mark.parametrize("scenario", ["ad-connector", "replica", "one-way-trust"])
def test_every_connector_to_the_domain_on_premises_trusts_its_authorities(tmp_path: Path, scenario: str) -> None:
    settings = load(with_certificates(tmp_path, PEM, scenario=scenario, section="on_premises"))
    app = new_app()
    build(app, settings)
    made = {stack.stack_name: stack.template for stack in app.synth().stacks}[settings.name]
    connectors = by_type(made, "Custom::WorkspacesAdConnector")
    switched = properties(made, "Custom::WorkspacesClientLdaps")

    assert [each["CertificateData"] for each in switched] == [[PEM]]
    assert [next(references(each["DirectoryId"])) for each in switched] == list(connectors)


def test_a_connector_trusts_five_authorities_each_once(tmp_path: Path) -> None:
    same = with_certificates(tmp_path, *[PEM] * 2, scenario="ad-connector", section="on_premises")
    with pytest.raises(SettingsError, match=r"on_premises.ldaps_certificates\[1\]: .*each certificate once"):
        load(same)
    many = [PEM.replace("MDAw", f"MD{digit}w", 1) for digit in "ABCDEF"]
    with pytest.raises(SettingsError, match=r"on_premises.ldaps_certificates: .*got 6; allowed: at most 5"):
        load(with_certificates(tmp_path, *many, scenario="ad-connector", section="on_premises"))
