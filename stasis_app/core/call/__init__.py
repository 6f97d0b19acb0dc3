"""A call and its parts, one a file.  Each part has start, handle (an event; mostly: nothing to
do), stop (somebody above has decided otherwise) and `result`: None while it goes on, then set once.

    Call ─┬─ Leg …                            every phone rung; it outlives whoever wanted it
          ├─ Waiting                          what the caller hears until he talks
          └─ Hunt, then Talk; HandingOver; Refusing     what is going on now
              └─ Attempt … ── Confirm         one person; press 1 to accept

A parent hands events down and reads results; a part knows its Desk, never its parent.  `at` is
the time of the event, an aware datetime.
"""
