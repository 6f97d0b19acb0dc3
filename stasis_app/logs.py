"""How the application logs: a line each, the call's id in it, to stderr.

Under systemd the journal adds the time itself.  Knows nothing of what is logged.
"""

import logging
import os

_LINE = "%(levelname)s %(message)s"


def set_up(verbose: bool = False) -> None:
    line = _LINE if "JOURNAL_STREAM" in os.environ else f"%(asctime)s.%(msecs)03d {_LINE}"
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.INFO, format=line, datefmt="%Y-%m-%dT%H:%M:%S"
    )
    for noisy in ("aiohttp.access", "aiosqlite", "alembic", "asyncio", "httpcore", "httpx"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    logging.getLogger("googleapiclient").setLevel(logging.ERROR)  # the clerk tells it, and once
