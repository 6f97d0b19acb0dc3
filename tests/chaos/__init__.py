"""Breaks everything under a load of real calls, and counts: `make chaos`, or python -m tests.chaos.

    __main__   what is asked for, and the report
    run        from beginning to end: two parts, each with callers and things that break
    faults     what is broken, and how it is mended
    company    whom they call: departments at Google, a mail server, ARI through a proxy
    world      all of it, running
    sipp       the crowd: SIPp's callers and mobiles (scenarios/)
    ear        where the callers hear
    counts     what must not have happened
    leaks      what the application holds, before and after
    machine    what is needed of the machine: SIPp, faketime
    clock      one clock for everything that is compared

People are answered, by the first, by the one who joins, by whoever of two is quicker, after a key
pressed; nobody answers, is there, or wants to; callers give up, or are hung up on.

What is measured, and how.  Every caller has a number of his own, so that he can be found again in
SIPp's log, in Asterisk's (its dialplan notes who enters the application, and who comes back because
it was away) and in the journal: all three are compared, caller by caller.  RTP is real both ways:
the mobiles' SIPp streams a voice, Asterisk's bridge passes it on, and each caller's socket (the
ear) notes the time of every packet and sends it back; the longest silence between a caller's answer
and his end is taken for each talk.  In a bridge Asterisk sends nothing but what the other side has
said; whose voice it is is not looked at here, but in tests/asterisk.

What cannot be blamed on the application is counted apart, and shown: calls that died with Asterisk;
callers whom the dialplan served because the application was away; a caller who came in the last
moment before a kill, or while no events got through, and had left when the application heard again
(nothing knows of him any more); a talk that the
other side left, or that had just been answered, while the application was away.  A machine that has
too much else to do makes chaos itself late: the longest delay of that kind is shown, and added to
what is allowed.

The application is killed in the first part only; what it leaks is measured in the second.
"""
