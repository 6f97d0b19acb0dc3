"""A real Asterisk, and SIP agents that call and are called through it.

    async with (
        running_asterisk(folder) as pbx,
        Provider(pbx.provider_address, pbx.sip_address) as provider,
    ):
        mobile = provider.number("+79991230001")
        customer = provider.call("7770001", "+74952000001")
        ringing = await mobile.rings()
        ringing.ring()
        await customer.rings()
        ringing.answer()
        await customer.hears(ringing)

asterisk, console, configuration, ports    one Asterisk with its folder, ports and database
etc/                                       its configuration; what can be called: extensions.conf
ways/, recipe, machine                     where it comes from: docker, chroot, path
sip/                                       the agents
rest, leftovers, numbers, announcements    for tests

Nothing here knows pytest, so that the demo runs on it too.
"""

from .asterisk import Asterisk, running_asterisk
from .machine import Unobtainable

__all__ = ["Asterisk", "Unobtainable", "running_asterisk"]
