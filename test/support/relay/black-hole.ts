import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";

/** An address that drops SYNs: connecting there neither succeeds nor is refused. How: `black_hole.py`. */
export class BlackHole {
  /**
   * @param port 0 for a free one.
   * @param within a command that runs it elsewhere, for example `["nsenter", "--net=/run/netns/onpremises"]`.
   */
  public static async open(host: string, port = 0, within: readonly string[] = []): Promise<BlackHole> {
    const [command, ...args] = [...within, "python3", path.join(__dirname, "black_hole.py"), host, `${port}`];
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    let errors = "";
    child.stderr.on("data", (data: Buffer) => (errors += data.toString()));
    const said = await new Promise<string>((resolve, reject) => {
      child.stdout.once("data", (data: Buffer) => resolve(data.toString()));
      child.once("error", reject);
      child.once("close", () => reject(new Error(`no black hole on ${host}:${port}: ${errors}`)));
    });
    return new BlackHole(host, Number(said.split(" ")[1]), child);
  }

  private constructor(
    public readonly host: string,
    public readonly port: number,
    private readonly child: ChildProcess,
  ) {}

  public async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const closed = once(this.child, "close");
    this.child.kill("SIGKILL");
    await closed;
  }
}
