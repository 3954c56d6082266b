import { execFile } from "node:child_process";
import { once } from "node:events";
import * as net from "node:net";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const SCRIPTS = path.resolve(__dirname, "../../lib/tunnel/scripts");

/** What Python says of a program that may import the proofs, when all its threads have ended: one JSON value a line. */
export async function python(program: string, within: readonly string[] = []): Promise<unknown[]> {
  const threads = "for thread in threading.enumerate():\n    thread is threading.main_thread() or thread.join()\n";
  const imports =
    "import json, socket, threading, time, job_paths\nfrom prove_path import *\nfrom job_paths import *\n";
  const tell = "tell = lambda value: print(json.dumps(value), flush=True)\n";
  const [command, ...args] = [...within, "python3", "-c", `${imports}${tell}${program}\n${threads}`];
  const env = { PATH: process.env.PATH, PYTHONPATH: SCRIPTS, PYTHONDONTWRITEBYTECODE: "1" };
  const { stdout } = await promisify(execFile)(command, args, { env });
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
}

/** Asks so many times, one proof after the other: each verdict, null where the path is proven. */
export async function prove(
  forward: { readonly protocol: string; readonly port: number; readonly host?: string; readonly proofUser?: string },
  { times = 1, patience = 5, within = [] as readonly string[] } = {},
): Promise<unknown[]> {
  const known = JSON.stringify({ name: "f", host: "127.0.0.1", ...forward });
  return python(`for _ in range(${times}): tell(ask(json.loads(${JSON.stringify(known)}), ${patience}))`, within);
}

/** How a connection ended for the far end: what it was asked, what it heard last, and how many bytes it got rid of. */
export interface Ending {
  readonly asked: string;
  readonly how: "end" | "reset";
}

export type Play = (socket: net.Socket, question: Buffer) => Promise<void> | void;

/** A server that looks at how each of its connections ends. */
export class WatchingEnd {
  /** @param greets whether it speaks unasked. */
  public static async start(play: Play, greets = false): Promise<WatchingEnd> {
    const endings: Ending[] = [];
    const server = net.createServer({ allowHalfOpen: true }, (socket) => {
      let asked = Buffer.alloc(0);
      let how: Ending["how"] | undefined;
      const over = (last: Ending["how"]) => {
        how ??= last;
        endings.push({ asked: asked.toString("latin1"), how });
      };
      socket.on("data", (data) => (asked = Buffer.concat([asked, data])));
      socket.on("end", () => (how ??= "end"));
      socket.once("error", () => over("reset"));
      socket.once("close", (broken) => broken || over("end"));
      const question = greets
        ? Promise.resolve(Buffer.alloc(0))
        : once(socket, "data").then(([data]) => data as Buffer);
      void question
        .then((data) => play(socket, data))
        .then(() => (how === "end" ? socket.end() : socket.once("end", () => socket.end())))
        .catch(() => socket.destroy());
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    return new WatchingEnd(server, endings);
  }

  private constructor(
    private readonly server: net.Server,
    public readonly endings: readonly Ending[],
  ) {}

  public get port(): number {
    return (this.server.address() as net.AddressInfo).port;
  }

  public async close(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** Writes until nobody reads any more. */
export async function endlessly(socket: net.Socket, part: Buffer): Promise<void> {
  while (!socket.destroyed) {
    if (!socket.write(part)) await Promise.race([once(socket, "drain"), once(socket, "close"), sleep(200)]);
    await sleep(1);
  }
}
