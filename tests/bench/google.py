"""Calls while the schedule is at Google, who answers, is silent, or is not there.

The application reads it every second, so that all the time a read goes on or fails.
"""

from tests.google import GoogleStandIn, Hang

from .calls import Run, opened

RATE = 10  # calls a second
CALLS = 200


async def measured() -> dict[str, Run]:
    """By what Google does."""
    async with GoogleStandIn() as google, opened(google) as bench:
        await bench.run(RATE, RATE, plain=False)
        await bench.quiet()
        runs = {}
        for what in ("answers", "is silent", "is not there", "answers again"):
            google.faults.always = Hang() if what == "is silent" else None
            if what == "is not there":
                await google.stop()
            else:
                await google.start()
            runs[what] = await bench.run(RATE, CALLS, plain=False)
            await bench.quiet()
    return runs
