import * as fc from "fast-check";
import { ExposedForward, Forward, PortPlan } from "../../lib";
import { forwardTo, refusalOf, rulesOf } from "../support/plan";

const warehouse = forwardTo();
const archive = forwardTo({ port: 1434 }, "archive");
const plant = forwardTo({ host: "pg01.retail.example", port: 5432, bindAddress: "127.0.10.2" }, "plant");

const placed = ({ ports }: PortPlan) =>
  ports.map(({ forward, bindAddress, port }) => `${bindAddress}:${port} ${forward.name}`);

/** As many forwards as there are ports, each to a host of its own. */
const forwardsTo = (ports: readonly number[]) =>
  ports.map((port, index) => new Forward(`f${index}`, { ...forwardTo(), host: `h${index}.example`, port }));

describe("the port plan of a sidecar", () => {
  test("puts each forward at its own address and port, in order", () => {
    const plan = PortPlan.sidecar([plant, warehouse, archive]);
    expect(placed(plan)).toEqual(["127.0.10.2:5432 plant", "127.0.10.1:1433 warehouse", "127.0.10.1:1434 archive"]);
    expect(plan.forwards).toEqual([plant, warehouse, archive]);
    expect(PortPlan.sidecar([]).ports).toEqual([]);
  });

  test("fails with all clashes at once", () => {
    const neighbour = forwardTo({ host: "sql02.retail.example" }, "neighbour");
    const program = () => PortPlan.sidecar([warehouse, neighbour, forwardTo({}, "again"), forwardTo({ port: 1435 })]);
    expect(rulesOf(program)).toEqual([
      "tunnel/one-address-per-host",
      "tunnel/one-forward-per-port",
      "tunnel/unique-forward-name",
    ]);
  });

  test("never binds one port of one address twice, nor one host at two addresses, whatever it accepts", () => {
    const octet = fc.integer({ min: 1, max: 3 });
    const forward = fc.record({ host: octet, port: octet, address: octet, name: octet });
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(forward, { maxLength: 5 }), (given) => {
        const forwards = given.map(({ host, port, address, name }) =>
          forwardTo({ host: `h${host}.example`, port, bindAddress: `127.0.10.${address}` }, `f${name}`),
        );
        const distinct = (keys: string[]) => new Set(keys).size;
        const { length } = forwards;
        const hosts = distinct(forwards.map(({ host }) => host));
        const valid =
          distinct(forwards.map(({ name }) => name)) === length &&
          distinct(forwards.map(({ host, port }) => `${host}:${port}`)) === length &&
          distinct(forwards.map(({ host, bindAddress }) => `${host} ${bindAddress}`)) === hosts &&
          distinct(forwards.map(({ bindAddress }) => bindAddress)) === hosts;
        if (valid) {
          accepted += 1;
          const { ports } = PortPlan.sidecar(forwards);
          expect(distinct(ports.map(({ bindAddress, port }) => `${bindAddress}:${port}`))).toBe(length);
        } else {
          expect(() => PortPlan.sidecar(forwards)).toThrow("port plan of a sidecar: [tunnel/");
        }
      }),
      { numRuns: 300, seed: 1 },
    );
    expect(accepted).toBeGreaterThan(50);
  });
});

describe("the port plan of a gateway", () => {
  test("puts each forward at every address of the machine, at its public port, by default its own", () => {
    const plan = PortPlan.gateway([{ forward: plant }, { forward: warehouse, publicPort: 14330 }]);
    expect(placed(plan)).toEqual(["0.0.0.0:5432 plant", "0.0.0.0:14330 warehouse"]);
    expect(plan.forwards).toEqual([plant, warehouse]);
  });

  test("fails if a public port would lead to two services; the refusal names both", () => {
    const other = forwardTo({ host: "sql02.retail.example" }, "other");
    const program = () => PortPlan.gateway([{ forward: warehouse }, { forward: other }]);
    expect(rulesOf(program)).toEqual(["tunnel/one-to-one"]);
    expect(refusalOf(program)).toMatch(
      /given port 1433 for "other", which leads to "warehouse"\. .* Use publicPort to give one of them another\.$/,
    );
    expect(placed(PortPlan.gateway([{ forward: warehouse }, { forward: other, publicPort: 1434 }]))).toHaveLength(2);
  });

  test("fails if a service would have two public ports, or one of them twice", () => {
    const twice = (publicPort?: number) => () =>
      PortPlan.gateway([{ forward: warehouse }, { forward: warehouse, publicPort }]);
    expect(refusalOf(twice(1434))).toContain('given "warehouse" at port 1434, which is at port 1433 already.');
    expect(rulesOf(twice(1434))).toEqual(["tunnel/one-to-one"]);
    expect(rulesOf(twice())).toEqual(["tunnel/one-to-one"]);
    const inCapitals = { forward: forwardTo({}, "WAREHOUSE"), publicPort: 1434 };
    expect(rulesOf(() => PortPlan.gateway([inCapitals, { forward: warehouse }]))).toEqual(["tunnel/one-to-one"]);
  });

  test.each([0, 65_536, 14.5, NaN])("fails if the public port is %p", (publicPort) => {
    expect(rulesOf(() => PortPlan.gateway([{ forward: warehouse, publicPort }]))).toEqual(["tunnel/port"]);
  });

  test("takes as many forwards as an interface has load-balancing rules, and fails if there is one more", () => {
    const ports = Array.from({ length: 301 }, (_, index) => index + 1);
    const exposed = forwardsTo(ports).map((forward) => ({ forward }));
    expect(PortPlan.gateway(exposed.slice(0, 300)).ports).toHaveLength(300);
    expect(rulesOf(() => PortPlan.gateway(exposed))).toEqual(["tunnel/rules-per-interface"]);
  });

  test("accepts public ports exactly when no two forwards share one", () => {
    const port = fc.integer({ min: 1, max: 9 });
    const publicPort = fc.option(port, { nil: undefined });
    fc.assert(
      fc.property(fc.array(fc.tuple(port, publicPort), { maxLength: 5 }), (given) => {
        const exposed: ExposedForward[] = forwardsTo(given.map(([own]) => own)).map((forward, index) => ({
          forward,
          publicPort: given[index][1],
        }));
        const wanted = given.map(([own, other]) => other ?? own);
        if (new Set(wanted).size === wanted.length) {
          expect(PortPlan.gateway(exposed).ports.map((planned) => planned.port)).toEqual(wanted);
        } else {
          expect(new Set(rulesOf(() => PortPlan.gateway(exposed)))).toEqual(new Set(["tunnel/one-to-one"]));
        }
      }),
    );
  });
});
