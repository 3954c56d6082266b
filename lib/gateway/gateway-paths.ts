/** Where a gateway's machines have what. */
export const PROGRAM_FOLDER = "/usr/local/lib/gateway";
export const CONFIGURATION_FOLDER = "/etc/gateway";
export const UNIT_FOLDER = "/etc/systemd/system";

/** Where the distribution's programs that upgrade, and restart what was upgraded, look for what they are told. */
export const UPGRADE_FOLDER = "/etc/apt/apt.conf.d";
export const NEEDRESTART_FOLDER = "/etc/needrestart/conf.d";

/** The files of a change until they are put in their places. */
export const WANTED_FOLDER = "/var/lib/gateway/aside";

/** In memory: `/run` is a tmpfs. */
export const CERTIFICATE_FILE = "/run/gateway/server.pem";
/** Where the ports that ask for a certificate are linked from once one is there; no such file is no error. */
export const CERTIFIED_LINKS = "/run/gateway/*.conf";
export const FRONT_FOLDER = "/run/gateway-front";
export const CLIENT_CA_FILE = `${CONFIGURATION_FOLDER}/clients.pem`;

/** Users of the services that are told apart by them: whose connections are whose. */
export const FRONT_USER = "gateway-front";
export const SENDER_USER = "gateway-azbridge";

/** The health service, which may do nothing itself, asks by it for a restart. */
export const RESTART_ORDER = "/run/gateway-health/restart";
