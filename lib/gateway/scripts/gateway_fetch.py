"""Fetches by the machine's identity what the gateway needs, with the standard library alone.

gateway_fetch.py package URL SHA256 FILE: a blob, kept only when its digest is the given one.
gateway_fetch.py certificate URL FILE GROUP: a secret with key and certificates in PEM, kept only when they fit each
other, for that group to read.
"""

import hashlib
import json
import os
import shutil
import ssl
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

METADATA = "http://169.254.169.254/metadata/identity/oauth2/token"
STORAGE, VAULT = "https://storage.azure.com/", "https://vault.azure.net"
BLOB_VERSION, SECRET_VERSION = "2021-08-06", "7.4"
NO_PEM = "not a key and its certificate in PEM; issue it with content type application/x-pem-file"
PATIENCE_SECONDS, ATTEMPTS, PAUSE_SECONDS = 30, 5, 2


class Refused(Exception):
    """Trying again would not help."""


def get(url, headers):
    """The answer; tried again where the network, the identity or a fresh right may just not be there yet."""
    for attempt in range(ATTEMPTS):
        try:
            request = urllib.request.Request(url, headers=headers)
            with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
                return answer.read()
        except (OSError, ValueError) as error:
            fault = f"{url.split('?')[0]}: {error}"  # neither headers nor bodies: they may hold a token
        if attempt + 1 < ATTEMPTS:
            time.sleep(PAUSE_SECONDS * 2**attempt)
    raise Refused(fault)


def token(resource):
    query = {"api-version": "2018-02-01", "resource": resource, "client_id": os.environ["AZURE_CLIENT_ID"]}
    answer = get(f"{METADATA}?{urllib.parse.urlencode(query)}", {"Metadata": "true"})
    return json.loads(answer)["access_token"]


def write(content, file, check=lambda _: None, group=None):
    """At once and for root alone, and a group if need be: nobody sees half a file, nor anybody else's."""
    os.makedirs(os.path.dirname(file), mode=0o700, exist_ok=True)
    temporary = f"{file}.new"
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
        target.write(content)
    try:
        check(temporary)
    except BaseException:
        os.remove(temporary)
        raise
    if group is not None:
        shutil.chown(temporary, group=group)
        os.chmod(temporary, 0o640)
    os.replace(temporary, file)


def package(url, digest, file):
    content = get(url, {"Authorization": f"Bearer {token(STORAGE)}", "x-ms-version": BLOB_VERSION})
    found = hashlib.sha256(content).hexdigest()
    if found != digest:
        raise Refused(f"{url}: its SHA-256 is {found}, and {digest} is wanted")
    write(content, file)


def certificate(url, file, group):
    answer = get(f"{url}?api-version={SECRET_VERSION}", {"Authorization": f"Bearer {token(VAULT)}"})
    content = json.loads(answer)["value"].strip().encode() + b"\n"

    def check(candidate):
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(candidate, password=lambda: b"")
        except (ssl.SSLError, ValueError) as error:
            raise Refused(f"{url}: {NO_PEM}") from error

    write(content, file, check, group)


def main():
    try:
        {"package": package, "certificate": certificate}[sys.argv[1]](*sys.argv[2:])
    except Refused as refused:
        sys.exit(f"gateway_fetch: {refused}")


if __name__ == "__main__":
    main()
