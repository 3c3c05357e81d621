"""A lock that ends with its process, however that ends: nothing is left to clean up."""

import fcntl
from contextlib import contextmanager


@contextmanager
def exclusive(path, *, wait=True):
    """Be the only process inside, for this file.

    Not waiting, raise BlockingIOError where another process is inside. The file stays:
    deleting it would let two processes lock two files of one name. Programs started
    meanwhile do not inherit the lock.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
