"""The demo: the shipped example files, a real Asterisk, real SIP calls, and what came of them.

stage    Asterisk and the application, as an administrator would start them
scenes   the calls
"""
