"""Which authorities an image trusts, in the words of OpenSSL.

A driver may bring an OpenSSL of its own, as psycopg2-binary does: by itself that one looks where no image has any.
"""

import os

from coordination import say

# Debian, Ubuntu, Alpine; Red Hat; SUSE; images built around OpenSSL's own default.
FILES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
FOLDERS = ("/etc/ssl/certs", "/etc/pki/tls/certs")


def authorities(environment):
    """What to add to an environment, so that everything in it trusts what the image trusts; nothing where it says so itself."""
    if "SSL_CERT_FILE" in environment or "SSL_CERT_DIR" in environment:
        return {}
    found = {
        "SSL_CERT_FILE": next(filter(os.path.isfile, FILES), None),
        "SSL_CERT_DIR": next(filter(os.path.isdir, FOLDERS), None),
    }
    if not any(found.values()):
        say("the dbt image has no authorities (ca-certificates); a database that is to be verified against them is refused")
    return {name: path for name, path in found.items() if path}
