import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { run } from "./network";

/** A share like one of Azure Files: it outlives groups, several groups may mount it, and it can fill or vanish. */
export class Share {
  public readonly directory = fs.mkdtempSync(path.join(os.tmpdir(), "share-"));
  private readonly content: string;

  /** @param size as `mount` of a tmpfs reads it. */
  public constructor(size = "64k") {
    // Containers mount a folder of it, so that the folder can vanish under them.
    run("mount", "-t", "tmpfs", "-o", `size=${size},mode=755`, "share", this.directory);
    this.content = path.join(this.directory, "content");
    fs.mkdirSync(this.content);
  }

  /** What containers mount. */
  public get path(): string {
    return this.content;
  }

  /** Where a file of it is on this machine, whatever those see who have it mounted. */
  public real(file: string): string {
    return path.join(this.content, file);
  }

  public read(file: string): string {
    try {
      return fs.readFileSync(this.real(file), "utf8");
    } catch {
      return "";
    }
  }

  public write(file: string, text: string): void {
    fs.writeFileSync(this.real(file), text);
  }

  public remove(file: string): void {
    fs.rmSync(this.real(file));
  }

  public get files(): string[] {
    return fs.readdirSync(this.content).sort();
  }

  /** Fills it to the last byte. */
  public fill(): void {
    const file = fs.openSync(path.join(this.directory, "filler"), "w");
    try {
      for (;;) fs.writeSync(file, Buffer.alloc(4096));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    } finally {
      fs.closeSync(file);
    }
  }

  /** For every container that has it mounted, too. */
  public makeReadOnly(): void {
    run("mount", "-o", "remount,ro", this.directory);
  }

  /** As if somebody deleted it: nothing can be found or made there any more. */
  public vanish(): void {
    fs.rmSync(this.content, { recursive: true });
  }

  public destroy(): void {
    run("umount", "--lazy", this.directory);
    fs.rmdirSync(this.directory);
  }
}
