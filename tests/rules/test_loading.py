"""What the loader reads, and what it says of what it cannot read."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from workspaces_constructs.rules import texts, yaml_templates
from workspaces_constructs.rules.documents import INSTALL
from workspaces_constructs.rules.loading import load
from workspaces_constructs.rules.unreadable import Unreadable

if TYPE_CHECKING:
    from pathlib import Path

VPC: dict[str, Any] = {"Resources": {"Vpc": {"Type": "AWS::EC2::VPC"}}}
TEMPLATE = json.dumps(VPC)


def written(path: Path, content: str | bytes | object) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(path)


def problem(*paths: str) -> str:
    with pytest.raises(Unreadable) as told:
        load(paths)
    return str(told.value)


def yaml(text: str) -> Any:  # noqa: ANN401 - whatever YAML holds
    return yaml_templates.read(text)


def test_short_forms_are_functions() -> None:
    assert yaml(
        "a: !Ref X\nb: !GetAtt X.Y.Z\nc: !Sub ['${a}', {a: !If [C, 1, !Ref AWS::NoValue]}]\nd: !Condition C"
    ) == {
        "a": {"Ref": "X"},
        "b": {"Fn::GetAtt": ["X", "Y.Z"]},
        "c": {"Fn::Sub": ["${a}", {"a": {"Fn::If": ["C", 1, {"Ref": "AWS::NoValue"}]}}]},
        "d": {"Condition": "C"},
    }
    assert yaml("a: !Nobody {x: 1}\nb: !GetAtt [X, Y]\nc: !Select [0, !GetAZs '']") == {
        "a": {"Fn::Nobody": {"x": 1}},
        "b": {"Fn::GetAtt": ["X", "Y"]},
        "c": {"Fn::Select": [0, {"Fn::GetAZs": ""}]},
    }


def test_plain_values_are_what_cloudformation_takes_them_for() -> None:
    given = "[2012-10-17, 012345678901, 12:30:45, 0x10, 1_000, 7, -7, 1.5, yes, 'yes', No, ~, null, '', .inf]"
    expected = [
        "2012-10-17",
        "012345678901",
        "12:30:45",
        "0x10",
        "1_000",
        7,
        -7,
        1.5,
        True,
        "yes",
        False,
        None,
        None,
        "",
    ]

    assert yaml(given) == [*expected, ".inf"]
    assert yaml("123456789012: {true: a, ~: b}") == {"123456789012": {"true": "a", "~": "b"}}
    assert yaml("[!!str 7, !!int '7', !!float 1.5, !!bool 'true', !!null '', ! 7]") == ["7", 7, 1.5, True, None, "7"]


def test_anchors_and_merge_keys() -> None:
    assert yaml("&k key: &v [1]\nb: [*k, *v]") == {"key": [1], "b": ["key", [1]]}
    assert yaml("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc: *a\nd: {y: 4, <<: [*a, {y: 5, z: 6}]}") == {
        "a": {"x": 1, "y": 2},
        "b": {"x": 1, "y": 3},
        "c": {"x": 1, "y": 2},
        "d": {"x": 1, "y": 4, "z": 6},
    }


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 10)}]\n" for number in range(1, 12)
)
CHAIN = "a0: &a0 [x]\n" + "".join(f"a{number}: &a{number} [*a{number - 1}]\n" for number in range(1, 400))
LONG = f"a: &a {'x' * 1_000_000}\nb: [{', '.join(['*a'] * 100_000)}]\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (BOMB, "its anchors repeat too much, line 6, column"),
        (LONG, "its anchors repeat too much"),
        (CHAIN, "lists and mappings nest too deeply, line 199"),
        ("a: &a [*a]", "the anchor a contains itself, line 1, column 8"),
        ("a: &a {<<: *a}", "the anchor a contains itself"),
        ("a: *b", "there is no anchor b"),
        ("a: 1\nb: 2\na: 3", "the key a stands here a second time, line 3, column 1"),
        ("<<: {a: 1}\n<<: {b: 1}", "the key << stands here a second time"),
        ("<<: 1", "only mappings can be merged"),
        ("? [a]\n: 1", "a key is a list or a mapping, line 1"),
        ("&a x: 1\n*a : 2", "a key is an alias"),
        ("[" * 100_000, "lists and mappings nest too deeply"),
        ("- " * 100_000, "lists and mappings nest too deeply"),
        ("a: !!python/object/apply:os.system [ls]", "CloudFormation has no tag tag:yaml.org,2002:python/object/apply"),
        ("a: !!binary aGFsbG8=", "CloudFormation has no tag"),
        ("a: !!set {x}", "CloudFormation has no tag"),
        ("a: [", "not YAML: did not find expected node content, line 2, column 1"),
        ("a: b: c", "not YAML: mapping values are not allowed in this context, line 1, column 5"),
        ("a: \x07", "not YAML: it has characters that are no text"),
        ("a: 1\n---\nb: 1", "it has more than one YAML document"),
    ],
    ids=range(20),
)
def test_what_is_refused_of_yaml(text: str, told: str) -> None:
    with pytest.raises(Unreadable) as refused:
        yaml(text)

    assert str(refused.value).startswith(told)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.json", "", "empty"),
        ("a.yaml", " \n\n", "empty"),
        ("a.yaml", "# nothing\n", "not a CloudFormation template: it holds nothing"),
        ("a.yaml", "hello", "not a CloudFormation template: it holds a text"),
        ("a.json", "[]", "not a CloudFormation template: it holds a list"),
        ("a.json", "7", "not a CloudFormation template: it holds a number"),
        ("a.yaml", "7", "not a CloudFormation template: it holds a number"),
        ("a.json", "{}", "not a CloudFormation template: it has no Resources"),
        ("a.json", '{"Resources": []}', "not a CloudFormation template: its Resources are a list, not a mapping"),
        ("a.yaml", "Resources:", "not a CloudFormation template: its Resources are nothing, not a mapping"),
        ("a.json", TEMPLATE[:-3], "not JSON: expecting ',' delimiter, line 1, column"),
        ("a.template", TEMPLATE[:-3], "not JSON: expecting ',' delimiter, line 1, column"),
        ("a.json", "Resources: {}", "not JSON: expecting value, line 1, column 1"),
        ("a.json", '{"Resources": {"A": {}, "A": {}}}', "the key A stands there a second time"),
        ("a.json", '{"a": ' + "[" * 100_000, "lists and mappings nest too deeply"),
        ("a.json", '{"a": ' + "9" * 5_000 + "}", "not JSON: it has a number with thousands of digits"),
        ("a.json", b"\x89PNG\r\n\x1a\n\0\xff", "not a text: it is neither UTF-8 nor marked as UTF-16 or UTF-32"),
        ("a.json", TEMPLATE.encode("utf-16-be"), "not JSON"),
    ],
    ids=range(18),
)
def test_what_is_told_of_a_file(tmp_path: Path, name: str, content: str | bytes, told: str) -> None:
    path = written(tmp_path / name, content)

    assert problem(path).startswith(f"{path}: {told}")
    assert "\n" not in problem(path)


def test_what_is_told_of_no_file(tmp_path: Path) -> None:
    folder = written(tmp_path / "folder/readme.json", "{}").removesuffix("/readme.json")

    assert problem(f"{tmp_path}/none.json") == f"{tmp_path}/none.json: cannot be read: no such file or directory"
    assert problem(folder) == f"{folder}: no CloudFormation template is in this folder"
    assert problem("/dev/zero") == "/dev/zero: not a file"
    assert problem("a\0b") == "a\\u0000b: cannot be read: no path has such characters"
    assert problem("a\nb", folder).count("\n") == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without named pipes")
def test_a_pipe_that_nobody_writes_to_is_empty(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    assert problem(f"{tmp_path}/pipe") == f"{tmp_path}/pipe: empty"


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "a.json", TEMPLATE)

    def refuse(*_: object) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(os, "open", refuse)  # root may read everything

    assert problem(path) == f"{path}: cannot be read: permission denied"


def test_a_file_is_not_read_beyond_all_measure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "a.json", TEMPLATE)
    monkeypatch.setattr(texts, "LARGEST", 10)

    assert problem(path).startswith(f"{path}: too large")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("text", [TEMPLATE, "Resources:\r\n  Vpc: {Type: 'AWS::EC2::VPC'} # \u00e9\r\n"])
def test_encodings(tmp_path: Path, encoding: str, text: str) -> None:
    path = written(tmp_path / "a.template", text.encode(encoding))

    assert load([path]).documents[path].template == VPC


def test_several_documents_are_several_templates(tmp_path: Path) -> None:
    path = written(tmp_path / "a.yaml", "Resources: {A: {Type: X::Y}}\n---\n\n---\nResources:\n  B: {Type: X::Y}\n")
    loaded = load([path])

    assert {name: list(each.template["Resources"]) for name, each in loaded.documents.items()} == {
        path: ["A"],
        f"{path}#2": ["B"],
    }
    assert [each.source.lines for each in loaded.documents.values()] == [{"A": 1}, {"B": 6}]


def test_lines_of_resources(tmp_path: Path) -> None:
    given = {"Outputs": {"B": {"x": '{"[,:'}}, "Resources": {"A": {"Resources": {"C": {}}}, "B": {}}}
    as_json = load([written(tmp_path / "a.json", json.dumps(given, indent=1))])
    as_yaml = load(
        [written(tmp_path / "a.yaml", "Outputs: {B: {}}\nResources:\n  A:\n    Resources: {C: 1}\n  'B': !Ref X")]
    )

    assert as_json.source_of(f"{tmp_path}/a.json").lines == {"A": 8, "B": 13}
    assert as_yaml.source_of(f"{tmp_path}/a.yaml").lines == {"A": 3, "B": 5}


def test_a_folder_gives_its_templates_and_nothing_else(tmp_path: Path) -> None:
    for name in (
        "a.json",
        "b.yaml",
        "inner/c.template",
        "inner/d.yml",
        "node_modules/x.json",
        ".git/x.json",
        "inner/a.txt",
    ):
        written(tmp_path / name, VPC)
    for name, content in {
        "package.json": {"Resources": "none"},
        "values.yaml": "Resources: {cpu: 1}",
        "broken.json": '{"Resources": ',
        "image.json": b"\xff\xfe\xfd Resources",
        "empty.yaml": "",
        "inner/chart.yaml": "{{ .Values.Resources }}",
    }.items():
        written(tmp_path / name, content)

    names = [f"{tmp_path}/{name}" for name in ("a.json", "b.yaml", "inner/c.template", "inner/d.yml")]
    assert list(load([str(tmp_path)]).documents) == names
    assert list(load([f"{tmp_path}/b.yaml", str(tmp_path)]).documents) == [names[1], names[0], *names[2:]]


def test_a_broken_template_in_a_folder_is_told(tmp_path: Path) -> None:
    written(tmp_path / "a.json", VPC)
    broken = written(tmp_path / "b.json", TEMPLATE[:-2])
    other = written(tmp_path / "c.yaml", "Resources:\n  A: {Type: AWS::EC2::VPC}\n  A: {}\n")

    told = problem(str(tmp_path), f"{tmp_path}/none.json").splitlines()

    assert [line.partition(": ")[0] for line in told] == [broken, other, f"{tmp_path}/none.json"]


def artifact(file: str, environment: str, **more: str) -> dict[str, object]:
    return {
        "type": "aws:cloudformation:stack",
        "environment": environment,
        "properties": {"templateFile": file, **more},
    }


def nested_stack(file: str | None = None, **properties: object) -> dict[str, object]:
    metadata = {"Metadata": {"aws:asset:path": file}} if file else {}
    return {"Type": "AWS::CloudFormation::Stack", "Properties": properties, **metadata}


def test_a_cloud_assembly(tmp_path: Path) -> None:
    key = "0123456789abcdef" * 4
    out = tmp_path / "cdk.out"
    written(
        out / "manifest.json",
        {
            "version": "1",
            "artifacts": {
                "Tree": {"type": "cdk:tree", "properties": {"file": "tree.json"}},
                "One": artifact("one.json", "aws://unknown-account/unknown-region"),
                "Two": artifact("two.json", "aws://123456789012/eu-west-1", stackName="Named"),
                "assembly-Stage": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-Stage"}},
            },
        },
    )
    written(
        out / "assembly-Stage/manifest.json",
        {"artifacts": {"Staged": artifact("s.json", "aws://1/us-east-1", stackName="One")}},
    )
    written(out / "assembly-Stage/s.json", {"Parameters": {}})
    written(out / "one.json", {"Resources": {"In": nested_stack("in.json", Parameters={"P": "10.0.0.0/16"})}})
    url = {"Fn::Sub": f"https://s3.${{AWS::URLSuffix}}/cdk-assets/{key}.json"}
    written(
        out / "in.json", {"Resources": {"Deep": nested_stack(TemplateURL=url), "Elsewhere": nested_stack("no.json")}}
    )
    written(out / "deep.json", VPC)
    written(out / "one.assets.json", {"files": {key: {"source": {"path": "deep.json"}}}})
    written(out / "two.json", VPC)

    for path in (out, tmp_path):
        loaded = load([str(path), str(out)])

        assert list(loaded.documents) == ["One", "One/In", "One/In/Deep", "Named", f"{out}/assembly-Stage/Staged"]
        assert loaded.regions == {"Named": "eu-west-1", f"{out}/assembly-Stage/Staged": "us-east-1"}
        assert loaded.nested == {"One/In": "One/In", "One/In/Deep": "One/In/Deep"}
        assert loaded.source_of("One/In").file == str(out / "in.json")
        assert loaded.templates().given_by_parent("One/In", "P") == ("One", "10.0.0.0/16")


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        ('{"artifacts": ', "manifest.json: not JSON: expecting value, line 1, column 15"),
        ("[]", "manifest.json: not a cloud assembly's manifest"),
        ({"artifacts": {}}, "no CloudFormation template is in this folder"),
        ({"artifacts": {"A": artifact("none.json", "")}}, "none.json: cannot be read: no such file or directory"),
        ({"artifacts": {"A": artifact("list.json", "")}}, "list.json: not a CloudFormation template"),
        (
            {"artifacts": {"A": {"type": "aws:cloudformation:stack", "properties": {}}}},
            "manifest.json: the stack A has no",
        ),
        ({"artifacts": {"A": artifact("self.json", "")}}, "self.json: nested stacks contain themselves, or nest too"),
        (
            {"artifacts": {"A": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "."}}}},
            ": assemblies nest too deeply",
        ),
    ],
    ids=range(8),
)
def test_a_broken_cloud_assembly(tmp_path: Path, manifest: object, told: str) -> None:
    written(tmp_path / "cdk.out", "{}")
    written(tmp_path / "manifest.json", manifest)
    written(tmp_path / "self.json", {"Resources": {"A": nested_stack("self.json")}})
    written(tmp_path / "list.json", [])

    assert told in problem(str(tmp_path))
    assert "\n" not in problem(str(tmp_path))


def test_nested_stacks_that_double_do_not_go_on_forever(tmp_path: Path) -> None:
    written(tmp_path / "manifest.json", {"artifacts": {"A": artifact("0.json", "")}})
    for number in range(15):
        inner = f"{number + 1}.json"
        written(tmp_path / f"{number}.json", {"Resources": {name: nested_stack(inner) for name in ("A", "B", "C")}})
    written(tmp_path / "15.json", VPC)

    assert "there are more than 5,000 templates" in problem(str(tmp_path))


def test_nested_stacks_of_plain_files_are_connected(tmp_path: Path) -> None:
    parent = written(
        tmp_path / "parent.yaml", f"Resources: {json.dumps({'A': nested_stack(TemplateURL='./in/child.yaml')})}"
    )
    child = written(tmp_path / "in/child.yaml", VPC)
    other = written(tmp_path / "other.json", {"Resources": {"B": nested_stack(TemplateURL="in/child.yaml")}})

    assert load([parent, child]).nested == {f"{parent}/A": child}
    assert load([parent, child, other]).nested == {}
    assert load([parent]).nested == {}


def test_a_process_substitution_is_a_file() -> None:
    reader, writer = os.pipe()
    os.write(writer, TEMPLATE.encode())
    os.close(writer)

    assert load([f"/dev/fd/{reader}"]).documents[f"/dev/fd/{reader}"].template == VPC
    os.close(reader)


def test_without_pyyaml_json_is_read_and_yaml_is_not(tmp_path: Path) -> None:
    as_json = written(tmp_path / "a.json", VPC)
    as_yaml = written(tmp_path / "b.yaml", "Resources: {Vpc: {Type: AWS::EC2::VPC}}")
    module = "workspaces_constructs.rules"
    program = f"import runpy, sys; sys.modules['yaml'] = None; runpy.run_module('{module}', run_name='__main__')"

    def run(path: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-c", program, path], check=False, capture_output=True, text=True)  # noqa: S603

    assert run(as_json).returncode == 0
    assert (run(as_yaml).returncode, run(as_yaml).stderr) == (2, f"{as_yaml}: {INSTALL}\n")
    assert (run(str(tmp_path)).returncode, run(str(tmp_path)).stderr) == (2, f"{as_yaml}: {INSTALL}\n")


def test_large_templates_are_read(tmp_path: Path) -> None:
    resources = "".join(
        f"  R{number}: {{Type: AWS::SNS::Topic, Properties: {{TopicName: t{number}}}}}\n" for number in range(20_000)
    )
    path = written(tmp_path / "large.yaml", f"Resources:\n{resources}")

    assert len(load([path]).documents[path].template["Resources"]) == 20_000
