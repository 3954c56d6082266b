import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { until } from "../aci/processes";

/** A process that serves until it is closed. */
export class Server {
  /** @param up what its output contains when it serves. */
  public static async start([command, ...args]: readonly string[], up: string, env?: NodeJS.ProcessEnv) {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], env: env ?? process.env });
    const server = new Server(child);
    const state = () => `${command} ${args.join(" ")} to serve: ${server.output}`;
    await until(() => server.output.includes(up) || child.exitCode !== null, state);
    if (child.exitCode !== null) throw new Error(`ended: ${state()}`);
    return server;
  }

  public output = "";

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on("data", (data: Buffer) => (this.output += data.toString()));
    }
  }

  public async close(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const closed = once(this.child, "close");
    this.child.kill(signal);
    await closed;
  }
}
