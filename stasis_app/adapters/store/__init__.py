"""What must survive: journal, events, modes, overrides, outbox, mirror in one database, one writer.

schema.py      the tables
dialect.py     what only SQLite knows; the rest runs on PostgreSQL as well
lock.py        who is the one writer
database.py    opens and closes; one transaction to write in, one snapshot to read
migrations/    brings an older schema up to date
backup.py      a copy of all of it, made meanwhile
damage.py      a file that has become unreadable is put out of the way
writer.py      gathers what calls put down and writes it in batches, however long the disk sulks
journal.py     a call's row, legs, events and mails, put down while it goes on
history.py     the same, read back
modes.py outbox.py mirror.py overrides.py configuration.py refusals.py    one subject each
"""
