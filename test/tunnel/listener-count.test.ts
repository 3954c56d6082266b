import * as fc from "fast-check";
import { listenerViolations } from "../../lib/tunnel/listener-count";

describe("the listeners of a hybrid connection", () => {
  test("are at least one and at most 25, or as many as the library has for a default", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 25 }), (count) => {
        expect(listenerViolations(count)).toEqual([]);
      }),
    );
    expect([1, 25, undefined].flatMap(listenerViolations)).toEqual([]);
  });

  test.each([0, 26, -1, 2.5, NaN])("fail if they are %p", (count) => {
    expect(listenerViolations(count)).toEqual([
      expect.stringMatching(`^\\[tunnel/listeners\\] given ${count} listeners\\. .* Allowed: 1-25 listeners\\.$`),
    ]);
  });
});
