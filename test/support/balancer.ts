import { execFileSync, spawnSync } from "node:child_process";
import * as http from "node:http";
import type { Template } from "./stack";

interface Rule {
  readonly frontendPort: number;
  readonly backendPort: number;
  readonly probePort: number;
  readonly probePath: string;
}

/** A change of what is in balance. */
export interface BalancerEvent {
  readonly seconds: number;
  readonly port: number;
  readonly backend: string;
  readonly healthy: boolean;
}

const PROGRAM = "nft";
/** Between two looks at what idles. */
const LOOK_MILLISECONDS = 200;

/**
 * Azure's load balancer, as far as a gateway uses it: each rule of the synthesized template is one TCP port, and new
 * connections go to those machines alone whose last probe of that very rule was answered with 200. Like Azure's it passes
 * packets: how a client ends, by an end or a reset, with how much unread, is seen by the machine; what is connected stays
 * where it is, whatever a probe says; and where nobody is in balance, what knocks hears nothing.
 *
 * Its clients are in this network namespace, where its address is; that of a connection is the machine's peer's.
 */
export class Balancer {
  public readonly events: BalancerEvent[] = [];
  private readonly began = performance.now();
  private readonly healthy = new Map<string, boolean>();
  private readonly rules: readonly Rule[];
  private readonly table: string;
  private timer?: NodeJS.Timeout;
  private idling?: NodeJS.Timeout;

  /**
   * @param address which nobody else has here.
   * @param idleSeconds after which a connection without a packet is reset, towards both ends; without it never.
   */
  constructor(
    template: Template,
    private readonly address: string,
    private readonly backends: readonly string[],
    private readonly probeSeconds: number,
    private readonly idleSeconds?: number,
  ) {
    this.rules = rulesOf(template);
    this.table = `balancer_${address.replace(/\./g, "_")}`;
  }

  public open(): this {
    this.remove(); // of a run that was cut off
    execFileSync("ip", ["addr", "add", `${this.address}/32`, "dev", "lo"]);
    this.translate();
    this.timer = setInterval(() => this.probeAll(), this.probeSeconds * 1000);
    this.probeAll();
    if (this.idleSeconds !== undefined) this.idling = setInterval(() => this.resetIdle(), LOOK_MILLISECONDS);
    return this;
  }

  /** The machines to which a port's new connections go. */
  public inBalance(port: number): string[] {
    return this.backends.filter((backend) => this.healthy.get(`${backend}:${port}`));
  }

  public seconds(): number {
    return (performance.now() - this.began) / 1000;
  }

  public close(): void {
    clearInterval(this.timer);
    clearInterval(this.idling);
    this.timer = undefined;
    this.remove();
  }

  private remove(): void {
    spawnSync(PROGRAM, ["delete", "table", "ip", this.table]);
    spawnSync("ip", ["addr", "del", `${this.address}/32`, "dev", "lo"]);
  }

  /** Asked about the first packet of a connection alone; what is sent to no machine comes in here, and is lost. */
  private translate(): void {
    const [out, into] = ["out", "into"].map((chain) => `ip ${this.table} ${chain}`);
    const rules = this.rules.flatMap(({ frontendPort, backendPort }) => {
      const able = this.inBalance(frontendPort);
      const turns = able.map((backend, turn) => `${turn} : ${backend} . ${backendPort}`).join(", ");
      const asked = `ip daddr ${this.address} tcp dport ${frontendPort}`;
      const sent = `add rule ${out} ${asked} dnat to numgen inc mod ${able.length} map { ${turns} }`;
      return [`add rule ${into} ${asked} drop`, ...(able.length === 0 ? [] : [sent])];
    });
    const input = [
      `add table ip ${this.table}`,
      `add chain ${out} { type nat hook output priority -100; }`,
      `add chain ${into} { type filter hook input priority 0; }`,
      `flush chain ${out}`,
      `flush chain ${into}`,
      ...rules,
      "",
    ].join("\n"); // at once, or not at all
    execFileSync(PROGRAM, ["-f", "-"], { input, stdio: ["pipe", "ignore", "inherit"] });
  }

  /** A keep-alive's answer is a packet too: the kernel remembers when the last one came. `ss` is silent about a zero. */
  private resetIdle(): void {
    const rows = execFileSync("ss", ["-HtinO", "state", "established", "dst", this.address], { encoding: "utf8" });
    for (const row of rows.split("\n").filter((each) => each !== "")) {
      const [, , own, peer] = row.trim().split(/\s+/);
      const since = ["snd", "rcv", "ack"].map((what) => Number(new RegExp(` last${what}:(\\d+)`).exec(row)?.[1] ?? 0));
      if (Math.min(...since) < this.idleSeconds! * 1000) continue;
      spawnSync("ss", ["-K", "src", own, "dst", peer]);
    }
  }

  private probeAll(): void {
    for (const rule of this.rules) {
      for (const backend of this.backends) {
        void probe(backend, rule, this.probeSeconds).then((healthy) => this.note(rule.frontendPort, backend, healthy));
      }
    }
  }

  private note(port: number, backend: string, healthy: boolean): void {
    const key = `${backend}:${port}`;
    if ((this.healthy.get(key) ?? false) !== healthy) {
      this.events.push({ seconds: this.seconds(), port, backend, healthy });
      this.healthy.set(key, healthy);
      if (this.timer !== undefined) this.translate();
    }
  }
}

async function probe(host: string, { probePort, probePath }: Rule, seconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get({ host, port: probePort, path: probePath, timeout: seconds * 1000, agent: false });
    request.on("response", (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve(false));
  });
}

function rulesOf({ resource = {} }: Template): Rule[] {
  const probes = resource.azurerm_lb_probe ?? {};
  return Object.values(resource.azurerm_lb_rule ?? {}).map((rule) => {
    const [, name = ""] = /azurerm_lb_probe\.([\w-]+)\.id/.exec(rule.probe_id as string) ?? [];
    const { port, request_path } = probes[name] as { port: number; request_path: string };
    return {
      frontendPort: rule.frontend_port as number,
      backendPort: rule.backend_port as number,
      probePort: port,
      probePath: request_path,
    };
  });
}
