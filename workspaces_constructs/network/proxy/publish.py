"""Publish the PAC file, and nothing else, by HTTP.

Runs on the proxies, as a user without rights: Python 3.9, standard library.
"""

from __future__ import annotations

import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class PacFile(BaseHTTPRequestHandler):
    """Answers GET and HEAD of /proxy.pac."""

    timeout = 10
    server_version = "workspaces-proxy"
    sys_version = ""

    def do_HEAD(self) -> None:
        """Answer with the headers alone."""
        self._answer(with_body=False)

    def do_GET(self) -> None:
        """Answer with the file."""
        self._answer(with_body=True)

    def log_message(self, *_: object) -> None:
        """Write nothing: who asks for the file is in the traffic log."""

    def _answer(self, *, with_body: bool) -> None:
        if self.path.partition("?")[0] != "/proxy.pac":
            self.send_error(404)
            return
        body = Path(os.environ["PAC_FILE"]).read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-ns-proxy-autoconfig")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=300")
        self.end_headers()
        if with_body:
            self.wfile.write(body)


if __name__ == "__main__":
    address = os.environ.get("PAC_ADDRESS", "")
    ThreadingHTTPServer((address, int(os.environ["PAC_PORT"])), PacFile).serve_forever()
