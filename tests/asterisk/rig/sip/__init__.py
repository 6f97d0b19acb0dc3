"""SIP agents for exact tests: phones, and the provider at the far end of the trunk.

UDP, G.711, no dependency. Methods that do something do it at once; those that wait are awaited, and
say what there was instead when it does not come.

message, sdp, digest     what is written on the wire
transactions, dialog     requests that arrive, and belong together
agent                    one socket, and whom each message concerns
g711, rtp                what is said and heard
call, outgoing, incoming, transfer, lamp
line, exchange, phone, provider, relay
"""

from .call import Call, Ending
from .g711 import share, tone
from .incoming import IncomingCall
from .lamp import BLINKING, OFF, ON, Lamp
from .line import Line
from .outgoing import Heard, OutgoingCall
from .phone import Phone
from .provider import Provider
from .relay import relay
from .transfer import Transfer
from .waiting import NotSeen

__all__ = [
    "BLINKING",
    "OFF",
    "ON",
    "Call",
    "Ending",
    "Heard",
    "IncomingCall",
    "Lamp",
    "Line",
    "NotSeen",
    "OutgoingCall",
    "Phone",
    "Provider",
    "Transfer",
    "relay",
    "share",
    "tone",
]
