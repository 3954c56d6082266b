import * as http from "node:http";
import * as net from "node:net";
import { once } from "node:events";
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

/**
 * Azure's load balancer, as far as a gateway uses it: each rule of the synthesized template is one TCP port, and new
 * connections go to those machines alone whose last probe of that very rule was answered with 200.
 *
 * Azure's passes packets; this one ends TCP itself. It hands a reset on, but what was on its way is lost, and what it has
 * read is acknowledged: a test of how connections end dials the machines.
 */
export class Balancer {
  public readonly events: BalancerEvent[] = [];
  private readonly began = performance.now();
  private readonly healthy = new Map<string, boolean>();
  private readonly servers: net.Server[] = [];
  private readonly sockets = new Set<net.Socket>();
  private readonly rules: readonly Rule[];
  private timer?: NodeJS.Timeout;
  private turn = 0;

  constructor(
    template: Template,
    private readonly address: string,
    private readonly backends: readonly string[],
    private readonly probeSeconds: number,
  ) {
    this.rules = rulesOf(template);
  }

  public async open(): Promise<this> {
    for (const rule of this.rules) {
      const server = net.createServer({ allowHalfOpen: true }, (client) => this.onClient(rule, client));
      await once(server.listen(rule.frontendPort, this.address), "listening");
      this.servers.push(server);
    }
    this.timer = setInterval(() => this.probeAll(), this.probeSeconds * 1000);
    this.probeAll();
    return this;
  }

  /** The machines to which a port's new connections go. */
  public inBalance(port: number): string[] {
    return this.backends.filter((backend) => this.healthy.get(`${backend}:${port}`));
  }

  public seconds(): number {
    return (performance.now() - this.began) / 1000;
  }

  public async close(): Promise<void> {
    clearInterval(this.timer);
    for (const socket of this.sockets) socket.destroy();
    await Promise.all(this.servers.map((server) => new Promise((resolve) => server.close(resolve))));
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
    }
    this.healthy.set(key, healthy);
  }

  private onClient(rule: Rule, client: net.Socket): void {
    const able = this.inBalance(rule.frontendPort);
    if (able.length === 0) {
      client.destroy();
      return;
    }
    const backend = able[this.turn++ % able.length];
    const server = net.connect({ host: backend, port: rule.backendPort, allowHalfOpen: true });
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(socket);
      socket.on("error", () => other.resetAndDestroy());
      socket.on("close", () => this.sockets.delete(socket));
      socket.pipe(other);
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
