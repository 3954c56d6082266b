import * as fc from "fast-check";
import { Fn } from "cdktf";
import { Forward, Protocol } from "../../lib";
import { forwardTo, refusalOf, rulesOf } from "../support/plan";

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
const host = fc
  .array(label, { minLength: 1, maxLength: 4 })
  .map((labels) => labels.join("."))
  .filter((name) => name.length <= 253 && !/(^|\.)\d+$/.test(name) && name !== "localhost");
const octet = fc.integer({ min: 0, max: 255 });
const loopback = fc
  .tuple(octet, octet, octet)
  .map((octets) => `127.${octets.join(".")}`)
  .filter((address) => !["127.0.0.0", "127.0.0.1", "127.255.255.255"].includes(address));

describe("Forward", () => {
  test("knows its host, port and protocol, and listens at 127.0.10.1 unless told otherwise", () => {
    const props = { host: "sql01.retail.example", port: 1433, protocol: Protocol.SQL_SERVER };
    expect(new Forward("warehouse", props)).toMatchObject({ ...props, name: "warehouse", bindAddress: "127.0.10.1" });
    expect(new Forward("warehouse", { ...props, bindAddress: "127.9.9.9" }).bindAddress).toBe("127.9.9.9");
  });

  test("takes a user for MySQL's proof, and for no other's", () => {
    const mysql = { protocol: Protocol.MYSQL, port: 3306 };
    expect(forwardTo({ ...mysql, proofUser: "m".repeat(32) }).proofUser).toBe("m".repeat(32));
    for (const proofUser of ["", "m".repeat(33), "a b", "wäre", "a\0", Fn.timestamp()])
      expect(rulesOf(() => forwardTo({ ...mysql, proofUser }))).toEqual(["tunnel/proof-user"]);
    expect(rulesOf(() => forwardTo({ protocol: Protocol.POSTGRESQL, proofUser: "monitoring" }))).toEqual([
      "tunnel/proof-user",
    ]);
  });

  test("is carried by a hybrid connection of its own name", () => {
    expect(forwardTo({}, "plant.pg-01").hybridConnectionName).toBe("plant.pg-01");
  });

  test("fails with all violations at once, each with the forward's name", () => {
    const program = () => forwardTo({ host: "10.0.0.4", port: 0, bindAddress: "localhost" }, "1433");
    expect(rulesOf(program)).toEqual(["tunnel/forward-name", "tunnel/host-name", "tunnel/port", "tunnel/bind-address"]);
    expect(
      refusalOf(program)
        .split("\n")
        .every((line) => line.startsWith("forward 1433: [")),
    ).toBe(true);
  });

  test.each(["w", "warehouse", "W", "1a", "a1", "plant.pg-01", "a._-b", "w".repeat(255)])(
    "accepts the name %p",
    (name) => {
      expect(forwardTo({}, name).name).toBe(name);
    },
  );

  test.each(["", "1433", "1/2", "-w", "w-", "w.", "ware house", "wärehouse", "a:b", "w\n", "w".repeat(256)])(
    "fails if the name is %p",
    (name) => {
      expect(rulesOf(() => forwardTo({}, name))).toEqual(["tunnel/forward-name"]);
    },
  );

  test("fails if the name is only known after apply: both ends are configured with it", () => {
    expect(rulesOf(() => forwardTo({}, Fn.timestamp()))).toEqual(["tunnel/forward-name"]);
  });

  test("accepts every host name of letters, digits and inner hyphens", () => {
    fc.assert(
      fc.property(host, (name) => {
        expect(forwardTo({ host: name }).host).toBe(name);
      }),
    );
  });

  test.each(["sql01", "sql01.retail.example", "1.example", `${"a".repeat(63)}.example`, `${"a.".repeat(126)}a`])(
    "accepts the host %p",
    (name) => {
      expect(forwardTo({ host: name }).host).toBe(name);
    },
  );

  test.each([
    "",
    "localhost",
    "10.0.0.4",
    "1",
    "::1",
    "SQL01.retail.example",
    "sql01.retail.example.",
    ".example",
    "a..b",
    "-a.example",
    "a-.example",
    "sql_01.example",
    "sql01.example:1433",
    "tcp://sql01",
    "sql01\nevil",
    "${sql01}",
    `${"a".repeat(64)}.example`,
    `${"a.".repeat(127)}a`,
  ])("fails if the host is %p", (name) => {
    expect(rulesOf(() => forwardTo({ host: name }))).toEqual(["tunnel/host-name"]);
  });

  test("fails if an otherwise valid host has a character that host names do not have", () => {
    const foreign = fc.string({ minLength: 1, maxLength: 1 }).filter((text) => !/[a-z0-9.-]/.test(text));
    fc.assert(
      fc.property(host, foreign, fc.nat(), (name, character, position) => {
        const at = position % (name.length + 1);
        const broken = name.slice(0, at) + character + name.slice(at);
        expect(rulesOf(() => forwardTo({ host: broken }))).toEqual(["tunnel/host-name"]);
      }),
    );
  });

  test("accepts every TCP port", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 65_535 }), (port) => {
        expect(forwardTo({ port }).port).toBe(port);
      }),
    );
    expect([1, 65_535].map((port) => forwardTo({ port }).port)).toEqual([1, 65_535]);
  });

  test.each([0, -1, 65_536, 1433.5, NaN, Infinity])("fails if the port is %p", (port) => {
    expect(rulesOf(() => forwardTo({ port }))).toEqual(["tunnel/port"]);
  });

  test("accepts every loopback address but those that are taken", () => {
    fc.assert(
      fc.property(loopback, (bindAddress) => {
        expect(forwardTo({ bindAddress }).bindAddress).toBe(bindAddress);
      }),
    );
  });

  test("fails if the address is not a loopback one", () => {
    const other = fc.tuple(octet, octet, octet, octet).filter(([first]) => first !== 127);
    fc.assert(
      fc.property(other, (octets) => {
        expect(rulesOf(() => forwardTo({ bindAddress: octets.join(".") }))).toEqual(["tunnel/bind-address"]);
      }),
    );
  });

  test.each([
    "",
    "localhost",
    "127.0.0.1",
    "127.0.0.0",
    "127.255.255.255",
    "0.0.0.0",
    "::1",
    "::",
    "127.0.10",
    "127.0.10.256",
    "127.0.010.1",
    "127.0.10.1 ",
    "127.0.10.1/32",
  ])("fails if the address is %p", (bindAddress) => {
    expect(rulesOf(() => forwardTo({ bindAddress }))).toEqual(["tunnel/bind-address"]);
  });
});
