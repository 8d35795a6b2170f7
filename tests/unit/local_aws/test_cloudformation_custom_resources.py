"""What CloudFormation sends to custom resources, and in which order, when things go right and wrong."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

import pytest
from ministack.services.cloudformation import custom_resource as ministack

from local_aws import engine
from local_aws.cloudformation import custom_resources
from local_aws.stacks import Stack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Event = dict[str, object]
Answer = dict[str, object]
TOKEN = "arn:aws:lambda:us-east-1:000000000000:function:handler"


class Handler:
    """A custom resource's function: answers by logical id and request type, and remembers what it was sent."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.answers: dict[tuple[str, str], Answer | Callable[[Event], Answer | None]] = {}

    def __call__(self, _token: str, event: Event) -> bool:
        self.events.append(event)
        key = (str(event["LogicalResourceId"]), str(event["RequestType"]))
        planned = self.answers.get(key, {"Status": "SUCCESS"})
        answer = planned(event) if callable(planned) else planned
        if answer is None:
            return False
        whole = {"PhysicalResourceId": event.get("PhysicalResourceId", f"id-of-{key[0]}"), **answer}
        ministack.deliver_response(str(event["ResponseURL"]).rpartition("/")[2], whole)
        return True

    def sent(self, logical_id: str = "") -> list[tuple[str, str, str]]:
        return [
            (str(event["RequestType"]), str(event["LogicalResourceId"]), str(event.get("PhysicalResourceId", "")))
            for event in self.events
            if logical_id in ("", event["LogicalResourceId"])
        ]


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> Iterator[Handler]:
    engine.load().reset()
    made = Handler()
    monkeypatch.setattr(custom_resources, "run_function", made)
    yield made
    engine.load().reset()


def custom(*needs: str, **properties: object) -> dict[str, object]:
    return {
        "Type": "Custom::Thing",
        "Properties": {"ServiceToken": TOKEN, **properties},
        **({"DependsOn": list(needs)} if needs else {}),
    }


def template(**resources: object) -> dict[str, object]:
    return {"Resources": resources}


@pytest.fixture
def stack() -> Stack:
    return Stack()


def test_a_failed_create_is_deleted_with_the_id_of_its_answer(handler: Handler, stack: Stack) -> None:
    handler.answers["A", "Create"] = {"Status": "FAILED", "Reason": "no luck", "PhysicalResourceId": "half-made"}
    assert stack.create(template(A=custom())) == "ROLLBACK_COMPLETE"
    assert handler.sent() == [("Create", "A", ""), ("Delete", "A", "half-made")]
    assert "Message returned: no luck" in stack.reasons("CREATE_FAILED")["A"]


def test_a_create_given_up_for_another_is_deleted_with_a_made_up_id(handler: Handler, stack: Stack) -> None:
    started, never = threading.Event(), threading.Event()

    def hang(_event: Event) -> Answer:
        started.set()
        never.wait(5)
        return {"Status": "SUCCESS"}

    def fail_once_the_other_runs(_event: Event) -> Answer:
        assert started.wait(5)
        return {"Status": "FAILED", "Reason": "no luck"}

    handler.answers["Slow", "Create"] = hang
    handler.answers["Bad", "Create"] = fail_once_the_other_runs
    assert stack.create(template(Slow=custom(), Bad=custom())) == "ROLLBACK_COMPLETE"
    never.set()
    [(kind, _, made_up)] = handler.sent("Slow")[1:]
    assert kind == "Delete"
    assert made_up.startswith("s-Slow-")
    assert stack.reasons("CREATE_FAILED")["Slow"] == "Resource creation cancelled"


def test_independent_resources_are_made_side_by_side(handler: Handler, stack: Stack) -> None:
    together = threading.Barrier(2, timeout=5)

    def meet(_event: Event) -> Answer:
        together.wait()
        return {"Status": "SUCCESS"}

    handler.answers["A", "Create"] = handler.answers["B", "Create"] = meet
    assert stack.create(template(A=custom(), B=custom())) == "CREATE_COMPLETE"


def test_deletes_go_against_the_dependencies(handler: Handler, stack: Stack) -> None:
    body = template(A=custom(), B=custom("A"), C=custom(Of={"Ref": "B"}), D=custom(Of={"Fn::GetAtt": ["C", "X"]}))
    handler.answers["C", "Create"] = {"Status": "SUCCESS", "Data": {"X": "1"}}
    assert stack.create(body) == "CREATE_COMPLETE"
    assert stack.delete() == "DELETE_COMPLETE"
    assert [logical_id for _, logical_id, _ in handler.sent()] == ["A", "B", "C", "D", "D", "C", "B", "A"]


