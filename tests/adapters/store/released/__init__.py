"""A database of each schema there has been, as SQL, with one of everything in it.

Written once, when a migration is made, and never again: `python -m tests.adapters.store.released`.
"""
