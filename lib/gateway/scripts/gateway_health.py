"""Says over HTTP what works on this machine: `gateway_health.py FOLDER`.

GET /forwards/<name>: 200 when the far end of that forward lately answered in its own protocol, through the front, and
the certificate that clients are shown counts; else 503. The load balancer asks. GET /process: 200 when all ports of this
machine are open that need no certificate, and the front answers; else 503, whatever lies behind them. Upgrades and
repairs ask. An answer never waits for a proof: what is said was found out in the background, however often it is asked
for.
"""

import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from gateway_leak import Leak, order_restart
from gateway_look import EVERYWHERE, LOOPBACK, closed, in_force, served, settings_in, validity
from prove_path import ask, fault_of, works

FULL = "it has no connection left"


class Path:
    """The last that is known of one forward."""

    def __init__(self, forward, timing):
        self.name, self.timing = forward["name"], timing
        self.public, self.sender = (EVERYWHERE, forward["publicPort"]), forward["sender"]
        self.certified = forward.get("certified", False)
        # Through the front where it lets the machine in, else behind it.
        dial, port = self.sender if self.certified else (LOOPBACK, forward["publicPort"])
        self.asked = {**forward, "dial": dial, "port": port}
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
            fault = ask(self.asked, self.timing["patienceSeconds"])
            return self.refused() if self.certified and works(fault) else fault
        except Exception as error:  # a thread that ended would leave its last word standing, "works" perhaps
            return type(error).__name__

    def refused(self):
        """Why clients would not take the certificate, nor get it."""
        try:
            return validity(served(self.public[1], self.timing["frontPatienceSeconds"]))
        except OSError as error:
            return f"no certificate at port {self.public[1]}: {fault_of(error)}"

    def note(self, fault):
        if fault != self.fault:
            print(f"{self.name}: {fault or 'works'}", flush=True)
        self.fault = fault

    def state(self):
        missing = closed([self.public, self.sender])
        return f"nobody listens on port {missing[0][1]}" if missing else self.fault


class Front:
    """The last that is known of the front: whether it answers at all."""

    def __init__(self, settings):
        self.settings, self.timing = settings, settings["timing"]
        self.fault = "not asked yet"

    def watch(self):
        while True:
            fault = self.look()
            if fault is not None and fault != FULL:
                time.sleep(self.timing["retrySeconds"])  # it may just have been started
                fault = self.look()
            if fault != self.fault:
                print(f"front: {fault or 'answers'}", flush=True)
            self.fault = fault
            time.sleep(self.timing["frontSeconds"])

    def look(self):
        try:
            return None if in_force(self.settings, self.timing["frontPatienceSeconds"]) else FULL
        except Exception as error:  # whatever it is, it is no answer
            return fault_of(error)


class Health:
    """All that the machine knows of itself."""

    def __init__(self, settings):
        timing = settings["timing"]
        self.front = Front(settings)
        self.leak = Leak(settings["leak"], order_restart)
        self.paths = {forward["name"]: Path(forward, timing) for forward in settings["forwards"]}
        pause = timing["proofSeconds"] / max(len(self.paths), 1)
        threading.Thread(target=self.front.watch, daemon=True).start()
        senders = {path.sender for path in self.paths.values()}
        threading.Thread(target=self.leak.watch, args=(senders,), daemon=True).start()
        for index, path in enumerate(self.paths.values()):
            # Apart from each other, so that a gateway of many forwards does not dial them all at once.
            threading.Thread(target=path.watch, args=(index * pause,), daemon=True).start()

    def answer(self, path):
        if path == "/process":
            fault = self.fault()
            text = fault or (f"front: {FULL}" if self.front.fault == FULL else "runs")
            return 200 if fault is None else 503, f"{text}\n{self.leak.figures()}"
        known = self.paths.get(path[len("/forwards/") :]) if path.startswith("/forwards/") else None
        if known is None:
            return 404, "no such forward"
        if self.leak.state() is not None:
            return 503, self.leak.state()
        fault = known.state()
        return (200, fault or "works") if works(fault) else (503, fault)

    def fault(self):
        """What a new machine would mend. It would get the same certificate, or none, and as many clients."""
        paths = self.paths.values()
        missing = closed([path.sender for path in paths] + [path.public for path in paths if not path.certified])
        if missing:
            return f"nobody listens on {', '.join(f'{address}:{port}' for address, port in missing)}"
        return None if self.front.fault in (None, FULL) else f"front: {self.front.fault}"


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


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1024  # the probes of all forwards may come at once


def main():
    settings = settings_in(sys.argv[1])
    server = Server((EVERYWHERE, settings["port"]), handler(Health(settings)))
    print(f"asked at port {settings['port']}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
