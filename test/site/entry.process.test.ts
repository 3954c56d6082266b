import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SiteKit } from "../../lib";
import { closing, stopAll } from "../doubles/azbridge-under-test";
import { Network } from "../support/aci/network";
import { AZBRIDGE } from "../support/azbridge/azbridge-process";
import { ROOT } from "../support/docs";
import { AzureRelay, type AzureRelayProps } from "../support/relay/azure-relay";
import { Machine } from "./machine";
import { smallSite } from "./small-site";

const SCRIPTS = path.join(ROOT, "lib", "site", "scripts");
const RELAY = "contoso-retail-production-relay.servicebus.windows.net";

let directory: string;
let entry: string;
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "entry-"));
  entry = path.join(directory, "entry.sh");
  fs.copyFileSync(path.join(SCRIPTS, "container", "entry.sh"), entry);
  fs.copyFileSync(path.join(SCRIPTS, "watch", "judge.sh"), path.join(directory, "judge.sh"));
});
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

/** Runs the container's script without a network; `profile` is what is mounted. */
function enter(
  profile: string | undefined,
  environment: Record<string, string> = {},
  programs = path.dirname(AZBRIDGE),
) {
  const file = path.join(directory, "profile");
  if (profile !== undefined) fs.writeFileSync(file, profile, { mode: 0o600 });
  const { status, stdout, stderr } = spawnSync("unshare", ["--net", "/bin/bash", entry], {
    encoding: "utf8",
    env: {
      PATH: `${programs}:${path.dirname(process.execPath)}:/usr/bin:/bin`,
      ENV_AZBRIDGE_PROFILE: file,
      ENV_AZBRIDGE_TYPE: "RemoteForward",
      ...environment,
    },
  });
  return { code: status, stdout, stderr };
}

test("a fetched profile is one that azbridge reads: it dials the Relay that the plan names", () => {
  const machine = new Machine(new SiteKit(smallSite()));
  machine.fillVaults(() => "c2VjcmV0");
  machine.signIn();
  expect(machine.install(["--fetch-only", "/mnt/secrets"])).toMatchObject({ code: 0 });
  const profile = machine.read("secrets/retail-production.warehouse/profile.yml");
  machine.destroy();
  const { code, stderr } = enter(profile);
  expect({ code, stderr }).toEqual({
    code: 69, // azbridge's own is 0
    stderr: expect.stringMatching(
      `RemoteForwardBridgeStartFailure, .*hybridConnectionUri = sb://${RELAY}(:443)?/warehouse`,
    ),
  });
});

test("a profile with a key that azbridge does not know is not", () => {
  expect(enter('{ "RemoteForward": [], "Loglevel": "INFO" }').stdout).toContain(
    "Unknown configuration attribute: Loglevel",
  );
});

test.each<[string, string | undefined, Record<string, string>, string]>([
  [
    "without a type",
    "{}",
    { ENV_AZBRIDGE_TYPE: "" },
    "entry: ENV_AZBRIDGE_TYPE is ''; set it to RemoteForward for a listener",
  ],
  ["with another type", "{}", { ENV_AZBRIDGE_TYPE: "Both" }, "entry: ENV_AZBRIDGE_TYPE is 'Both'; set it"],
  ["without a profile", undefined, {}, "profile cannot be read; mount the profile there"],
  [
    "with the profile of the other end",
    '{ "LocalForward": [] }',
    {},
    "profile has no RemoteForward; mount the profile of this end of the tunnel",
  ],
])("ends with 69 and one line %s", (_, profile, environment, message) => {
  const { code, stdout, stderr } = enter(profile, environment);
  expect({ code, stdout, stderr }).toEqual({ code: 69, stdout: "", stderr: expect.stringContaining(message) });
  expect(stderr.trim().split("\n")).toHaveLength(1);
});

test("names an image without azbridge", () => {
  expect(enter('{ "RemoteForward": [] }', {}, "/nowhere")).toEqual({
    code: 69,
    stdout: "",
    stderr: "entry: the image has no azbridge in /usr/share/azbridge, in /app or on PATH; check the image\n",
  });
});

test("gives azbridge the proxy that lies beside its profile", () => {
  const azbridge = path.join(directory, "azbridge");
  fs.writeFileSync(azbridge, '#!/bin/sh\necho "by $HTTPS_PROXY but $NO_PROXY"\n', { mode: 0o755 });
  const proxy = "http://listener:s3cr%40t@proxy.example:3128";
  fs.writeFileSync(path.join(directory, "proxy.env"), `HTTPS_PROXY=${proxy}\nNO_PROXY=169.254.169.254\n`);
  expect(enter('{ "RemoteForward": [] }', {}, directory)).toMatchObject({
    code: 69,
    stdout: `by ${proxy} but 169.254.169.254\n`,
  });
});

/** Whether a child is azbridge, and not what the script asks for the time. */
function isAzbridge(child: string): boolean {
  try {
    return fs.readFileSync(`/proc/${child}/cmdline`, "utf8").includes("\0-f\0");
  } catch {
    return false; // it has ended
  }
}

/** A container that listens, and a clock that is played. */
class Container {
  public static async open(relay: AzureRelayProps = {}, within: readonly string[] = []): Promise<Container> {
    const container = new Container(closing(await AzureRelay.start(relay)));
    container.start(within);
    await container.until(/Press Ctrl/, "azbridge");
    return container;
  }

  public said = "";
  public readonly ended: Promise<number>;
  private child!: ChildProcess;
  private end!: (code: number) => void;

