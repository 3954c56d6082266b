import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The executable: started like azbridge, `azbridge -f profile.yml`. It needs `node` on PATH. */
export const AZBRIDGE = path.join(__dirname, "azbridge");

export interface AzbridgeProps {
  /** Of the process, besides PATH; SSL_CERT_FILE makes it trust the relay. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A command that runs it elsewhere, for example `["nsenter", "--net=/run/netns/onpremises"]`. */
  readonly within?: readonly string[];
}

/** A process of the azbridge double, for listeners and for tests of its own. */
export class Azbridge {
  /** @param profile an object is written as JSON, a text as it stands. */
  public static start(profile: unknown, props: AzbridgeProps = {}): Azbridge {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "azbridge-"));
    const file = path.join(directory, "profile.yml");
    fs.writeFileSync(file, typeof profile === "string" ? profile : JSON.stringify(profile));
    const [command, ...args] = [...(props.within ?? []), AZBRIDGE, "-f", file];
    const env = { PATH: process.env.PATH, ...props.environment };
    return new Azbridge(directory, spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] }));
  }

  /** 128 and more: killed by that signal, as a shell says it. */
  public readonly ended: Promise<number>;
  public stdout = "";
  public stderr = "";
  private running = true;

  private constructor(
    private readonly directory: string,
    private readonly child: ChildProcess,
  ) {
    child.stdout?.on("data", (data: Buffer) => (this.stdout += data.toString()));
    child.stderr?.on("data", (data: Buffer) => (this.stderr += data.toString()));
    this.ended = new Promise((resolve) =>
      child.on("close", (code, signal) => {
        this.running = false;
        fs.rmSync(this.directory, { recursive: true, force: true });
        resolve(code ?? 128 + os.constants.signals[signal!]);
      }),
    );
  }

  /** Waits until it says that it is up: listeners are open, local ports bound. */
  public async up(seconds = 25): Promise<this> {
    const deadline = performance.now() + seconds * 1000;
    while (!this.stdout.includes("Press Ctrl+C to stop.")) {
      if (!this.running || performance.now() > deadline)
        throw new Error(`azbridge is not up: ${this.stdout}${this.stderr}`);
      await sleep(5);
    }
    return this;
  }

  public get pid(): number {
    return this.child.pid!;
  }

  public get isRunning(): boolean {
    return this.running;
  }

  public kill(signal: NodeJS.Signals = "SIGKILL"): void {
    this.child.kill(signal);
  }

  public async stop(): Promise<void> {
    this.kill();
    await this.ended;
  }
}
