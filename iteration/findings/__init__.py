"""What stands out in the proposals in force: to be asked about, never to be changed.

Each file finds one sort of thing in a ``Look``, over all councils at once.
"""