def test_data_reaches_get_att_and_properties_are_strings(handler: Handler, stack: Stack) -> None:
    handler.answers["A", "Create"] = {"Status": "SUCCESS", "Data": {"Code": "wsx+1", "Nested.Key": "v"}}
    body = template(A=custom(On=True, Number=5), B=custom(Code={"Fn::GetAtt": ["A", "Code"]}))
    assert stack.create(body) == "CREATE_COMPLETE"
    first, second = (event["ResourceProperties"] for event in handler.events)
    assert first == {"ServiceToken": TOKEN, "On": "true", "Number": "5"}
    assert second == {"ServiceToken": TOKEN, "Code": "wsx+1"}


def test_an_attribute_that_is_not_there_rolls_back(handler: Handler, stack: Stack) -> None:
    body = template(A=custom(), B=custom(Code={"Fn::GetAtt": ["A", "Code"]}))
    assert stack.create(body) == "ROLLBACK_COMPLETE"
    assert handler.sent() == [("Create", "A", ""), ("Delete", "A", "id-of-A")]


def test_a_failed_update_is_sent_back_with_old_and_new_swapped(handler: Handler, stack: Stack) -> None:
    stack.create(template(A=custom(Size="1")))

    def only_small(event: Event) -> Answer:
        small = event["ResourceProperties"]["Size"] == "1"  # type: ignore[index]
        return {"Status": "SUCCESS"} if small else {"Status": "FAILED", "Reason": "too big"}

    handler.answers["A", "Update"] = only_small
    assert stack.update(template(A=custom(Size="2"))) == "UPDATE_ROLLBACK_COMPLETE"
    forth, back = handler.events[1:]
    assert (forth["OldResourceProperties"], forth["ResourceProperties"]) == (
        back["ResourceProperties"],
        back["OldResourceProperties"],
    )
    assert back["PhysicalResourceId"] == "id-of-A"


def test_what_succeeded_before_another_failed_is_sent_back_too(handler: Handler, stack: Stack) -> None:
    stack.create(template(A=custom(Size="1"), B=custom("A", Size="1")))
    handler.answers["B", "Update"] = {"Status": "FAILED", "Reason": "no"}
    assert stack.update(template(A=custom(Size="2"), B=custom("A", Size="2"))) == "UPDATE_ROLLBACK_FAILED"
    assert [name for kind, name, _ in handler.sent() if kind == "Update"] == ["A", "B", "A", "B"]


def test_a_reversed_update_that_fails_leaves_the_rollback_failed(handler: Handler, stack: Stack) -> None:
    stack.create(template(A=custom(Size="1")))
    handler.answers["A", "Update"] = {"Status": "FAILED", "Reason": "never"}
    assert stack.update(template(A=custom(Size="2"))) == "UPDATE_ROLLBACK_FAILED"
    handler.answers["A", "Update"] = {"Status": "SUCCESS"}
    stack.client.continue_update_rollback(StackName="s")
    assert stack.settle() == "UPDATE_ROLLBACK_COMPLETE"


def test_a_replacement_is_cleaned_up_after_everything_else(handler: Handler, stack: Stack) -> None:
    stack.create(template(A=custom(Name="x"), B=custom(Of={"Ref": "A"})))
    handler.answers["A", "Update"] = {"Status": "SUCCESS", "PhysicalResourceId": "second"}
    assert stack.update(template(A=custom(Name="y"), B=custom(Of={"Ref": "A"}))) == "UPDATE_COMPLETE"
    assert handler.sent()[2:] == [("Update", "A", "id-of-A"), ("Update", "B", "id-of-B"), ("Delete", "A", "id-of-A")]
    assert handler.events[3]["ResourceProperties"]["Of"] == "second"  # type: ignore[index]


def test_a_replacement_rolled_back_deletes_the_new_one(handler: Handler, stack: Stack) -> None:
    stack.create(template(A=custom(Name="x"), B=custom(Of={"Ref": "A"})))
    handler.answers["A", "Update"] = {"Status": "SUCCESS", "PhysicalResourceId": "second"}

    def refuse_the_second(event: Event) -> Answer:
        new = event["ResourceProperties"]["Of"] == "second"  # type: ignore[index]
        return {"Status": "FAILED", "Reason": "no"} if new else {"Status": "SUCCESS"}

    handler.answers["B", "Update"] = refuse_the_second
    assert stack.update(template(A=custom(Name="y"), B=custom(Of={"Ref": "A"}))) == "UPDATE_ROLLBACK_COMPLETE"
    assert handler.sent()[-1] == ("Delete", "A", "second")
    assert stack.delete() == "DELETE_COMPLETE"
    assert handler.sent()[-1] == ("Delete", "A", "id-of-A")


def test_removed_resources_go_after_the_updates_dependents_first(handler: Handler, stack: Stack) -> None:
    stack.create(template(A=custom(), B=custom("A"), Keep=custom(Size="1")))
    assert stack.update(template(Keep=custom(Size="2"))) == "UPDATE_COMPLETE"
    assert [(kind, name) for kind, name, _ in handler.sent()[3:]] == [
        ("Update", "Keep"),
        ("Delete", "B"),
        ("Delete", "A"),
    ]


