"""A workbook in Google Sheets.

source.py       reads it: what a pull asks for
filler.py       fills an empty one
client.py       one conversation: requests one after another, tried again, within a time
transport.py    what carries a request: httpx, and the log-in
access.py       how Google lets us in: a service account's key file, or an API key
trouble.py      what went wrong, in words, and whether to try again
worker.py       the one thread in which all of it waits for the network
"""

from .access import Access
from .client import Patience
from .filler import GoogleFiller
from .source import GoogleWorkbook

__all__ = ["Access", "GoogleFiller", "GoogleWorkbook", "Patience"]
