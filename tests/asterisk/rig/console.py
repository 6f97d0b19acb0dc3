"""Asterisk's command line, over its socket: what `asterisk -rx` does, without a process."""

import asyncio
from pathlib import Path


async def ask(control: Path, command: str) -> str:
    """Raises OSError when nobody is there."""
    reader, writer = await asyncio.open_unix_connection(str(control))
    try:
        await reader.readline()  # host, process id, version
        writer.write(b"cli quit after " + command.encode() + b"\0")
        return (await reader.read()).decode(errors="replace")
    finally:
        writer.close()
