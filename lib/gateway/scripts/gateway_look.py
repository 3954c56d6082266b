"""Looks at what is in force on this machine, which is what decides: not what was written, nor what was fetched.

gateway_look.py senders|front|certificate FOLDER SECONDS: ends with 0 once azbridge listens for every forward, the
front has the configuration that is written, or serves the certificate of the given file; with 1, and says what is
missing, when that many seconds are over.
"""

import json
import re
import socket
import ssl
import sys
import time

LISTENING = "0A"  # in /proc/net/tcp
CERTIFICATE_FILE = "/run/gateway/server.pem"
EVERYWHERE, LOOPBACK = "0.0.0.0", "127.0.0.1"
PAUSE_SECONDS, PATIENCE_SECONDS = 0.2, 2

# A certificate's validity: two times, each with two digits of the year or with four.
TIME = rb"(?:\x17\x0d(\d{12}Z)|\x18\x0f(\d{14}Z))"
VALIDITY = re.compile(rb"\x30[\x1e-\x22]" + TIME + TIME)


def address(text):
    """Of IPv4, as the kernel's tables have it, also where it is one of IPv6's; port."""
    host, port = text.rsplit(":", 1)
    return socket.inet_ntoa(bytes.fromhex(host[-8:])[::-1]), int(port, 16)


def connections():
    """Of every TCP connection of this machine: its own and its peer's address, the state, the user's ID."""
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            with open(table, encoding="ascii") as file:
                rows = [row.split() for row in file][1:]
        except OSError:
            continue  # a machine without IPv6
        for row in rows:
            yield address(row[1]), address(row[2]), row[3], int(row[7])


def listening():
    """Where somebody listens: address and port."""
    return {own for own, _, state, _ in connections() if state == LISTENING}


def settings_in(folder):
    """What health.json says, its forwards with what azbridge is told of them; JSON is YAML."""
    with open(f"{folder}/health.json", encoding="utf-8") as file:
        settings = json.load(file)
    with open(f"{folder}/azbridge.yml", encoding="utf-8") as file:
        profile = json.load(file)
    settings["forwards"] = [
        {
            "name": each["PortName"],
            "host": each["HostName"],
            "sender": (each["BindAddress"], each["BindPort"]),
            **settings["forwards"][each["PortName"]],
        }
        for each in profile["LocalForward"]
    ]
    return settings


def closed(places):
    """At which of the places nobody listens; looking costs no connection."""
    return sorted(set(places) - listening())


def asked(place, patience):
    """All that is said at a place to whoever asks nothing. Raises OSError, where it hangs socket.timeout."""
    with socket.create_connection(place, patience) as connection:
        answer = b""
        while True:
            more = connection.recv(1024)
            if not more:
                return answer.decode("ascii", "replace")
            answer += more


def in_force(settings, patience=PATIENCE_SECONDS):
    """The digest of the front's configuration; empty when it has no connection left to say it."""
    return asked((settings["front"]["address"], settings["front"]["port"]), patience)


def served(port, patience=PATIENCE_SECONDS):
    """The certificate at a public port, by a handshake without one, which the front ends then."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection((LOOPBACK, port), patience) as connection:
        with context.wrap_socket(connection) as encrypted:
            certificate = encrypted.getpeercert(binary_form=True)
            try:
                while encrypted.recv(1024):
                    pass
            except OSError:
                pass  # its end, in whatever way
            return certificate


def validity(certificate):
    """None while a certificate counts, else why it does not."""
    found = VALIDITY.search(certificate)
    if found is None:
        return "the certificate says no time"
    begin, end = (moment(found[1] or found[2]), moment(found[3] or found[4]))
    now = time.strftime("%Y%m%d%H%M%SZ", time.gmtime())
    if now < begin:
        return f"the certificate counts from {begin} on"
    return f"the certificate has expired: {end}" if now > end else None


def moment(text):
    """With four digits of the year; X.509 lets two of them run from 1950 on."""
    text = text.decode("ascii")
    return text if len(text) == 15 else ("19" if text >= "50" else "20") + text


def certified(settings):
    return [forward["publicPort"] for forward in settings["forwards"] if forward.get("certified")]


def missing(what, settings):
    """What is still missing, or None."""
    try:
        if what == "senders":
            places = closed(forward["sender"] for forward in settings["forwards"])
            return f"azbridge does not listen at {len(places)} of its places: {places[0]}" if places else None
        if what == "front":
            digest = settings["front"]["digest"]
            return None if in_force(settings) == digest else "the front has another configuration in force"
        with open(CERTIFICATE_FILE, encoding="ascii") as file:
            wanted = ssl.PEM_cert_to_DER_cert(re.search("-----BEGIN C[^-]+-----[^-]+-----END [^-]+-----", file.read())[0])
        others = [port for port in certified(settings) if served(port) != wanted]
        return f"the front serves another certificate at port {others[0]}" if others else None
    except OSError as error:
        return f"the front: {error}"


def main():
    what, folder, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
    settings = settings_in(folder)
    until = time.monotonic() + seconds
    while True:
        fault = missing(what, settings)
        if fault is None:
            return
        if time.monotonic() >= until:
            sys.exit(f"gateway_look: {fault}")
        time.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    main()
