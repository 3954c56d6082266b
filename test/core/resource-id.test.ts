import * as fc from "fast-check";
import { resourceGroupId, resourceId, sameResource, segmentOf } from "../../lib/core/resource-id";

const group = { subscriptionId: "1a2b3c4d-0000-4000-8000-000000000001", resourceGroupName: "hub-rg" };
const FACTORY =
  "/subscriptions/1a2b3c4d-0000-4000-8000-000000000001/resourceGroups/hub-rg/providers/Microsoft.DataFactory/factories/hub-adf";

describe("resource IDs", () => {
  test("follow from names", () => {
    expect(resourceGroupId(group)).toBe("/subscriptions/1a2b3c4d-0000-4000-8000-000000000001/resourceGroups/hub-rg");
    expect(resourceId(group, "Microsoft.DataFactory", "factories", "hub-adf")).toBe(FACTORY);
  });

  test("compare ignoring case", () => {
    const cases = fc.array(fc.boolean(), { minLength: FACTORY.length, maxLength: FACTORY.length });
    fc.assert(
      fc.property(cases, (upper) => {
        const other = [...FACTORY].map((letter, index) => (upper[index] ? letter.toUpperCase() : letter.toLowerCase()));
        expect(sameResource(FACTORY, other.join(""))).toBe(true);
      }),
    );
  });

  test("differ where anything but the case differs", () => {
    expect(sameResource(FACTORY, `${FACTORY}2`)).toBe(false);
    expect(sameResource(FACTORY, FACTORY.replace("hub-rg", "hub-rh"))).toBe(false);
  });

  test.each([
    ["resourceGroups", "hub-rg"],
    ["RESOURCEGROUPS", "hub-rg"],
    ["subscriptions", "1a2b3c4d-0000-4000-8000-000000000001"],
    ["factories", "hub-adf"],
    ["vaults", ""],
    ["hub-adf", ""],
  ])("the segment %s is %p", (segment, value) => {
    expect(segmentOf(FACTORY, segment)).toBe(value);
  });
});
