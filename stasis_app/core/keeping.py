"""What was to be kept and could not be: for whoever decides, keeps, and has to say so."""


class NotKept(Exception):
    """The database could not write, and nothing has changed; says why."""
