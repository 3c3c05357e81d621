"""Children that do not outlive this process, however it ends.

Linux: the kernel sends a child a signal when its parent dies, even by kill -9.
Elsewhere: one small process waits for our end of a pipe to close and ends the rest.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time

PR_SET_PDEATHSIG = 1
# Loaded before any fork: an unprivileged child may be unable to read the library.
LIBC = ctypes.CDLL(None)
KERNEL_DOES_IT = sys.platform == "linux"


def spawn(command, *, at_our_end, watch=None, **options):
    """Start a child in a session of its own, which gets ``at_our_end`` when we die.

    Call it from the main thread: the kernel takes the thread that started a child for
    its parent, and a thread that ends takes the child along.
    """
    parent = os.getpid()

    def hold():
        LIBC.prctl(PR_SET_PDEATHSIG, at_our_end)
        if os.getppid() != parent:  # We died before the call.
            os._exit(1)

    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=hold if KERNEL_DOES_IT and not watch else None,
        **options,
    )
    if watch:
        watch.add(child.pid, at_our_end)
    return child


class Watch:
    """The process that ends our children where the kernel does not."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-S", "-E", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )

    def add(self, pid, number):
        self._tell(f"{pid} {int(number)}")

    def dismiss(self):
        """Our children have ended by themselves; there is nobody left to end."""
        self._tell("done")
        self.process.stdin.close()
        self.process.wait()

    def _tell(self, line):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(f"{line}\n".encode())
            self.process.stdin.flush()


def watch(lines):
    """Read whom to end how; when the lines stop without a "done", do it."""
    held = {}
    for line in lines:
        if line.strip() == "done":
            return
        pid, number = line.split()
        held[int(pid)] = int(number)
    # A group each: a web server's own children end with it.
    for pid, number in held.items():
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, number)
    time.sleep(0.1)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    watch(sys.stdin)
