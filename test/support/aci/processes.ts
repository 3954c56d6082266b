import * as fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A process as the machine sees it. */
export interface Process {
  readonly pid: number;
  /** Its arguments, joined with spaces. */
  readonly command: string;
}

/** A process and all that descend from it. */
export function processesFrom(pid: number): Process[] {
  try {
    const command = fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    return [{ pid, command }, ...childrenOf(pid)];
  } catch {
    return []; // it has ended
  }
}

/** All that descend from a process. */
export function childrenOf(pid: number): Process[] {
  try {
    const children = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
    return children === "" ? [] : children.split(" ").flatMap((child) => processesFrom(Number(child)));
  } catch {
    return [];
  }
}

/** Sends a signal, and says whether anybody was left to get it: a process may just have ended. */
export function signalTo(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    return false;
  }
}

/** Waits for a condition; fails with what was waited for. The limit is for what never comes, not a measure. */
export async function until(condition: () => boolean, what: string | (() => string), seconds = 25): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (!condition()) {
    if (performance.now() > deadline) {
      throw new Error(`waited ${seconds} s for ${typeof what === "string" ? what : what()}`);
    }
    await sleep(10);
  }
}
