/**
 * Name of a listener: a systemd unit, a scheduled task, and folders and files on Linux and Windows. The least comes from
 * Windows, where a path has at most 259 characters (MAX_PATH, 260, less its end): the kit's file of a listener's profile is
 * `<folder of the kit>\windows\profiles\<name>.json`, of which `\windows\profiles\` and `.json` are 23, so that 116 are
 * left for the folder into which an operator copies the kit. Where it is installed, what is longest is
 * `C:\ProgramData\azbridge-listener\<site>\<name>\log\listener.log.1`: 33, a site's 81, a separator, the name and 19, which
 * leaves 125. Sources: Microsoft, maximum path length limitation; `PLAN_NAME_LENGTH`.
 */
export const LISTENER_NAME_CHARACTERS = 120;

/** How text is laid out that a person may read. */
export const JSON_INDENT = 2;

/** Modes of the files in a kit, and how cloud-init writes them. */
export const SCRIPT_MODE = 0o755;
export const FILE_MODE = 0o644;
export const OCTAL = 8;

/**
 * How often Linux sends again before it gives a connection up, about 100 seconds; its own 15 are 16 minutes. Source: Linux,
 * ip-sysctl.rst, tcp_retries2; RFC 1122 wants 100 seconds at least.
 */
export const TCP_RETRIES = 8;

/** TLS. Source: RFC 6335. */
export const HTTPS_PORT = "443";

/** Certificate revocation lists and OCSP come without TLS. Source: RFC 6335. */
export const HTTP_PORT = "80";

/** Package servers of distributions answer on either; packages are signed. Source: apt-transport-http(1). */
export const PACKAGE_SERVER_PORTS = `${HTTP_PORT}, ${HTTPS_PORT}`;

/** What a listener dials beside 443 where the Relay is reached over private link. Source: Microsoft, integrate Azure Relay with Azure Private Link. */
export const PRIVATE_LINK_PORTS = "9400-9599";

/** On which the nodes of one runtime talk to each other. Source: Microsoft, security considerations for data movement in Azure Data Factory. */
export const REMOTE_ACCESS_PORT = "8060";
