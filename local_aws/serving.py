"""The server's own process: ``python -m local_aws.serving <socket> <certificate> <key>``.

The socket is inherited and listens already; standard input is a pipe to whoever started us, and its end is ours.
"""

from __future__ import annotations

import asyncio
import sys

from local_aws.processes import end_own_group_at_eof


def main() -> None:
    """Serve until ended."""
    end_own_group_at_eof(sys.stdin.fileno())
    descriptor, certificate, key = sys.argv[1:]

    from hypercorn.asyncio import serve
    from hypercorn.config import Config
    from ministack import app

    from local_aws import control, engine

    engine.load()
    config = Config()
    config.bind = [f"fd://{descriptor}"]
    config.certfile, config.keyfile = certificate, key
    config.alpn_protocols = ["http/1.1"]
    config.keep_alive_timeout = 75
    config.loglevel = "WARNING"
    asyncio.run(serve(control.with_routes(app.app), config))  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
