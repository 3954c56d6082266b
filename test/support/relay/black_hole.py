#!/usr/bin/env python3
"""Drops SYNs on <address> <port> without a firewall: Linux drops them while the queue of accepted connections is full.

The queue of a listening socket that accepts nothing is filled by connections of its own. Says `full` when it is.
A peer's connect() then hangs as it does behind a firewall that drops; only an RST for another port tells them apart.
"""

import socket
import sys
import time

address = (sys.argv[1], int(sys.argv[2]))
listener = socket.socket(socket.AF_INET6 if ":" in address[0] else socket.AF_INET)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(address)
listener.listen(0)
fillers = []
while True:
    filler = socket.socket(listener.family)
    fillers.append(filler)
    filler.settimeout(0.1)
    try:
        filler.connect(listener.getsockname())
    except TimeoutError:
        break
print(f"full {listener.getsockname()[1]}", flush=True)
while True:
    time.sleep(3600)
