import { costLine, differing } from "../../tools/one-more-domain";

const ITSELF = { what: "itself", planned: 4, applied: 4, waited: 0 };
const MAY = { what: "what it may", planned: 14, applied: 13, waited: 600 };

test("what one more domain takes is a line of figures", () => {
  expect(costLine(MAY)).toBe("  14 planned   13 applied   600 s waited  what it may");
});

test.each(["planned", "applied", "waited"])("fails if %s is not the same beside few and beside many", (figure) => {
  const more = { ...ITSELF, [figure]: 7 };
  expect(differing([MAY, ITSELF], [MAY, more])).toEqual([`  ${costLine(ITSELF)}\n  ${costLine(more)}`]);
  expect(differing([MAY, ITSELF], [MAY, ITSELF])).toEqual([]);
});
