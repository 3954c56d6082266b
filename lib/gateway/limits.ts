import { Duration } from "../core/duration";
import { Range } from "../core/range";

/** Machines of one gateway. One is a single point of failure; 100 is what one placement group holds. Source: Microsoft, virtual machine scale sets and placement groups. */
export const INSTANCES = new Range(2, 100, "machines");
export const DEFAULT_MINIMUM_INSTANCES = 2;
export const DEFAULT_MAXIMUM_INSTANCES = 4;

/** Zones of a region that has any, and how many of them a gateway wants. Source: Microsoft, availability zones. */
export const ZONES = ["1", "2", "3"];
export const ZONES_WANTED = 2;

/** Two cores carry more than a gigabit of relayed bytes; memory is what many connections take. Source: this library. */
export const DEFAULT_MACHINE_SIZE = "Standard_D2s_v5";

/** Load-balancer idle timeout. Source: azurerm 4.55.0, azurerm_lb_rule: 4-100 minutes. */
export const IDLE_TIMEOUT_MINUTES = new Range(4, 100, "minutes");

/**
 * Pools of database connections idle for long. SQL Server's drivers keep a connection alive every
 * 30 seconds (SqlClient, ODBC Driver 18: KeepAlive), PostgreSQL's and MySQL's only as the operating system says, on
 * Linux after two hours. What idles longer is reset (TCP RST), so that a pool sees it at once and not at its next query.
 */
export const DEFAULT_IDLE_TIMEOUT = Duration.minutes(30);

/** Where a machine says how it is; any port that no forward wants. */
export const HEALTH_PORT = 8077;
export const SSH_PORT = 22;

/** On which systemd-resolved answers, at an address of the loopback: nobody else can then listen on all addresses. Source: RFC 6335; systemd-resolved(8). */
export const RESOLVER_PORT = 53;

/** Seconds between two probes of the load balancer: the least that Azure takes. Source: azurerm, azurerm_lb_probe: at least 5. */
export const PROBE_INTERVAL = Duration.seconds(5);

/** One answer decides: the endpoint itself asks the far end twice before it gives a forward up. Source: azurerm, azurerm_lb_probe: 1-100. */
export const PROBE_THRESHOLD = 1;

/** Between two proofs of one forward on one machine. Each is one connection through the Relay to the far end, which may log it. Source: this library. */
export const DEFAULT_PROOF_INTERVAL = Duration.seconds(10);
export const PROOF_INTERVAL_SECONDS = new Range(1, 300, "seconds", false);

/** How long the far end may take to answer, and after how many failures in a row, this far apart, it counts as dead. */
export const PROOF_PATIENCE = Duration.seconds(5);
export const PROOF_RETRY = Duration.seconds(1);
export const LOST_AFTER_FAILURES = 2;

/** Addresses or ranges of one security rule. Source: Microsoft, networking limits: 4,000 a security group, of sources and of destinations. */
export const SOURCES = new Range(1, 4000, "addresses or ranges");

/** Shorter prefixes are taken to mean everybody: 0.0.0.0/1 and 128.0.0.0/1 together do. Source: this library. */
export const SHORTEST_PREFIX = 8;

/** Of every subnet Azure keeps the first addresses and the last. Source: Microsoft, virtual network FAQ: the first four and the last. */
export const RESERVED_FIRST_ADDRESSES = 4;
export const RESERVED_LAST_ADDRESSES = 1;

/** Prefix of a network of the gateway's own: room for 100 machines and a frontend, down to eleven in /28, five being Azure's. Source: this library. */
export const OWN_NETWORK_PREFIX = new Range(16, 28, "as prefix length");

/** Priorities of security rules, lowest first; the last one comes before Azure's own, which let a whole network in. Source: Microsoft, network security groups: 100-4096. */
export const PROBE_PRIORITY = 100;
export const CLIENT_PRIORITY = 200;
export const SSH_PRIORITY = 300;
export const DENY_PRIORITY = 4096;

/** Custom data of a machine, in bytes before base64. Source: Microsoft, custom data on Azure virtual machines: 64 KB. */
export const CUSTOM_DATA_BYTES = 65_535;

/** What custom data may take as this library's zlib compresses it: Terraform's own makes a little more or less of it. */
export const PACKED_BYTES = 62_000;

