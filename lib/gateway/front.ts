import { createHash } from "crypto";
import { EVERY_ADDRESS } from "../tunnel/limits";
import { CERTIFICATE_FILE, CERTIFIED_LINKS, CLIENT_CA_FILE, FRONT_FOLDER } from "./gateway-paths";
import { MachinePort, localPort } from "./gateway-ports";
import {
  CONNECT_PATIENCE,
  DIGEST_CHARACTERS,
  DRAIN_LIMIT,
  FRONT_ADDRESS,
  FRONT_CONNECTIONS,
  OPEN_FILES,
  VERIFY_DEPTH,
} from "./limits";
import { GatewayDefinition } from "./gateway-definition";

/** What stands before every port of a machine: nginx's stream proxy, with a configuration of its own. */
export class Front {
  /** The front answers it where {@link port} is: so a machine knows which configuration is in force. */
  public readonly digest: string;
  /** Where the front is asked for what is in force, on the loopback. */
  public readonly address = FRONT_ADDRESS;
  public readonly port: number;

  constructor(
    private readonly gateway: GatewayDefinition,
    private readonly ports: readonly MachinePort[],
  ) {
    this.port = localPort(gateway.ports.ports);
    const texts = [this.text(""), ...Object.values(this.certifiedFiles())];
    this.digest = createHash("sha256").update(texts.join("\0")).digest("hex").slice(0, DIGEST_CHARACTERS);
  }

  /** By the name of the file. */
  public files(): Record<string, string> {
    return { "front.conf": this.text(this.digest), ...this.certifiedFiles() };
  }

  /** What is known of it before there is a certificate: the ports that ask for one are included once it is there. */
  private text(digest: string): string {
    const log = "syslog:server=unix:/dev/log,nohostname,tag=gateway_front";
    return lines([
      "load_module /usr/lib/nginx/modules/ngx_stream_module.so;",
      "daemon off;",
      `pid ${FRONT_FOLDER}/nginx.pid;`,
      `error_log ${log} notice;`,
      "worker_processes 1;", // it carries more than azbridge does, and one that hangs is noticed
      `worker_rlimit_nofile ${OPEN_FILES};`,
      `worker_shutdown_timeout ${DRAIN_LIMIT.toString()};`,
      `events { worker_connections ${FRONT_CONNECTIONS}; }`,
      "stream {",
      "log_format line '$remote_addr:$remote_port at $server_port: $status after $session_time s, " +
        "$bytes_received bytes in, $bytes_sent out, certificate: $ssl_client_verify';",
      'map $remote_addr $client { 127.0.0.1 ""; default 1; }', // the machine's own proofs are nobody's business
      `access_log ${log} line if=$client;`,
      "proxy_half_close on;", // without it a client that resets while an answer is on its way leaks a tunnel
      `proxy_connect_timeout ${CONNECT_PATIENCE.toString()};`,
      `proxy_timeout ${this.gateway.silenceTimeout.toString()};`,
      `server { listen ${this.address}:${this.port}; access_log off; return "${digest}"; }`,
      ...this.servers(false),
      `include ${CERTIFIED_LINKS};`,
      "}",
    ]);
  }

  private certifiedFiles(): Record<string, string> {
    const { mutualTls } = this.gateway;
    if (mutualTls === undefined) {
      return {};
    }
    const certified = lines([
      "ssl_protocols TLSv1.2 TLSv1.3;",
      `ssl_certificate ${CERTIFICATE_FILE};`,
      `ssl_certificate_key ${CERTIFICATE_FILE};`,
      `ssl_client_certificate ${CLIENT_CA_FILE};`,
      "ssl_verify_client on;",
      `ssl_verify_depth ${VERIFY_DEPTH};`,
      "ssl_session_tickets off;",
      ...this.servers(true),
    ]);
    return { "certified.conf": certified, "clients.pem": mutualTls.clientCaCertificate };
  }

  private servers(certified: boolean): string[] {
    const ssl = certified ? " ssl" : "";
    return this.ports
      .filter((port) => port.certified === certified)
      .map(
        ({ publicPort, sender: { bindAddress, port } }) =>
          `server { listen ${EVERY_ADDRESS}:${publicPort}${ssl}; proxy_pass ${bindAddress}:${port}; }`,
      );
  }
}

function lines(parts: readonly string[]): string {
  return `${parts.join("\n")}\n`;
}
