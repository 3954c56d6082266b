import * as fs from "node:fs";
import * as path from "node:path";
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

test("every planted bug has one place in its script", () => {
  const scripts = path.resolve(__dirname, "../../lib/dbt/job/scripts");
  const places = PLANTED.map(
    ({ file, from }) => fs.readFileSync(path.join(scripts, file), "utf8").split(from).length - 1,
  );
  expect(places).toEqual(PLANTED.map(() => 1));
});

test("every planted bug is shown by a fault", () => {
  expect(PLANTED.map(({ fault }) => fault).filter((name) => !FAULTS.some((one) => nameOf(one) === name))).toEqual([]);
});