def test_a_removed_resource_that_will_not_go_leaves_the_stack_after_three_attempts(
    handler: Handler, stack: Stack
) -> None:
    stack.create(template(A=custom(), Keep=custom(Size="1")))
    handler.answers["A", "Delete"] = {"Status": "FAILED", "Reason": "in use"}
    assert stack.update(template(Keep=custom(Size="2"))) == "UPDATE_COMPLETE"
    assert len(handler.sent("A")) == 1 + 3
    assert list(stack.physical_ids()) == ["Keep"]


def test_a_failed_delete_keeps_what_it_needs_and_is_taken_up_again(handler: Handler, stack: Stack) -> None:
    stack.create(template(A=custom(), B=custom("A"), Other=custom()))
    handler.answers["B", "Delete"] = {"Status": "FAILED", "Reason": "in use"}
    assert stack.delete() == "DELETE_FAILED"
    assert [name for kind, name, _ in handler.sent() if kind == "Delete" and name != "Other"] == ["B"]
    handler.answers["B", "Delete"] = {"Status": "SUCCESS"}
    assert stack.delete() == "DELETE_COMPLETE"
    assert [name for kind, name, _ in handler.sent() if kind == "Delete"][-2:] == ["B", "A"]


def test_a_rollback_that_cannot_delete_is_taken_up_by_a_delete(handler: Handler, stack: Stack) -> None:
    handler.answers["B", "Create"] = {"Status": "FAILED", "Reason": "no"}
    handler.answers["A", "Delete"] = {"Status": "FAILED", "Reason": "in use"}
    assert stack.create(template(A=custom(), B=custom("A"))) == "ROLLBACK_FAILED"
    handler.answers["A", "Delete"] = {"Status": "SUCCESS"}
    assert stack.delete() == "DELETE_COMPLETE"
    assert handler.sent("A")[-1] == ("Delete", "A", "id-of-A")


def test_a_delete_during_a_create_stops_it(handler: Handler, stack: Stack) -> None:
    started, never = threading.Event(), threading.Event()

    def hang(_event: Event) -> Answer:
        started.set()
        never.wait(5)
        return {"Status": "SUCCESS"}

    handler.answers["A", "Create"] = hang
    body = json.dumps(template(A=custom(), B=custom("A")))
    stack.identifier = stack.client.create_stack(StackName="s", TemplateBody=body)["StackId"]
    assert started.wait(5)
    assert stack.delete() == "DELETE_COMPLETE"
    never.set()
    assert [kind for kind, _, _ in handler.sent()] == ["Create", "Delete"]


def test_a_function_that_dies_is_invoked_twice_more(handler: Handler, stack: Stack) -> None:
    answers: list[Answer | None] = [None, None, {"Status": "SUCCESS"}]
    handler.answers["A", "Create"] = lambda _event: answers.pop(0)
    assert stack.create(template(A=custom())) == "CREATE_COMPLETE"
    assert len({event["RequestId"] for event in handler.events}) == 1
    assert len(handler.events) == 3


def test_no_answer_in_time_is_a_failure_with_a_made_up_id(handler: Handler, stack: Stack) -> None:
    handler.answers["A", "Create"] = lambda _event: None
    assert stack.create(template(A=custom(ServiceTimeout="1"))) == "ROLLBACK_COMPLETE"
    assert "did not receive a response" in stack.reasons("CREATE_FAILED")["A"]
    assert handler.sent()[-1][2].startswith("s-A-")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"Status": "SUCCESS", "PhysicalResourceId": ""}, "Invalid PhysicalResourceId"),
        ({"Status": "DONE"}, "Invalid response object"),
        ({"Status": "SUCCESS", "Data": {"Big": "x" * 5000}}, "Response object is too long."),
    ],
)
def test_an_answer_that_is_none_is_a_failure(handler: Handler, stack: Stack, answer: Answer, reason: str) -> None:
    handler.answers["A", "Create"] = answer
    assert stack.create(template(A=custom())) == "ROLLBACK_COMPLETE"
    assert reason in stack.reasons("CREATE_FAILED")["A"]


def test_an_unchanged_resource_is_left_alone(handler: Handler, stack: Stack) -> None:
    stack.create(template(A=custom(), B=custom(Size="1")))
    stack.update(template(A=custom(), B=custom(Size="2")))
    assert handler.sent("A") == [("Create", "A", "")]


def test_a_retained_resource_stays(handler: Handler, stack: Stack) -> None:
    stack.create(template(A={**custom(), "DeletionPolicy": "Retain"}))
    assert stack.delete() == "DELETE_COMPLETE"
    assert handler.sent() == [("Create", "A", "")]
