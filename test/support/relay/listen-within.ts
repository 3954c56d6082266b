import { fork } from "node:child_process";
import { once } from "node:events";
import type * as net from "node:net";
import * as path from "node:path";

/**
 * A server of this process that listens in another network namespace, by a child that opens the port there and hands it
 * over.
 *
 * @param within a command that runs another one there, for example `["nsenter", "--net=/run/netns/machine"]`.
 */
export async function listenWithin(within: readonly string[], address: string, port: number): Promise<net.Server> {
  const [execPath, ...execArgv] = [...within, process.execPath];
  const child = fork(path.join(__dirname, "listen-within-child.js"), [address, `${port}`], {
    execPath,
    execArgv,
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let errors = "";
  child.stderr!.on("data", (data: Buffer) => (errors += data.toString()));
  let server: net.Server | undefined;
  child.once("message", (_, handle) => (server = handle as net.Server));
  await once(child, "close"); // its part is done, once its parent has said that the port is there
  if (server === undefined) throw new Error(`nobody listens on ${address}:${port}: ${errors}`);
  return server;
}
