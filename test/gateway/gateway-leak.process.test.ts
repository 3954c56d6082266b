import { execFileSync } from "node:child_process";
import * as path from "node:path";

const FOLDERS = ["gateway", "tunnel"].map((folder) => path.join(__dirname, "../../lib", folder, "scripts"));

/** Two o'clock; slots of half an hour, of which four are a cycle: the first one is that of the machine 0. */
const TWO = 1_800_000_000;

type Look = readonly [minute: number, relayed: number, clients: number, outdated?: boolean];

/** What a machine does with what it counts: minute after minute, connections to the Relay and of clients. */
function played(host: string, looks: readonly Look[]) {
  const program = `
import json, sys
from gateway_leak import Leak
settings = {"seconds": 90, "many": 50, "slotSeconds": 1800, "startSeconds": 300, "slots": 4}
orders = []
leak = Leak(settings, orders.append, sys.argv[1])
said = []
for minute, *counted in json.loads(sys.argv[2]):
    orders.clear()
    leak.look(${TWO} + 60 * minute, *counted)
    said.append(f"restart: {orders[0]}" if orders else leak.state() or "-")
print(json.dumps([said, leak.figures()]))`;
  const env = { PYTHONPATH: FOLDERS.join(":"), PYTHONDONTWRITEBYTECODE: "1" };
  const args = ["-c", program, host, JSON.stringify(looks)];
  const [said, figures] = JSON.parse(execFileSync("/usr/bin/python3", args, { encoding: "utf8", env })) as [
    string[],
    string,
  ];
  return { said, figures };
}

const FIRST = "retail-gateway000000";
const SECOND = "retail-gateway000001";
const FIFTH = "retail-gateway000004";

test("the played time begins a cycle", () => {
  expect((TWO / 1800) % 4).toBe(0);
});

test("azbridge is restarted where something is leaked for longer than a tunnel takes to close, and nobody is there", () => {
  expect(
    played(FIRST, [
      [10, 3, 0],
      [11, 3, 0],
      [12, 3, 0],
      [13, 0, 0],
    ]).said,
  ).toEqual(["-", "-", "restart: leaked", "-"]);
  expect(
    played(FIRST, [
      [10, 3, 0],
      [11, 0, 0],
      [12, 3, 0],
      [13, 3, 0],
    ]).said,
  ).toEqual(["-", "-", "-", "-"]);
  expect(
    played(FIRST, [
      [10, 3, 3],
      [12, 3, 3],
      [14, 2, 3],
    ]).said,
  ).toEqual(["-", "-", "-"]);
});

test("a few that are leaked wait for the clients to leave", () => {
  expect(
    played(FIRST, [
      [0, 52, 3],
      [2, 52, 3],
      [4, 52, 3],
      [200, 49, 0],
    ]).said,
  ).toEqual(["-", "-", "-", "restart: leaked"]);
});

describe("many that are leaked, with clients that stay", () => {
  const many = (...minutes: number[]) => minutes.map((minute) => [minute, 70, 20] as const);

  test("take the machine out of balance in its own slot, until the slot is over", () => {
    expect(played(FIRST, many(0, 2, 10, 29, 30)).said).toEqual([
      "-",
      "drained: 50 connections leaked",
      "drained: 50 connections leaked",
      "drained: 50 connections leaked",
      "restart: leaked",
    ]);
    expect(played(SECOND, many(0, 2, 30, 59, 60)).said).toEqual([
      "-",
      "-",
      "drained: 50 connections leaked",
      "drained: 50 connections leaked",
      "restart: leaked",
    ]);
  });

  test("or until the last client has gone", () => {
    expect(played(FIRST, [...many(0, 2), [9, 55, 0], [10, 0, 0]]).said).toEqual([
      "-",
      "drained: 50 connections leaked",
      "restart: leaked",
      "-",
    ]);
  });

  test("wait for the next own slot where this one is half over, and two hours later have it", () => {
    expect(played(FIRST, many(4, 6, 25, 121)).said).toEqual(["-", "-", "-", "drained: 50 connections leaked"]);
    expect(played(FIFTH, many(0, 2)).said).toEqual(["-", "drained: 50 connections leaked"]);
  });

  test("end it when the leak is gone by itself", () => {
    expect(played(FIRST, [...many(0, 2), [5, 20, 20]]).said).toEqual(["-", "drained: 50 connections leaked", "-"]);
  });

  test("stand in figures", () => {
    expect(played(FIRST, many(0)).figures).toBe("to the Relay 70, of clients 20, leaked 50");
  });
});

describe("what an upgrade has replaced", () => {
  const upgraded = (...minutes: number[]): Look[] => minutes.map((minute) => [minute, 20, 20, true] as const);
  const WAITS = "drained: an upgrade waits";

  test("is restarted in the machine's own slot, when the slot is over", () => {
    expect(played(FIRST, upgraded(0, 29, 30)).said).toEqual([WAITS, WAITS, "restart: upgrade"]);
    expect(played(SECOND, upgraded(0, 29, 30, 59, 60)).said).toEqual(["-", "-", WAITS, WAITS, "restart: upgrade"]);
  });

  test("or once nobody is there, which alone is no reason in any other slot", () => {
    expect(
      played(SECOND, [
        [0, 0, 0, true],
        [10, 0, 0, true],
        [29, 0, 0, true],
        [30, 1, 1, true],
        [31, 0, 0, true],
      ]).said,
    ).toEqual(["-", "-", "-", WAITS, "restart: upgrade"]);
  });

  test("waits for the next own slot where this one is half over", () => {
    expect(played(FIRST, upgraded(6, 25, 121)).said).toEqual(["-", "-", WAITS]);
  });

  test("is not restarted when a leak is, which waits for no slot", () => {
    expect(
      played(SECOND, [
        [0, 3, 0, true],
        [2, 3, 0, true],
      ]).said,
    ).toEqual(["-", "restart: leaked"]);
  });

  test("drains no longer once something else has restarted it", () => {
    expect(played(FIRST, [...upgraded(0), [1, 20, 20, false]]).said).toEqual([WAITS, "-"]);
  });
});
