import { existsSync, readFileSync, readdirSync } from "node:fs";
import { setImmediate as immediately, setTimeout as delay } from "node:timers/promises";

/** Real milliseconds without a request, after which it is asked whether everybody waits. */
const SETTLE_MS = 30;

/** The same where nobody can be asked: Terraform must have said by then what it wants next. */
const SETTLE_UNASKED_MS = 300;

/** How often in a row everybody must be found waiting. */
const QUIET_LOOKS = 3;
const LOOK_MS = 5;

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/**
 * Time as rights in Azure see it. It moves on only when nothing else can be done any more:
 * whoever should have waited for something and did not, acts before it, every time.
 */
export class VirtualClock {
  private seconds = 0;
  private busy = 0;
  private turn = 0;
  private readonly sleepers: Sleeper[] = [];
  private readonly watched = new Set<number>();

  /** Seconds since the beginning. */
  public get now(): number {
    return this.seconds;
  }

  /** Lets time pass at once, as between two deployments. */
  public advance(seconds: number): void {
    this.seconds += seconds;
    this.wakeSleepers();
  }

  /** Resolves when so many seconds have passed. */
  public sleep(seconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.sleepers.push({ until: this.seconds + seconds, wake: resolve });
      this.settle();
    });
  }

  /** Holds time back while `work` goes on. */
  public async during<T>(work: () => Promise<T> | T): Promise<T> {
    this.busy += 1;
    this.turn += 1;
    try {
      return await work();
    } finally {
      this.busy -= 1;
      this.settle();
    }
  }

  /** Holds time back for as long as this process, a Terraform, has anything to do; ends with what is returned. */
  public watch(pid: number): () => void {
    this.watched.add(pid);
    return () => {
      this.watched.delete(pid);
    };
  }

  private settle(): void {
    this.turn += 1;
    if (this.busy === 0 && this.sleepers.length > 0) {
      void this.moveOn(this.turn);
    }
  }

  /** Lets time move on once everybody is found waiting, again and again; whatever happens meanwhile begins anew. */
  private async moveOn(turn: number): Promise<void> {
    const asked = existsSync("/proc/self/task");
    await delay(asked ? SETTLE_MS : SETTLE_UNASKED_MS);
    for (let looks = 0; looks < QUIET_LOOKS; looks++) {
      await delay(LOOK_MS);
      await immediately(); // timers run before what was received is read
      if (turn !== this.turn) {
        return;
      }
      looks = [...this.watched].some(isWorking) ? -1 : looks;
    }
    this.seconds = Math.max(this.seconds, Math.min(...this.sleepers.map(({ until }) => until)));
    this.wakeSleepers();
  }

  private wakeSleepers(): void {
    const awake = this.sleepers.filter(({ until }) => until <= this.seconds);
    awake.forEach((sleeper) => {
      this.sleepers.splice(this.sleepers.indexOf(sleeper), 1);
      sleeper.wake();
    });
    this.settle();
  }
}

/** Whether any thread of a process runs, or would if it got a processor. */
function isWorking(pid: number): boolean {
  const folder = `/proc/${pid}/task`;
  try {
    return readdirSync(folder).some((thread) => {
      const stat = readFileSync(`${folder}/${thread}/stat`, "utf8");
      return /^[RD]/.test(stat.slice(stat.lastIndexOf(")") + 2));
    });
  } catch {
    return false; // it has ended
  }
}

/** Seconds of a duration as Go writes it: `600s`, `1h30m`. */
export function secondsOf(duration: string): number {
  const units: Record<string, number> = { h: 3600, m: 60, s: 1, ms: 0.001 };
  return [...duration.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * units[unit],
    0,
  );
}
