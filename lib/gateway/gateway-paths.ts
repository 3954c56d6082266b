/** Where a gateway's machines have what. */
export const PROGRAM_FOLDER = "/usr/local/lib/gateway";
export const CONFIGURATION_FOLDER = "/etc/gateway";
export const UNIT_FOLDER = "/etc/systemd/system";

/** In memory: `/run` is a tmpfs. */
export const CERTIFICATE_FILE = "/run/gateway/server.pem";
export const CLIENT_CA_FILE = `${CONFIGURATION_FOLDER}/clients.pem`;
