import { BlackHole } from "../support/relay/black-hole";
import { closing, Ends, seen, stopAll } from "./azbridge-under-test";

/** What a sender gives the relay. */
const PATIENCE = 70;

describe("azbridge double: its patience", () => {
  let ends: Ends;
  beforeEach(async () => void (ends = await Ends.open()));
  afterEach(stopAll);

  seen(
    "keeps a client waiting for 70 s while the relay drops SYNs or says nothing",
    async () => {
      const hole = closing(await BlackHole.open("127.0.0.1"));
      await ends.relay.acceptAndSayNothing();
      const dropped = ends.rights.send.replace(/localhost:\d+/, `localhost:${hole.port}`);
      const took = [ends.rights.send, dropped].map(async (ConnectionString) => {
        const client = await (await ends.sender({ ConnectionString })).connect();
        const began = performance.now();
        await client.untilEnded(PATIENCE + 15);
        return (performance.now() - began) / 1000;
      });
      for (const seconds of await Promise.all(took)) {
        expect(seconds).toBeGreaterThanOrEqual(PATIENCE - 1);
        expect(seconds).toBeLessThan(PATIENCE + 10);
      }
    },
    (PATIENCE + 30) * 1000,
  );

  it("takes another one from a connection string", async () => {
    await ends.relay.acceptAndSayNothing();
    const ConnectionString = `${ends.rights.send};OperationTimeout=00:00:02`;
    const client = await (await ends.sender({ ConnectionString })).connect();
    const began = performance.now();
    await client.untilEnded();
    expect(performance.now() - began).toBeGreaterThanOrEqual(1900);
  });
});
