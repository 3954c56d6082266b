import { Range } from "../../lib/core/range";

describe("Range", () => {
  test.each([1, 2, 50])("admits %p in 1-50", (value) => {
    expect(new Range(1, 50, "characters").admits(value)).toBe(true);
  });

  test.each([0, 51, 1.5, NaN, -1, Infinity])("does not admit %p in 1-50", (value) => {
    expect(new Range(1, 50, "characters").admits(value)).toBe(false);
  });

  test("admits fractions where it is not one of whole numbers", () => {
    const cores = new Range(0.1, 4, "cores", false);
    expect([0.05, 0.1, 1.5, 4, 4.1, NaN].map((value) => cores.admits(value))).toEqual([
      false,
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  test("says what it allows", () => {
    expect(new Range(1, 50, "characters").toString()).toBe("1-50 characters");
  });
});
