"""Is an address free?"""

import socket


def refuse_port(host: str, port: int) -> str | None:
    """A sentence for the person when nothing can be served on ``port`` of ``host``; None when it is free."""
    if not 1 <= port <= 65535:
        return f"{port} is no port: choose a number between 1024 and 65535, for example PORT=8001."
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as knock:
        # As the web server does it: an address used a moment ago counts as free, one in use does not.
        knock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            knock.bind((host, port))
            knock.listen(1)
        except PermissionError:
            return f"Port {port} is kept for the administrator: choose one above 1023, for example PORT=8001."
        except OSError:
            return (
                f"Port {port} is taken by another program. Stop that program, or choose another port: "
                f"make demo PORT={port + 1 if port < 65535 else 8001}"
            )
    return None
