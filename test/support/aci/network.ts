import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import * as fs from "node:fs";
import { until } from "./processes";

/** Runs a program of this machine; its stderr is part of the error. */
export function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/**
 * A network namespace with one cable to the outside, which is the network that the suite itself runs in. Only addresses
 * of the outside can be reached, since nothing forwards: another one behaves like behind a firewall that drops SYNs.
 */
export class Network {
  public static async open(...addresses: string[]): Promise<Network> {
    const anchor = spawn("unshare", ["--net", "sleep", "infinity"], { stdio: "ignore" });
    const own = fs.readlinkSync("/proc/self/ns/net");
    await until(() => {
      try {
        return fs.readlinkSync(`/proc/${anchor.pid}/ns/net`) !== own;
      } catch {
        return false;
      }
    }, "a network namespace");
    return new Network(anchor, addresses);
  }

  private readonly cable: string;
  /** Addresses of the cable's two ends: of this network's, and of the outside's. */
  public readonly inside: string;
  public readonly outside: string;

  private constructor(
    private readonly anchor: ChildProcess,
    addresses: readonly string[],
  ) {
    // Names and addresses follow from a process ID: unique within the suite's namespaces, whichever worker asks.
    const number = anchor.pid! % 2 ** 20;
    this.cable = `cable${anchor.pid}`;
    const net = `10.${64 + (number >> 14)}.${(number >> 6) % 256}`;
    const [outer, inner] = [1, 2].map((end) => `${net}.${(number % 64) * 4 + end}`);
    [this.inside, this.outside] = [inner, outer];
    run("ip", "link", "add", this.cable, "type", "veth", "peer", "name", "eth0", "netns", `${anchor.pid}`);
    run("ip", "address", "add", `${outer}/30`, "dev", this.cable);
    run("ip", "link", "set", this.cable, "up");
    const steps = [
      "ip link set lo up",
      `ip address add ${inner}/30 dev eth0`,
      "ip link set eth0 up",
      `ip route add default via ${outer}`,
      ...addresses.map((address) => `ip address add ${address}/32 dev lo`),
    ];
    run(...this.within("sh", "-ec", steps.join("\n")));
  }

  /** The namespace's file. */
  public get path(): string {
    return `/proc/${this.anchor.pid}/ns/net`;
  }

  /** A command that runs in this network. */
  public within(command: string, ...args: string[]): [string, ...string[]] {
    return ["nsenter", `--net=${this.path}`, command, ...args];
  }

  /** Pulls the cable out, so that packets are lost without a word. */
  public unplug(): void {
    run("ip", "link", "set", this.cable, "down");
  }

  /** Makes an address unreachable: the network says so. */
  public refuse(address: string): void {
    run(...this.within("ip", "route", "add", "unreachable", address));
  }

  public close(): void {
    this.anchor.kill("SIGKILL");
  }
}
