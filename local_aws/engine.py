"""ministack, loaded once and extended with what it lacks."""

from __future__ import annotations

import os
from functools import cache


class Engine:
    """The emulator of this process."""

    async def dispatch(
        self, method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, list[str]]
    ) -> tuple[int, dict[str, str], bytes]:
        """Answer one signed request as the service it names would."""
        from ministack import app
        from ministack.core.responses import set_request_account_id, set_request_region
        from ministack.core.router import detect_service, extract_region

        set_request_account_id("000000000000")
        set_request_region(extract_region(headers, query))
        service = detect_service(method, path, headers, query)
        return await app.SERVICE_HANDLERS[service](method, path, headers, body, query)


@cache
def load() -> Engine:
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    return Engine()