/** Where azbridge listens on the loopback: below the ports that Linux gives to clients (32768 and up). Source: Linux, ip-sysctl.rst, ip_local_port_range. */
export const FIRST_LOCAL_PORT = 20_000;

/** Second bytes of the addresses at which it does: 127.64.0.0 to 127.191.255.255, apart from what other programs use. */
export const FIRST_LOCAL_NETWORK = 64;
export const LOCAL_NETWORKS = 128;

/** Where the front says which configuration is in force. */
export const FRONT_ADDRESS = "127.0.0.2";

/** Of a SHA-256, as many as custom data can do without. */
export const DIGEST_CHARACTERS = 16;

/** Open files of azbridge and of the front: two for each client, and as many again for what is being closed. */
export const OPEN_FILES = 65_536;

/** What nginx counts as connections: a client's and the one to azbridge are two. The rest is for its own files. */
export const FRONT_CONNECTIONS = OPEN_FILES / 2;

/** How long azbridge, on the same machine, may take to accept. */
export const CONNECT_PATIENCE = Duration.seconds(5);

/** After a reload nginx serves the connections that are open with the old configuration, for so long. */
export const DRAIN_LIMIT = Duration.hours(24);

/** nginx counts bytes alone: a statement that takes hours is silence to it, however alive its client is. Source: this library; a week at the most. */
export const DEFAULT_SILENCE_TIMEOUT = Duration.hours(24);
export const SILENCE_TIMEOUT_MINUTES = new Range(1, 10_080, "minutes");

/** Certificates between a client's and its authority's. nginx's own 1 refuses what a hierarchy of two intermediates issues. Source: this library. */
export const VERIFY_DEPTH = 9;

/** Between two looks at the front, and how long it may take to answer: it does nothing for it but to accept. */
export const FRONT_INTERVAL = Duration.seconds(5);
export const FRONT_PATIENCE = Duration.seconds(2);

/** How long something has to be leaked until it counts: azbridge itself takes a minute to close a tunnel. */
export const LEAK_AGE = Duration.seconds(90);
export const LEAK_INTERVAL = Duration.seconds(5);

/** So many connections are worth cutting clients that never leave: 100 of the 5,000 that a Relay namespace takes. Source: Microsoft, Azure Relay FAQ, quotas. */
export const MANY_LEAKED = 50;

/** What a machine is out of balance for at the most, in a slot that is its own; it begins in the first part of it. */
export const DRAIN_SLOT = Duration.minutes(30);
export const DRAIN_START = Duration.minutes(5);

/** How often a machine looks for what an upgrade has replaced; Ubuntu upgrades once a day. */
export const UPGRADE_INTERVAL = Duration.minutes(10);

/** How often a certificate is looked for: it is renewed weeks before it ends. */
export const CERTIFICATE_RENEWAL = Duration.hours(6);

/** CPU at which a machine is added, in percent, and the share of it at which one is taken away. Source: this library. */
export const DEFAULT_CPU_PERCENT = 70;
export const CPU_PERCENT = new Range(10, 95, "percent of CPU");
export const CONNECTIONS_PER_MACHINE = new Range(10, 100_000, "connections");
export const SCALE_IN_SHARE = 0.4;

/** How long a figure has to hold, and how long nothing follows; scaling in cuts connections, so it takes longer. Source: this library. */
export const SCALE_GRAIN = "PT1M";
export const SCALE_OUT_WINDOW = "PT5M";
export const SCALE_IN_WINDOW = "PT20M";
export const SCALE_OUT_COOLDOWN = "PT5M";
export const SCALE_IN_COOLDOWN = "PT20M";

/**
 * Rolling upgrades: a fifth of the machines at a time, of a few one. Percentages are checked before each batch, so of two
 * machines one may be on its way. Source: Microsoft, scale set rolling upgrade policy.
 */
export const UPGRADE_BATCH_PERCENT = 20;
export const UPGRADE_UNHEALTHY_PERCENT = 50;
export const UPGRADE_UNHEALTHY_UPGRADED_PERCENT = 20;
export const UPGRADE_PAUSE = "PT1M";

/** How long a new machine may take until its process counts: downloads, and rights that are still on their way. Source: Microsoft, automatic instance repairs: 10-90 minutes. */
export const REPAIR_GRACE_PERIOD = "PT30M";
