"""A stand-in for Google: what we use of Sheets v4 and of its log-in, on this machine.

    model       spreadsheets as Google keeps them; tests and the demo edit them
    updates     what batchUpdate does to them, and what it refuses
    ranges      A1 notation
    fields      field masks
    access      accounts, API keys and tokens: who may read what
    refusals    errors in the words and the shape of Google
    faults      what goes wrong to order: errors, silence, slow and cut answers
    discovery   requests and answers, compared with the API's own description
    server      all of it behind HTTP

What is not known of Google for certain is as its documentation says.
"""

from .access import Account
from .faults import Cut, Fault, Garbage, Hang, Slow, Status
from .model import Sheet, Spreadsheet
from .server import GoogleStandIn

__all__ = [
    "Account",
    "Cut",
    "Fault",
    "Garbage",
    "GoogleStandIn",
    "Hang",
    "Sheet",
    "Slow",
    "Spreadsheet",
    "Status",
]
