import { Lazy } from "cdktf";
import * as fc from "fast-check";
import {
  idKey,
  nameIn,
  resourceGroupId,
  resourceGroupNameIn,
  resourceId,
  resourceIdViolations,
} from "../../lib/core/resource-id";

const sameResource = (a: string, b: string) => idKey(a) === idKey(b);
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

  test("give the names that they are made of", () => {
    expect(nameIn(FACTORY)).toBe("hub-adf");
    expect(resourceGroupNameIn(FACTORY)).toBe("hub-rg");
  });

  test.each([FACTORY, FACTORY.toUpperCase(), FACTORY.toLowerCase()])("accepts %s as a factory's", (id) => {
    expect(resourceIdViolations("Microsoft.DataFactory/factories", id)).toEqual([]);
  });

  test("accepts the ID of a resource within a resource", () => {
    const type = "Microsoft.DataFactory/factories/integrationRuntimes";
    expect(resourceIdViolations(type, `${FACTORY}/integrationRuntimes/shared`)).toEqual([]);
    expect(resourceIdViolations(type, FACTORY)).toHaveLength(1);
  });

  test.each([
    "hub-adf",
    "",
    `${FACTORY}/`,
    `${FACTORY}/integrationRuntimes/shared`,
    FACTORY.replace("Microsoft.DataFactory", "Microsoft.KeyVault"),
    "${azurerm_data_factory.Hub.id}",
  ])("refuses %p as a factory's", (id) => {
    expect(resourceIdViolations("Microsoft.DataFactory/factories", id)).toEqual([
      expect.stringContaining(`[core/resource-id] given "${id}".`),
    ]);
  });

  test("refuses a token, in which nothing can be read", () => {
    expect(resourceIdViolations("Microsoft.DataFactory/factories", Lazy.stringValue({ produce: () => "" }))).toEqual([
      expect.stringContaining('[core/resource-id] given "<known after apply>".'),
    ]);
  });
});
