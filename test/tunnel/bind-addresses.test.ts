import * as fc from "fast-check";
import { CarriedForwards, clashesWithin } from "../../lib/tunnel/bind-addresses";
import { Forward } from "../../lib";
import { forwardTo } from "../support/plan";

const warehouse = forwardTo({ host: "sql01.example", port: 1433 }, "warehouse");
/** What `added` would clash with among `present`. */
function clashes(added: Forward, present: readonly Forward[]): string[] {
  const carried = new CarriedForwards();
  present.forEach((forward) => carried.add(forward));
  return carried.clashes(added);
}

const ruleOf = (violation: string) => /^\[([^\]]+)\]/.exec(violation)?.[1];

/** The address that a violation proposes. */
const proposed = (violation: string | undefined) => /(?:Free:|Use) bindAddress "([^"]+)"/.exec(violation ?? "")?.[1];

describe("forwards that one sender carries", () => {
  test("share an address where they share the host", () => {
    expect(clashes(forwardTo({ host: "sql01.example", port: 1434 }, "browser"), [warehouse])).toEqual([]);
  });

  test("share a port where they have addresses of their own", () => {
    const other = forwardTo({ host: "sql02.example", port: 1433, bindAddress: "127.0.10.2" }, "archive");
    expect(clashes(other, [warehouse])).toEqual([]);
  });

  test("clash if one address belongs to two hosts, whatever the ports; the refusal proposes the next free address", () => {
    const second = forwardTo({ host: "sql02.example", bindAddress: "127.0.10.2" }, "archive");
    expect(clashes(forwardTo({ host: "pg01.example", port: 5432 }, "plant"), [warehouse, second])).toEqual([
      expect.stringMatching(
        /^\[tunnel\/one-address-per-host\] given 127\.0\.10\.1 for pg01\.example, which belongs to sql01\.example\. .* Free: bindAddress "127\.0\.10\.3"\.$/,
      ),
    ]);
  });

  test("clash if one host has two addresses; the refusal says which one it has", () => {
    const elsewhere = forwardTo({ host: "sql01.example", port: 1434, bindAddress: "127.0.10.2" }, "browser");
    expect(clashes(elsewhere, [warehouse])).toEqual([
      expect.stringMatching(
        /^\[tunnel\/one-address-per-host\] given 127\.0\.10\.2 for sql01\.example, which already has 127\.0\.10\.1\. .* Use bindAddress "127\.0\.10\.1"\.$/,
      ),
    ]);
  });

  test("clash if a host's port is carried twice, at one address or at two", () => {
    expect(clashes(forwardTo({ host: "sql01.example" }, "again"), [warehouse])).toEqual([
      expect.stringMatching(
        /^\[tunnel\/one-forward-per-port\] given sql01\.example:1433, which "warehouse" already carries\. .* Use the forward "warehouse"\.$/,
      ),
    ]);
    const elsewhere = forwardTo({ host: "sql01.example", bindAddress: "127.0.10.2" }, "again");
    expect(clashes(elsewhere, [warehouse]).map(ruleOf)).toEqual([
      "tunnel/one-address-per-host",
      "tunnel/one-forward-per-port",
    ]);
  });

  test.each(["warehouse", "WAREHOUSE"])("clash if two have the name %p, whatever its case", (name) => {
    const other = forwardTo({ host: "sql02.example", bindAddress: "127.0.10.2" }, name);
    expect(clashes(other, [warehouse])).toEqual([
      expect.stringContaining(`[tunnel/unique-forward-name] given "${name}" beside "warehouse".`),
    ]);
  });

  test("yield all clashes of a forward at once", () => {
    expect(clashes(forwardTo({ host: "sql02.example" }, "warehouse"), [warehouse]).map(ruleOf)).toEqual([
      "tunnel/one-address-per-host",
      "tunnel/unique-forward-name",
    ]);
  });

  test("in a list clash with those before them", () => {
    const archive = forwardTo({ host: "sql02.example" }, "archive");
    const plant = forwardTo({ host: "pg01.example", bindAddress: "127.0.10.2" }, "Archive");
    expect(clashesWithin([warehouse, archive, plant]).map(ruleOf)).toEqual([
      "tunnel/one-address-per-host",
      "tunnel/unique-forward-name",
    ]);
    expect(clashesWithin([warehouse, plant])).toEqual([]);
    expect(clashesWithin([])).toEqual([]);
  });

  test("the proposed address is free: whoever takes it is accepted", () => {
    const hosts = fc.array(
      fc.record({ host: fc.integer({ min: 1, max: 400 }), port: fc.integer({ min: 1, max: 3 }) }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(hosts, (wanted) => {
        const accepted = [warehouse];
        wanted.forEach(({ host, port }, index) => {
          const forward = (bindAddress?: string) =>
            forwardTo({ host: `h${host}.example`, port, bindAddress }, `f${index}`);
          const violations = clashes(forward(), accepted);
          const address = violations.map(proposed).find((text) => text !== undefined);
          const twin = accepted.some((other) => other.host === `h${host}.example` && other.port === port);
          const taken = twin ? undefined : forward(address);
          if (taken !== undefined) {
            expect(clashes(taken, accepted)).toEqual([]);
            accepted.push(taken);
          }
        });
      }),
    );
  });

  test("a proposal goes on in the next network when one is full", () => {
    const full = Array.from({ length: 254 }, (_, index) =>
      forwardTo({ host: `h${index}.example`, bindAddress: `127.0.10.${index + 1}` }, `f${index}`),
    );
    expect(clashes(forwardTo({ host: "more.example" }, "more"), full).map(proposed)).toEqual(["127.0.11.1"]);
  });
});
