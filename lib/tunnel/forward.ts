import { Token } from "cdktf";
import { flawsOf } from "../core/flaws";
import { Rule, Violation, refuse } from "../core/rule";
import {
  AZBRIDGE,
  DEFAULT_BIND_ADDRESS,
  HOST_LABEL_CHARACTERS,
  HOST_NAME_CHARACTERS,
  MYSQL_USER_CHARACTERS,
  PORTS,
  PORT_NAME_BYTES,
} from "./limits";
import { Protocol } from "./protocol";

/** Of a hybrid connection, without slashes. */
const NAME = /^[0-9A-Za-z](?:[0-9A-Za-z._-]*[0-9A-Za-z])?$/;

const FORWARD_NAME = new Rule({
  id: "tunnel/forward-name",
  why: "The name becomes azbridge's port name at both ends; one without a letter reaches whatever listener has a single forward.",
  fix: `Use at most ${PORT_NAME_BYTES} letters, digits, '.', '-' or '_', at least one letter, a letter or digit at both ends.`,
  source: `${AZBRIDGE}: port names; Microsoft: naming rules for Microsoft.Relay`,
});

const HOST_NAME = new Rule({
  id: "tunnel/host-name",
  why: "Clients reach the forward by this name through /etc/hosts, and certificates are checked against it.",
  fix: `Use the DNS name by which clients know the host, in lowercase; neither an IP address nor localhost. Labels have at most ${HOST_LABEL_CHARACTERS} letters, digits and inner hyphens.`,
  source: `${AZBRIDGE}: HostName; RFC 1123`,
});

const PORT = new Rule({
  id: "tunnel/port",
  why: "There is no such TCP port.",
  fix: "Use the port on which the on-premises host listens, or another one for a gateway's clients.",
  source: "RFC 6335",
});

const BIND_ADDRESS = new Rule({
  id: "tunnel/bind-address",
  why: "The sender listens on a literal loopback address: any other one opens the tunnel to the network, and 'localhost' resolves at random.",
  fix: `Use an address of 127.0.0.0/8 other than 127.0.0.1, for example ${DEFAULT_BIND_ADDRESS}.`,
  source: `${AZBRIDGE}: BindAddress`,
});

const PROOF_USER = new Rule({
  id: "tunnel/proof-user",
  why: "Only MySQL and MariaDB are asked for a login, and a login with another name is no login.",
  fix: `Give it for Protocol.MYSQL alone: at most ${MYSQL_USER_CHARACTERS} characters of ASCII without blanks.`,
  source: "MySQL: account names",
});

/** How to make a {@link Forward}. */
export interface ForwardProps {
  /** DNS name of the on-premises host, as its clients know it. */
  readonly host: string;
  /** TCP port on which the host listens, 1-65535. */
  readonly port: number;
  /** What speaks there. */
  readonly protocol: Protocol;
  /**
   * Loopback address where a sender beside the client listens. One address belongs to one host.
   *
   * @default "127.0.10.1"
   */
  readonly bindAddress?: string;
  /**
   * Name in the login by which a proof of the path asks MySQL or MariaDB, without a password. It needs no account: the
   * refusal is the proof, and stands in the server's log as such. Where that alarms somebody, create this user without
   * a password and without rights, and the log is silent.
   *
   * @default "path-proof" with Protocol.MYSQL, nobody with any other protocol
   */
  readonly proofUser?: string;
}

/**
 * One port of one on-premises host, carried through one hybrid connection of its own. Both ends of the tunnel know
 * it by the same name.
 */
export class Forward {
  /** TCP port of the on-premises host, and of the sender's local end. */
  public readonly port: number;
  /** DNS name of the on-premises host. */
  public readonly host: string;
  /** What speaks at the on-premises end. */
  public readonly protocol: Protocol;
  /** Loopback address of the sender's local end. */
  public readonly bindAddress: string;
  /** Name in the login by which a proof asks MySQL; undefined for the default. */
  public readonly proofUser?: string;

  /**
   * @param name name of the forward, of its hybrid connection and of its port in azbridge; it holds at least one letter.
   * @throws `tunnel/forward-name`, `tunnel/host-name`, `tunnel/port`, `tunnel/bind-address`, `tunnel/proof-user`
   */
  constructor(
    public readonly name: string,
    props: ForwardProps,
  ) {
    this.host = props.host;
    this.port = props.port;
    this.protocol = props.protocol;
    this.bindAddress = props.bindAddress ?? DEFAULT_BIND_ADDRESS;
    this.proofUser = props.proofUser;
    refuse(`forward ${name}`, forwardPropsViolations(name, props));
  }

  /** Name of the hybrid connection that carries it: its own. */
  public get hybridConnectionName(): string {
    return this.name;
  }

  /** Whether both carry the same name to the same port of the same host. @internal */
  public _isSame({ name, host, port }: Forward): boolean {
    return this.name === name && this.host === host && this.port === port;
  }
}

/** What is wrong with a forward. */
export function forwardPropsViolations(name: string, props: ForwardProps): Violation[] {
  const { host, port, bindAddress } = props;
  return [
    ...forwardNameViolations(name),
    ...HOST_NAME.when(!isHostName(host), `"${host}"`),
    ...portViolations(port),
    ...BIND_ADDRESS.when(bindAddress !== undefined && !isLoopback(bindAddress), `"${bindAddress}"`),
    ...proofUserViolations(props),
  ];
}

/** One violation unless it is a TCP port, known when the plan is made. */
export function portViolations(port: number): Violation[] {
  return PORT.when(!PORTS.admits(port), `port ${port}`, `Allowed: ${PORTS.toString()}.`);
}

function forwardNameViolations(name: string): Violation[] {
  const flaws = flawsOf(name, { min: 1, max: PORT_NAME_BYTES, pattern: NAME });
  const flaw = flaws.length > 0 || /[A-Za-z]/.test(name) ? flaws : ["It has no letter."];
  return FORWARD_NAME.when(flaw.length > 0, `"${name}"`, flaw.join(" "));
}

function proofUserViolations({ protocol, proofUser }: ForwardProps): Violation[] {
  if (proofUser === undefined) return [];
  const valid = new RegExp(`^[!-~]{1,${MYSQL_USER_CHARACTERS}}$`).test(proofUser) && !Token.isUnresolved(proofUser);
  return PROOF_USER.when(
    !valid || protocol.protocolName !== Protocol.MYSQL.protocolName,
    `"${proofUser}" for ${protocol.protocolName}`,
  );
}

function isHostName(host: string): boolean {
  const label = new RegExp(`^[a-z0-9](?:[a-z0-9-]{0,${HOST_LABEL_CHARACTERS - 1 - 1}}[a-z0-9])?$`);
  const labels = host.split(".");
  const isAddress = /^\d+$/.test(labels[labels.length - 1] ?? "");
  return (
    host.length <= HOST_NAME_CHARACTERS &&
    labels.every((text) => label.test(text)) &&
    !isAddress &&
    host !== "localhost"
  );
}

function isLoopback(address: string): boolean {
  const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  const reserved = ["127.0.0.0", "127.0.0.1", "127.255.255.255"];
  return new RegExp(`^127(?:\\.${octet}){3}$`).test(address) && !reserved.includes(address);
}
