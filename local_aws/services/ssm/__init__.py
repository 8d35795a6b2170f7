"""AWS Systems Manager, as far as hosts are worked on with it: documents, automations and managed instances.

Parameters and Run Command on its own stay ministack's. An automation goes through real stages in emulated time; what
its steps would do to a Windows host and to its domain is modelled in ``behaviours``, recognised by the steps' names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from local_aws.services.ssm import automation, documents, hosts

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from local_aws.wire import Operation, Response, Service

OPERATIONS: Final[Mapping[str, Operation]] = {
    "CreateDocument": documents.create_document,
    "DeleteDocument": documents.delete_document,
    "DescribeAutomationExecutions": automation.describe_automation_executions,
    "DescribeDocument": documents.describe_document,
    "DescribeInstanceInformation": hosts.describe_instance_information,
    "GetAutomationExecution": automation.get_automation_execution,
    "GetDocument": documents.get_document,
    "ListDocuments": documents.list_documents,
    "StartAutomationExecution": automation.start_automation_execution,
    "StopAutomationExecution": automation.stop_automation_execution,
    "UpdateDocument": documents.update_document,
    "UpdateDocumentDefaultVersion": documents.update_document_default_version,
}
"""The operations that are ours; every other one is ministack's."""


def beside_ministack(service: Service) -> Callable[..., Awaitable[Response]]:
    """Answer what is in ``OPERATIONS`` here, and leave the rest to ministack's handler."""
    from ministack.services import ssm

    async def answer(
        method: str, path: str, headers: Mapping[str, str], body: bytes, query: Mapping[str, list[str]]
    ) -> Response:
        ours = headers.get("x-amz-target", "").rpartition(".")[2] in OPERATIONS
        handler = service.handle_request if ours else ssm.handle_request
        response: Response = await handler(method, path, headers, body, query)
        return response

    return answer
