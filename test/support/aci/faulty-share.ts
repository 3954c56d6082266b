import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { run } from "./network";
import { until } from "./processes";
import { Share } from "./share";

/** What a share may do in place of what it should: the words of `faulty_share.py`. */
export type ShareFault = "none" | "hang" | `slow ${number}` | "full" | "read-only" | "gone" | "wrong" | "down";

/** A share that misbehaves on demand, for those who have it mounted; the test itself sees the files as they are. */
export class FaultyShare extends Share {
  public static async open(): Promise<FaultyShare> {
    const share = new FaultyShare("1m");
    await until(
      () => share.said.startsWith("up\n"),
      () => `the share: ${share.said}`,
    );
    return share;
  }

  private readonly point = path.join(this.directory, "mounted");
  private readonly server: ChildProcess;
  private said = "";

  private constructor(size: string) {
    super(size);
    fs.mkdirSync(this.point);
    const program = path.join(__dirname, "faulty_share.py");
    this.server = spawn("/usr/bin/python3", ["-I", program, super.path, this.point]);
    for (const stream of [this.server.stdout!, this.server.stderr!])
      stream.on("data", (data: Buffer) => (this.said += data.toString()));
  }

  public override get path(): string {
    return this.point;
  }

  /** From now on, and for those who wait for it already. */
  public async misbehave(fault: ShareFault): Promise<void> {
    const answers = () => this.said.split("done").length;
    const before = answers();
    this.server.stdin!.write(`${fault}\n`);
    await until(
      () => answers() > before,
      () => `the share to be ${fault}: ${this.said}`,
    );
  }

  public override destroy(): void {
    if (this.server.exitCode !== null) throw new Error(`the share broke: ${this.said}`);
    run("umount", "--lazy", this.point);
    this.server.kill("SIGKILL"); // who waits for it gets an error
    super.destroy();
  }
}
