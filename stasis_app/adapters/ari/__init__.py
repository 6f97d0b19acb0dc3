"""Asterisk's REST interface (ARI): requests by aioari, events by a websocket of our own.

pbx.py is what the application sees.  It stands on connection.py (connects, listens, connects
again), rest.py (the operations), carrying_out.py (commands → operations, with hearing.py,
bridges.py and recorder.py), translate.py (events → news, with transfers.py) and channels.py (which
channel plays which part).  What was missed while there was no connection: returning.py asks for
it, catching_up.py knows what it means, leftovers.py what nobody wants.  inspector.py is for
whoever checks the set-up.
"""

from .connection import Link
from .errors import Replaced, TooOld, Unusable
from .inspector import Inspector
from .pbx import AriPbx, Board
from .transport import Transport

__all__ = [
    "AriPbx",
    "Board",
    "Inspector",
    "Link",
    "Replaced",
    "TooOld",
    "Transport",
    "Unusable",
]
