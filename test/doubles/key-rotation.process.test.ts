/** A rotation of the Relay's keys, as the guide has it, with live listeners and senders and somebody who connects all the time. */
import { setTimeout as sleep } from "node:timers/promises";
import { KeySlot, RelayKeys } from "../../lib";
import { AzureRelay } from "../support/relay/azure-relay";
import type { Azbridge } from "../support/azbridge/azbridge-process";
import { ADDRESS, closing, sender, start, stopAll } from "./azbridge-under-test";
import { Client, FarEnd } from "./tcp";

const FORWARD = "warehouse";

/** A hybrid connection with what serves it: listeners and senders, each with the string that it was started with. */
class Way {
  public static async open(): Promise<Way> {
    const relay = closing(await AzureRelay.start({ rendezvousSeconds: 3 }));
    relay.addHybridConnection(FORWARD);
    return new Way(relay, closing(await FarEnd.echo()));
  }

  private constructor(
    public readonly relay: AzureRelay,
    private readonly far: FarEnd,
  ) {}

  /** What the hub's stack puts into the vault. */
  public served({ slot }: RelayKeys): Record<"listen" | "send", string> {
    return this.relay.connectionStrings(FORWARD, slot === KeySlot.PRIMARY ? "primary" : "secondary");
  }

  public listener(connectionString: string): Promise<Azbridge> {
    const forward = { RelayName: FORWARD, Host: "127.0.0.1", HostPort: this.far.port, PortName: FORWARD };
    return start({ RemoteForward: [{ ...forward, ConnectionString: connectionString }] }, this.props).up();
  }

  public async sender(connectionString: string) {
    const { port, profile } = await sender({ ConnectionString: connectionString });
    const azbridge = await start({ LocalForward: profile.LocalForward }, this.props).up();
    return { azbridge, connect: () => Client.connect(port, ADDRESS) };
  }

  private get props() {
    return { environment: { SSL_CERT_FILE: this.relay.caFile } };
  }

  /** What the Relay has refused. */
  public get refused(): string[] {
    return this.relay.events.filter(({ kind }) => kind === "refused").map(({ detail }) => String(detail));
  }
}

type Sender = Awaited<ReturnType<Way["sender"]>>;

/** Whether a client comes through: what it says comes back. */
async function answers(client: Client): Promise<boolean> {
  const had = client.received.length;
  client.socket.write("x");
  return (await client.get(had + 1)).length === had + 1;
}

/** Connects again and again, by whatever sender there is; how often it came through, and how often not. */
class Pulse {
  private readonly seen = { through: 0, lost: 0 };
  private running = true;
  private readonly ended: Promise<void>;

  constructor(public by: Sender) {
    this.ended = this.beat();
  }

  public async end(): Promise<{ through: number; lost: number }> {
    this.running = false;
    await this.ended;
    return this.seen;
  }

  private async beat(): Promise<void> {
    while (this.running) {
      const client = await this.by.connect();
      this.seen[(await answers(client)) ? "through" : "lost"] += 1;
      client.socket.end();
      await client.untilEnded();
      await sleep(20);
    }
  }
}

describe("a rotation of the Relay's keys", () => {
  let way: Way;
  beforeEach(async () => void (way = await Way.open()));
  afterEach(stopAll);
  jest.setTimeout(120_000); // three or four azbridges, one after the other

  it.each([
    [RelayKeys.FIRST, RelayKeys.serving(KeySlot.SECONDARY, { version: 1 })],
    [RelayKeys.serving(KeySlot.SECONDARY, { version: 1 }), RelayKeys.serving(KeySlot.PRIMARY, { version: 2 })],
  ])(
    "interrupts nobody: the other key is served, all take it, and the first is made anew (%#)",
    async (before, after) => {
      const old = way.served(before);
      const listeners = [await way.listener(old.listen), await way.listener(old.listen)];
      const first = await way.sender(old.send);
      let pulse = new Pulse(first);
      const kept = [await first.connect()];
      const all = () => Promise.all(kept.map(answers));
      expect(await all()).toEqual([true]);

      // The hub is deployed: the vault has the other key, and nobody uses it yet.
      const served = way.served(after);
      expect([served.listen, served.send]).not.toEqual([old.listen, old.send]);
      expect(await all()).toEqual([true]);

      // The domain is deployed: its group, the new one in place of the old, has the other string.
      const second = await way.sender(served.send);
      kept.push(await second.connect());
      pulse.by = second;
      expect(await all()).toEqual([true, true]);

      // At the site, one machine after the other: another listens before one ends.
      const taken = [await way.listener(served.listen), await way.listener(served.listen)];
      expect(await answers(await second.connect())).toBe(true);

      // The old ones end, and with a listener or a sender what it carries; whoever comes by then is taken.
      const beats = [await pulse.end()];
      await Promise.all([first.azbridge, ...listeners].map((one) => one.stop()));
      pulse = new Pulse(second);
      const fresh = await second.connect();
      expect(await answers(fresh)).toBe(true);

      // The first key is made anew: what is open stays, and what comes is taken.
      way.relay.regenerate(FORWARD, before.slot === KeySlot.PRIMARY ? "primary" : "secondary");
      expect(await answers(fresh)).toBe(true);
      expect(await answers(await second.connect())).toBe(true);
      expect(taken.map(({ isRunning }) => isRunning)).toEqual([true, true]);
      beats.push(await pulse.end());
      expect(way.refused).toEqual([]);
      expect(beats.map(({ through, lost }) => [through > 0, lost])).toEqual([
        [true, 0],
        [true, 0],
      ]);
    },
  );

  it("refuses whoever has not taken the other key when the first is made anew", async () => {
    const old = way.served(RelayKeys.FIRST);
    await way.listener(old.listen);
    const first = await way.sender(old.send);
    const kept = await first.connect();
    expect(await answers(kept)).toBe(true);
    way.relay.regenerate(FORWARD, "primary");
    expect(await answers(kept)).toBe(true); // what is open stays
    expect(await answers(await first.connect())).toBe(false);
    expect(way.refused).toEqual([expect.stringMatching(/^connect 401 InvalidSignature: /)]);
  });
});
