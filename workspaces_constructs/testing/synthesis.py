"""Templates of stacks and apps, with no validator and no plugin run over them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, overload

import aws_cdk as cdk

from workspaces_constructs.rules.pack import stage_of
from workspaces_constructs.rules.synthesized import Synthesized

if TYPE_CHECKING:
    from aws_cdk.cx_api import CloudAssembly

__all__ = ["Template", "synthesize", "synthesized"]

Template = dict[str, Any]

_LAST: Final = "WorkspacesConstructsTestingLast"
_ENOUGH: Final = "everything is written that a test reads"


@overload
def synthesize(scope: cdk.Stack) -> Template: ...


@overload
def synthesize(scope: cdk.Stage) -> dict[str, Template]: ...


def synthesize(scope: cdk.Stack | cdk.Stage) -> Template | dict[str, Template]:
    """The template of a stack, or the templates of an app or a stage by the names of their stacks.

    The app's plugins and CDK's own template validator do not run: they cost seconds and are no matter of a snapshot.
    Constructs' own validations do, so that a stack which cannot be deployed raises as it does elsewhere. Each call
    synthesises anew, into the app's own folder, and runs aspects again. Stacks nested in others have a template if
    they are asked for themselves; where two stacks of an app have one name, their keys are their construct paths.

    .. code-block:: python

        template = synthesize(stack)

        assert template["Resources"]
    """
    stage = stage_of(scope)
    assembly = _written(stage)
    if isinstance(scope, cdk.Stack):
        return _read(Path(stage.outdir) / scope.template_file)
    stacks = assembly.stacks_recursively
    names = Counter(each.stack_name for each in stacks)
    return {
        each.stack_name if names[each.stack_name] == 1 else each.hierarchical_id: _read(Path(each.template_full_path))
        for each in stacks
    }


def synthesized(scope: cdk.Stack | cdk.Stage) -> Synthesized:
    """All stacks of an app or stage, or of the one around a stack, as the rules read them."""
    return Synthesized.from_assembly(_written(stage_of(scope)))


def _written(stage: cdk.Stage) -> CloudAssembly:
    """The assembly of a stage. Only apps validate, and only after their last stack is written: there we stop."""
    if not cdk.App.is_app(stage):
        return stage.synth(force=True)
    end = _End()
    cdk.Stack(stage, _LAST, synthesizer=end, analytics_reporting=False)
    try:
        stage.synth(force=True)
    except RuntimeError as error:
        if end.assembly is None or _ENOUGH not in str(error):
            raise
    finally:
        stage.node.try_remove_child(_LAST)
    if end.assembly is None:
        raise RuntimeError("The CDK has not asked the last stack for its template: synthesize does not fit it.")
    return end.assembly


class _End(cdk.LegacyStackSynthesizer):
    """Stands at the end of an app: has the assembly finished with what is there, and stops the synthesis."""

    def __init__(self) -> None:
        super().__init__()
        self.assembly: CloudAssembly | None = None

    def synthesize(self, session: cdk.ISynthesisSession) -> None:
        """Stop."""
        self.assembly = session.assembly.build_assembly()
        raise RuntimeError(_ENOUGH)


def _read(file: Path) -> Template:
    read: Template = json.loads(file.read_text(encoding="utf-8"))
    return read
