import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { closing, start } from "../doubles/azbridge-under-test";
import type { Azbridge } from "../support/azbridge/azbridge-process";
import { AzureRelay, type AzureRelayProps } from "../support/relay/azure-relay";
import { Machine } from "./machine";
import { kitWith } from "./small-site";

const HUB = "retail-production";
/** systemd's `RestartSec` in confine.conf. */
const RESTART_SECONDS = 10;
/** How long the doubles take for what they do at once, in milliseconds. */
const AT_ONCE = 60;

interface Running {
  readonly azbridge: Azbridge;
  readonly invocation: string;
  /** How much of its log is in the journal. */
  read: number;
  endedAt?: number;
}

/**
 * A site's machine with its watchdog as it is installed, the doubles of azbridge and of the Relay, and a clock that is
 * played. This class is its systemd: it starts what has ended after ten seconds, and what it is asked to start anew.
 */
export class WatchedSite {
  public static async open(
    forwards: readonly string[],
    props: { readonly relay?: AzureRelayProps; readonly within?: readonly string[] } = {},
  ): Promise<WatchedSite> {
    const site = new WatchedSite(forwards, closing(await AzureRelay.start(props.relay)), props.within);
    for (const forward of forwards) {
      site.keys[forward] = site.relay.addHybridConnection(forward).listen;
      await site.start(forward).up();
    }
    await site.settle();
    return site;
  }

  public readonly machine: Machine;
  public readonly keys: Record<string, string> = {};
  /** When each forward was started anew because the watchdog asked for it. */
  public readonly restarts: Record<string, number[]> = {};
  /** What the watchdog has said, and when. */
  public readonly complaints: { readonly at: number; readonly text: string }[] = [];
  /** Seconds since the site was opened. */
  public now = 0;
  private readonly running = new Map<string, Running>();

  private constructor(
    forwards: readonly string[],
    public readonly relay: AzureRelay,
    private readonly within: readonly string[] = [],
  ) {
    this.machine = new Machine(kitWith(...forwards));
    this.machine.fillVaults(() => "a2V5");
    this.machine.signIn();
    this.machine.openNetwork();
    const { code, stderr } = this.machine.installWithPackage();
    if (code !== 0) throw new Error(stderr);
    for (const folder of ["systemd/processes", "journal"]) this.machine.write(`state/${folder}/.keep`, "");
  }

  /** Lets time pass by steps, with a look of the watchdog after each. */
  public async advance(seconds: number, step = 30): Promise<void> {
    for (const end = this.now + seconds; this.now < end;) {
      this.now += step;
      this.startWhatHasEnded();
      await this.settle();
      this.look();
      await this.startAnew();
    }
  }

  /** A look of the watchdog, as its unit says. */
  public look(): void {
    this.machine.write("state/clock", `${this.clock}\n`);
    const unit = this.machine.read("etc/systemd/system/azbridge-watchdog.service");
    const valueOf = (name: string) => new RegExp(`^${name}=(.*)$`, "m").exec(unit)![1].split(" ");
    const folders = valueOf("RuntimeDirectory").map((name) => `/run/${name}`);
    this.machine.run(["mkdir", "-p", "-m", valueOf("RuntimeDirectoryMode")[0], ...folders]);
    const { code, stdout, stderr } = this.machine.run(valueOf("ExecStart"));
    if (code !== 0 || stderr !== "") throw new Error(`watchdog.sh ended with ${code}: ${stderr}`);
    for (const text of stdout.split("\n").slice(0, -1)) this.complaints.push({ at: this.now, text });
  }

  /** Until the doubles have done what they do at once, and the journal has what they have said. */
  public async settle(): Promise<void> {
    await sleep(AT_ONCE);
    for (const [forward, process] of this.running) {
      const end = process.azbridge.stdout.lastIndexOf("\n") + 1;
      const lines = process.azbridge.stdout.slice(process.read, end).split("\n").slice(0, -1);
      process.read = end;
      const journal = `state/journal/${process.invocation}`;
      const stamped = lines.map((line) => `${this.clock}.000000 muc-az-1 azbridge[1]: ${line}\n`).join("");
      this.machine.write(journal, `${this.machine.read(journal)}${stamped}`);
      if (process.azbridge.isRunning) continue;
      process.endedAt ??= this.now;
      this.tell(forward, { ActiveState: "activating", InvocationID: process.invocation, MainPID: "0" });
    }
  }

  private processOf(forward: string): Azbridge {
    return this.running.get(forward)!.azbridge;
  }

  /** Waits until this is azbridge's last word about a forward. */
  public async hears(forward: string, word: string): Promise<void> {
    for (let wait = 0; wait < 100 && this.lastWord(forward) !== word; wait += 1) await this.settle();
    if (this.lastWord(forward) !== word) throw new Error(`azbridge said ${this.lastWord(forward)}, not ${word}`);
  }

  /** Last word of azbridge about a forward. */
  public lastWord(forward: string): string | undefined {
    const words = this.processOf(forward).stdout.match(/RemoteForwardBridge\w+/g);
    return words?.at(-1)?.replace("RemoteForwardBridge", "");
  }

  private get clock(): number {
    return 1_800_000_000 + this.now;
  }

  private start(forward: string): Azbridge {
    const profile = {
      ExitOnForwardFailure: true,
      LogLevel: "INFO",
      KeepAliveInterval: 1,
      RemoteForward: [
        {
          RelayName: forward,
          Host: "127.0.0.1",
          HostPort: 1433,
          PortName: forward,
          ConnectionString: this.keys[forward],
        },
      ],
    };
    const environment = { SSL_CERT_FILE: this.relay.caFile, PLAYED_SECOND: "10" };
    const azbridge = start(profile, { environment, within: this.within });
    const invocation = randomUUID().replaceAll("-", "");
    this.running.set(forward, { azbridge, invocation, read: 0 });
    this.machine.write(`state/journal/${invocation}`, "");
    this.tell(forward, { ActiveState: "active", InvocationID: invocation, MainPID: `${azbridge.pid}` });
    return azbridge;
  }

  private tell(forward: string, properties: Record<string, string>): void {
    const lines = Object.entries(properties).map(([name, value]) => `${name}=${value}\n`);
    this.machine.write(`state/systemd/processes/azbridge-listener@${HUB}.${forward}.service`, lines.join(""));
  }

  private startWhatHasEnded(): void {
    for (const [forward, { endedAt = Infinity }] of this.running)
      if (this.now - endedAt >= RESTART_SECONDS) this.start(forward);
  }

  private async startAnew(): Promise<void> {
    if (!this.machine.has("state/systemd/restarts")) return;
    const units = this.machine.read("state/systemd/restarts").trim().split("\n");
    this.machine.remove("state/systemd/restarts");
    for (const unit of units) {
      const forward = unit.replace(`azbridge-listener@${HUB}.`, "").replace(/\.service$/, "");
      (this.restarts[forward] ??= []).push(this.now);
      await this.processOf(forward).stop();
      const azbridge = this.start(forward);
      await Promise.race([azbridge.ended, azbridge.up()]).catch(() => undefined);
    }
    await this.settle();
  }
}
