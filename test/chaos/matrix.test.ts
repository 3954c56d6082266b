import { tableWithHeaderOf } from "../support/docs";
import { FAULTS, THINGS, WAYS, nameOf } from "./faults";
import { PLANTED } from "./planted";

const PAGE = "docs/protocol-cases.md";

const cellOf = (thing: string, way?: string) =>
  FAULTS.filter((fault) => fault.thing === thing && fault.way === way).map(({ what }) => what).join("; "); // prettier-ignore

test("the page has the whole matrix of faults", () => {
  const rows = THINGS.map((thing) => [thing, ...WAYS.map((way) => cellOf(thing, way) || "–")]);
  expect(tableWithHeaderOf(PAGE, "what")).toEqual([["what", ...WAYS], ...rows]);
});

test("no two faults have one name, and each has a place in the matrix, but for nothing at all", () => {
  expect(new Set(FAULTS.map(nameOf)).size).toBe(FAULTS.length);
  expect(FAULTS.filter(({ way }) => way === undefined).map(nameOf)).toEqual(["group: nothing"]);
});

test("every planted bug is shown by a fault", () => {
  expect(PLANTED.map(({ fault }) => fault).filter((name) => !FAULTS.some((one) => nameOf(one) === name))).toEqual([]);
});
