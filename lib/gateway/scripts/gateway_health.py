"""Says over HTTP what works on this machine: `gateway_health.py SETTINGS.json`.

GET /forwards/<name>: 200 when the far end of that forward lately answered in its own protocol, else 503. The load
balancer asks. GET /process: 200 when all ports of this machine are open, else 503, whatever lies behind them. Upgrades
and repairs ask. An answer never waits for a proof: each forward is proven in the background, however often it is asked
for.
"""

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prove_path import ask, works

LISTENING = "0A"  # in /proc/net/tcp


def listening():
    """The TCP ports on which somebody listens, on whatever address."""
    ports = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            with open(table, encoding="ascii") as file:
                rows = [row.split() for row in file]
        except OSError:
            continue  # a machine without IPv6
        ports.update(int(row[1].rsplit(":", 1)[1], 16) for row in rows if row[3] == LISTENING)
    return ports


def closed(ports):
    """Which of the ports nobody listens on; looking costs no connection."""
    return sorted(set(ports) - listening())


class Path:
    """The last that is known of one forward."""

    def __init__(self, forward, timing):
        self.forward, self.timing = forward, timing
        self.fault = "not proven yet"

    def watch(self, delay):
        time.sleep(delay)
        failures = 0
        while True:
            fault = self.proof()
            failures = 0 if fault is None else failures + 1
            # One failure may be a listener that has just gone: the next connection finds another.
            doubted = 0 < failures < self.timing["lostAfterFailures"]
            if not doubted:
                self.note(fault)
            time.sleep(self.timing["retrySeconds" if doubted else "proofSeconds"])

    def proof(self):
        try:
            return ask(self.forward, self.timing["patienceSeconds"])
        except Exception as error:  # a thread that ended would leave its last word standing, "works" perhaps
            return type(error).__name__

    def note(self, fault):
        if fault != self.fault:
            print(f"{self.forward['name']}: {fault or 'works'}", flush=True)
        self.fault = fault

    def state(self):
        missing = closed(self.forward["ports"])
        return f"nobody listens on port {missing[0]}" if missing else self.fault


class Health:
    """All that the machine knows of itself."""

    def __init__(self, settings):
        self.paths = {forward["name"]: Path(forward, settings["timing"]) for forward in settings["forwards"]}
        pause = settings["timing"]["proofSeconds"] / max(len(self.paths), 1)
        for index, path in enumerate(self.paths.values()):
            # Apart from each other, so that a gateway of many forwards does not dial them all at once.
            threading.Thread(target=path.watch, args=(index * pause,), daemon=True).start()

    def answer(self, path):
        if path == "/process":
            missing = closed(port for one in self.paths.values() for port in one.forward["ports"])
            return (503, f"nobody listens on {', '.join(map(str, missing))}") if missing else (200, "runs")
        known = self.paths.get(path[len("/forwards/") :]) if path.startswith("/forwards/") else None
        if known is None:
            return 404, "no such forward"
        fault = known.state()
        return (200, fault or "works") if works(fault) else (503, fault)


def handler(health):
    class Handler(BaseHTTPRequestHandler):
        timeout = 5  # a client that asks nothing holds no thread

        def do_GET(self):  # noqa: N802, the name is http.server's
            status, text = health.answer(self.path)
            body = f"{text}\n".encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass  # a probe every few seconds; changes are printed instead

    return Handler


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        settings = json.load(file)
    server = ThreadingHTTPServer(("0.0.0.0", settings["port"]), handler(Health(settings)))
    server.daemon_threads = True
    print(f"asked at port {settings['port']}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
