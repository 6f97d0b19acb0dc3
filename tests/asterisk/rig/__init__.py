"""A real Asterisk, and SIP agents that call and are called through it."""

from .asterisk import Asterisk, running_asterisk
from .machine import Unobtainable

__all__ = ["Asterisk", "Unobtainable", "running_asterisk"]
