"""How the web server runs, in the demo and in production alike; the address comes from the command line."""

import gc
from typing import Any

# Threads: no buffering proxy stands in front of the demo, and a slow reader must not hold a whole process.
worker_class = "gthread"
threads = 4
preload_app = True
timeout = 60
graceful_timeout = 20
# Nobody talks to a running server through a socket in the working folder.
control_socket_disable = True
worker_tmp_dir = None


def when_ready(server: Any) -> None:
    """The loaded code is put aside before the workers are forked: they share it, and never search it for rubbish."""
    gc.collect()
    gc.freeze()


def post_fork(server: Any, worker: Any) -> None:
    """A worker does not outlive a server that was killed."""
    from trust_portal.supervisor import die_with_parent

    die_with_parent()
