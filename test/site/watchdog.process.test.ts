import { stopAll } from "../doubles/azbridge-under-test";
import { Network } from "../support/aci/network";
import { WatchedSite } from "./watched-site";

/** They start hundreds of processes, which takes what the machine gives; in milliseconds. */
const LONG = 600_000;
const HOUR = 3600;
const DAY = 24 * HOUR;
const ALL = ["warehouse", "archive", "plant"];

let site: WatchedSite | undefined;
afterEach(async () => {
  await stopAll();
  site?.machine.destroy();
  site = undefined;
});
const watch = async (...[forwards, props]: Parameters<typeof WatchedSite.open>) =>
  (site = await WatchedSite.open(forwards, props));
const said = ({ complaints }: WatchedSite) => complaints.map(({ text }) => text);

test(
  "24 hours of 404 on one of three forwards: the other two never go down, and it listens when it is known again",
  async () => {
    const { relay, keys } = await watch(ALL);
    relay.removeHybridConnection("plant");
    await site!.hears("plant", "Offline");
    await site!.advance(300);
    await site!.advance(DAY - 300, HOUR / 2 - 50);
    expect(["warehouse", "archive"].map((name) => relay.count("listener-gone", name))).toEqual([0, 0]);
    expect(["warehouse", "archive"].map((name) => site!.lastWord(name))).toEqual(["Online", "Online"]);
    // It is started anew once; then it ends at its start, and systemd tries again, which costs nobody else.
    expect(site!.restarts).toEqual({ plant: [30] });
    expect(said(site!)).toEqual([
      "<4>watchdog: retail-production.plant: the Relay knows no such hybrid connection, and azbridge has given up; starting it anew",
    ]);
    keys.plant = relay.addHybridConnection("plant").listen;
    for (let look = 0; look < 20 && site!.lastWord("plant") !== "Online"; look += 1) await site!.advance(30);
    expect(site!.lastWord("plant")).toBe("Online");
  },
  LONG,
);

test(
  "a hybrid connection that comes and goes is started anew after pauses that double up to an hour",
  async () => {
    const { relay, keys } = await watch(["plant"]);
    for (const step of [30, 30, 30, 60, 120, 240, 480, 900, 900]) {
      relay.removeHybridConnection("plant");
      await site!.hears("plant", "Offline");
      keys.plant = relay.addHybridConnection("plant").listen;
      const before = site!.restarts.plant?.length ?? 0;
      for (let look = 0; look < 5 && site!.restarts.plant?.length !== before + 1; look += 1)
        await site!.advance(step, step);
    }
    const starts = site!.restarts.plant;
    const pauses = starts.slice(1).map((at, index) => at - starts[index]);
    expect(pauses).toEqual([60, 120, 240, 480, 960, 1920, HOUR, HOUR]);
  },
  LONG,
);

test.each<[string, (site: WatchedSite) => Promise<void>, (site: WatchedSite) => Promise<void>]>([
  [
    "an outage of the Relay",
    async ({ relay }) => {
      await relay.refuseConnections();
      relay.cutAll();
    },
    ({ relay }) => relay.listenAgain(),
  ],
  [
    "a day with a key that is not the current one",
    async ({ relay }) => {
      relay.setFaults({ refuse: 401 });
      relay.cutAll();
      return Promise.resolve();
    },
    async ({ relay }) => Promise.resolve(relay.setFaults({})),
  ],
])(
  "%s that lasts a day: no restart at all, and a word every hour after the first ten minutes",
  async (_, begin, end) => {
    await watch(["warehouse"]);
    await begin(site!);
    await site!.hears("warehouse", "Connecting");
    await site!.advance(600);
    expect(said(site!)).toEqual([]);
    await site!.advance(60);
    expect(said(site!)).toEqual([
      "<4>watchdog: retail-production.warehouse: it has been connecting for 10 minutes; azbridge goes on trying, and no restart " +
        "mends that: look at its key (install.sh --rotate), this machine's clock, the way out (install.sh --check, egress.md) " +
        "and the state of Azure",
    ]);
    await site!.advance(DAY - 660, HOUR / 2);
    expect(site!.complaints.length).toBe(25); // the last look is after the day
    expect(site!.restarts).toEqual({});
    await end(site!);
    await site!.hears("warehouse", "Online");
    await site!.advance(HOUR, HOUR / 2);
    expect([site!.complaints.length, site!.restarts]).toEqual([25, {}]);
  },
  LONG,
);

test(
  "a way to the Relay that is forgotten without a word: one restart after 90 seconds",
  async () => {
    const network = await Network.open();
    await watch(["warehouse"], {
      relay: { address: network.outside, hostNames: [network.outside] },
      within: network.within("env"),
    });
    await site!.advance(300);
    expect(site!.restarts).toEqual({});
    network.unplug();
    for (let wait = 0; wait < 40; wait += 1) await site!.settle(); // until it has said its word, and said it again
    await site!.advance(90);
    expect(site!.restarts).toEqual({});
    await site!.advance(30);
    expect(site!.restarts).toEqual({ warehouse: [420] });
    expect(said(site!)).toEqual([expect.stringContaining("has been forgotten by a firewall or NAT")]);
    network.close();
  },
  LONG,
);

test.each([
  ["while install.sh runs", "run/azbridge-install/turn"],
  ["where half a package was left", "var/lib/azbridge-listener/pending/package"],
])("%s it does nothing", async (_, file) => {
  const { relay, machine } = await watch(["plant"]);
  relay.removeHybridConnection("plant");
  await site!.hears("plant", "Offline");
  machine.write(file, "");
  const release = file.endsWith("turn") ? await machine.hold(file) : () => Promise.resolve(machine.remove(file));
  await site!.advance(120);
  expect([site!.restarts, said(site!)]).toEqual([{}, []]);
  await release();
  await site!.advance(30);
  expect(site!.restarts).toEqual({ plant: [150] });
});

test("where all is well it says nothing", async () => {
  await watch(ALL);
  await site!.advance(HOUR, 600);
  expect([site!.restarts, said(site!)]).toEqual([{}, []]);
});
