"""How fast it is, on this machine: `make bench`, or python -m tests.bench --only PART.

__main__    all of it, in order, as a table
machine     what the figures were measured on
schedule    the resolver, the check of a workbook, simulate
calls       calls through a real Asterisk, next to the same calls by plain Dial()
google      calls while Google answers, is silent, is not there
figures     what was measured, and what is aimed at

Nothing here fails for being slow: that depends on the machine, and on what else it does.
"""