  private constructor(public readonly relay: AzureRelay) {
    this.ended = new Promise((resolve) => (this.end = resolve));
    this.now = 0;
    const date = path.join(directory, "date");
    fs.writeFileSync(date, `#!/bin/sh\ncat ${path.join(directory, "clock")}\n`, { mode: 0o755 });
  }

  /** Seconds since it was opened. */
  public set now(seconds: number) {
    fs.writeFileSync(path.join(directory, "clock"), `${1_800_000_000 + seconds}\n`);
  }

  /** Process IDs of azbridge. */
  public get azbridge(): string[] {
    const children = fs.readFileSync(`/proc/${this.child.pid}/task/${this.child.pid}/children`, "utf8");
    return children.split(" ").filter((each) => each !== "" && isAzbridge(each));
  }

  public kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  public async until(words: RegExp, what: string, times = 1): Promise<void> {
    const deadline = performance.now() + 25_000;
    while ((this.said.match(new RegExp(words, "g")) ?? []).length < times) {
      if (performance.now() > deadline) throw new Error(`${what} did not say ${words} ${times} times: ${this.said}`);
      await sleep(10);
    }
  }

  private start(within: readonly string[]): void {
    const profile = path.join(directory, "profile");
    const ConnectionString = this.relay.addHybridConnection("warehouse").listen;
    const forward = { RelayName: "warehouse", Host: "127.0.0.1", HostPort: 1433, PortName: "warehouse" };
    const top = { ExitOnForwardFailure: true, LogLevel: "INFO", KeepAliveInterval: 1 };
    fs.writeFileSync(profile, JSON.stringify({ ...top, RemoteForward: [{ ...forward, ConnectionString }] }, null, 1));
    // Root without capabilities, as compose.yaml has it.
    const [command, ...args] = [...within, "setpriv", "--inh-caps=-all", "--bounding-set=-all", "/bin/bash", entry];
    this.child = spawn(command, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: `${directory}:${path.dirname(AZBRIDGE)}:${path.dirname(process.execPath)}:/usr/bin:/bin`,
        ENV_AZBRIDGE_PROFILE: profile,
        ENV_AZBRIDGE_TYPE: "RemoteForward",
        SSL_CERT_FILE: this.relay.caFile,
        PLAYED_SECOND: "10",
      },
    });
    closing({ close: () => (this.child.exitCode === null ? this.stop() : Promise.resolve()) });
    for (const stream of [this.child.stdout!, this.child.stderr!])
      stream.on("data", (data: Buffer) => (this.said += data.toString()));
    this.child.on("close", (code) => this.end(code ?? -1));
  }

  private async stop(): Promise<void> {
    this.kill("SIGTERM");
    await once(this.child, "close");
  }
}

describe("a listener in a container", () => {
  afterEach(stopAll);

  test.each<[NodeJS.Signals, number]>([
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ])("ends at once with azbridge by %s", async (signal, code) => {
    const container = await Container.open();
    const [azbridge] = container.azbridge;
    const began = performance.now();
    container.kill(signal);
    expect(await container.ended).toBe(code);
    expect(performance.now() - began).toBeLessThan(3000);
    expect(fs.existsSync(`/proc/${azbridge}`)).toBe(false);
  });

  test("of which azbridge has given up is started anew within it, and no sooner than a pause after the last time", async () => {
    const container = await Container.open();
    const { relay } = container;
    const [first] = container.azbridge;
    relay.setFaults({ refuse: 404 });
    relay.cutAll();
    await container.until(/RemoteForwardBridgeOffline/, "azbridge");
    relay.setFaults({});
    await container.until(/entry: the Relay knows no such .*starting it anew/, "entry.sh");
    await container.until(/Press Ctrl/, "azbridge", 2);
    const [second] = container.azbridge;
    expect(second).not.toBe(first);
    relay.setFaults({ refuse: 404 });
    relay.cutAll();
    await container.until(/RemoteForwardBridgeOffline/, "azbridge", 2);
    relay.setFaults({});
    container.now = 59;
    await sleep(11_000); // two looks
    expect(container.azbridge).toEqual([second]);
    container.now = 60;
    await container.until(/Press Ctrl/, "azbridge", 3);
    expect(relay.listeners("warehouse")).toBe(1);
  }, 60_000);

  test("which the Relay does not know when azbridge starts anew ends, for Docker to start it again", async () => {
    const container = await Container.open();
    container.relay.removeHybridConnection("warehouse");
    expect(await container.ended).toBe(69);
    expect(container.said).toContain("entry: azbridge has ended by itself, with code 0; its words above say why");
  });

  test("that has been connecting for more than ten minutes says so, and is left alone", async () => {
    const container = await Container.open();
    const before = container.azbridge;
    container.relay.setFaults({ refuse: 401 });
    container.relay.cutAll();
    await container.until(/RemoteForwardBridgeConnecting/, "azbridge");
    container.now = 601;
    await container.until(/entry: it has been connecting for 10 minutes; azbridge goes on trying/, "entry.sh");
    expect(container.azbridge).toEqual(before);
  });

  test("whose way to the Relay is forgotten is started anew after 90 seconds", async () => {
    const network = await Network.open();
    const address = network.outside;
    const container = await Container.open({ address, hostNames: [address] }, network.within("env"));
    const before = container.azbridge;
    network.unplug();
    await sleep(10_000); // a look that sees it
    container.now = 90;
    await container.until(/entry: the way to the Relay has been forgotten/, "entry.sh");
    container.kill("SIGTERM");
    expect(await container.ended).toBe(143);
    expect(before.filter((process) => fs.existsSync(`/proc/${process}`))).toEqual([]);
    network.close();
  }, 60_000);
});
