import { KeySlot, RelayKeys, Tier } from "../../lib";
import { subsidiaryUnderTest } from "../support/plan";

const { PRIMARY, SECONDARY } = KeySlot;

test("every change of slot or version is written, and the first key as it always was", () => {
  const keys = [
    RelayKeys.FIRST,
    ...[1, 2, 3].flatMap((version) => [PRIMARY, SECONDARY].map((slot) => RelayKeys.serving(slot, { version }))),
  ];
  expect(keys.map((one) => one._writtenVersion)).toEqual([1, 1, 2, 3, 4, 5, 6]);
});

test.each([0, 1.5, -1, Number.NaN])("version %p is refused", (version) => {
  expect(() => RelayKeys.serving(PRIMARY, { version })).toThrow(/^RelayKeys: \[vault\/secret-version\] given version/);
});

test("are planned per tier, and not without a hub", () => {
  const retail = subsidiaryUnderTest({ productionRelayKeys: RelayKeys.serving(SECONDARY, { version: 2 }) });
  expect(retail.hubFor(Tier.PRODUCTION).relayKeys.slot).toBe(SECONDARY);
  expect(retail.hubFor(Tier.DEVELOPMENT).relayKeys).toBe(RelayKeys.FIRST);
  const without = { developmentSubscriptionId: undefined, developmentRelayKeys: RelayKeys.FIRST };
  expect(() => subsidiaryUnderTest(without)).toThrow(
    /\[holding\/subsidiary-tier\] given keys of a Relay in development/,
  );
});
