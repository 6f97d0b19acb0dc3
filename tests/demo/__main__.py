"""python -m tests.demo: the demo.  With --stay: all stays up, for a softphone."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.asterisk.rig import Unobtainable, running_asterisk
from tests.asterisk.rig.sip import NotSeen, Phone, Provider
from tests.google import GoogleStandIn

from .scenes import Scenes, headline, say
from .stage import Failed, Stage, free_port

SOFTPHONE_PORT = 5060


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.demo", description=__doc__)
    parser.add_argument("--stay", action="store_true", help="no calls; for a softphone")
    stay = parser.parse_args().stay
    try:
        asyncio.run(_stay() if stay else _demo())
    except (Failed, NotSeen, Unobtainable, TimeoutError) as failure:
        sys.stderr.write(f"\nThe demo has failed: {failure or 'nothing came in time'}\n")
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


async def _demo() -> None:
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        async with (
            running_asterisk(Path(folder) / "pbx", say=say) as pbx,
            GoogleStandIn() as google,
        ):
            stage = Stage(Path(folder), pbx, free_port(), google)
            stage.write_configuration()
            await stage.load_dialplan()
            async with (
                Provider(pbx.provider_address, pbx.sip_address) as provider,
                Phone("101", pbx.sip_address) as first,
                Phone("102", pbx.sip_address) as second,
                stage.application(),
            ):
                await first.register()
                await second.register()
                headline("Asterisk and the application are up. Who is on duty: stasis-app who")
                await Scenes(stage, provider, first, second).play()
    headline("All of it happened as it should")


async def _stay() -> None:
    with tempfile.TemporaryDirectory(prefix="run-") as folder:
        place = Path(folder) / "pbx"
        async with running_asterisk(place, sip_port=SOFTPHONE_PORT, say=say) as pbx:
            stage = Stage(Path(folder), pbx, free_port())
            stage.write_configuration()
            await stage.load_dialplan()
            async with stage.application():
                say(_INVITATION.format(folder=folder, port=SOFTPHONE_PORT, web=stage.web_port))
                await asyncio.Event().wait()


_INVITATION = """
Asterisk and the application are up; Ctrl-C ends both.

  Register softphones as 101 and 102 at 127.0.0.1:{port} (UDP, no password).
  From one of them dial 7711 (the people on duty: their mobiles are not there, so nobody answers),
  *5501 (switches the department; its lamp is *5501), *5500 (switches all).

  The configuration and the schedule, to be edited: {folder}
  How it is: http://127.0.0.1:{web}/status
  stasis-app who -c {folder}/config.yaml
"""

if __name__ == "__main__":
    raise SystemExit(main())
