"""A process that goes when its parent goes. Knows nothing of the portal: scripts use it before that is set up."""

import ctypes
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask the kernel to end this process when its parent ends, however that happens. Linux only.

    On other systems a parent that is killed with `kill -9` leaves its processes behind.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
