import { PlannedRegistry, SubsidiaryProps, Tier } from "../../lib";
import { GROUP_ID } from "../support/azure";
import { holdingUnderTest, rulesOf, subsidiaryUnderTest } from "../support/plan";

const OURS = `${GROUP_ID}/providers/Microsoft.ContainerRegistry/registries/ours`;
const { OF_HUB } = PlannedRegistry;

const hubWith = (props: Partial<SubsidiaryProps>) => subsidiaryUnderTest(props).hubFor(Tier.PRODUCTION);

describe("the registry of a hub", () => {
  test("is its own unless one of yours is planned, in one tier or both", () => {
    const made = subsidiaryUnderTest({ developmentRegistry: PlannedRegistry.existing(OURS) });
    const [development, production] = made.hubPlans;
    expect(development.registry).toEqual({
      registryName: "ours",
      resourceId: OURS,
      ofHub: false,
      repositoryPermissions: false,
    });
    expect(development.ownRegistry).toBeUndefined();
    expect(production.registry).toEqual({
      registryName: "contosoretailproductionb0tdapga",
      resourceId: `${production.resourceGroupId}/providers/Microsoft.ContainerRegistry/registries/contosoretailproductionb0tdapga`,
      ofHub: true,
      repositoryPermissions: false,
    });
    expect(production.ownRegistry).toEqual(production.registry);
  });

  test("stays beside the new one while it is retired, whichever of both is the hub's", () => {
    const ours = PlannedRegistry.existing(OURS, { repositoryPermissions: true });
    const away = hubWith({ productionRegistry: ours, retiredProductionRegistry: OF_HUB });
    expect([away.registry, away.retiredRegistry].map((one) => one?.ofHub)).toEqual([false, true]);
    expect(away.ownRegistry).toBe(away.retiredRegistry);
    const back = hubWith({ retiredProductionRegistry: ours });
    expect(back.registries).toEqual([away.retiredRegistry, away.registry]);
  });

  test("may be shared by all hubs, and is claimed where a hub makes it", () => {
    const holding = holdingUnderTest();
    const ours = PlannedRegistry.existing(OURS);
    const shared = { developmentRegistry: ours, productionRegistry: ours };
    ["retail", "energy"].forEach((name) => subsidiaryUnderTest(shared, holding, name));
    expect(new Set(holding.hubPlans.map(({ registry }) => registry.resourceId))).toEqual(new Set([OURS]));
  });

  test.each<[string, string, () => unknown]>([
    ["it is no registry", "core/resource-id", () => PlannedRegistry.existing(GROUP_ID)],
    ["the used one is retired", "holding/retires-nothing", () => hubWith({ retiredProductionRegistry: OF_HUB })],
    [
      "the used one is retired in another case",
      "holding/retires-nothing",
      () =>
        hubWith({
          productionRegistry: PlannedRegistry.existing(OURS),
          retiredProductionRegistry: PlannedRegistry.existing(OURS.replace("ours", "OURS")),
        }),
    ],
    [
      "a name is given to one that no hub makes",
      "holding/plan-in-use",
      () =>
        hubWith({
          productionRegistry: PlannedRegistry.existing(OURS),
          productionHubNames: { containerRegistry: "named" },
        }),
    ],
    [
      "the subsidiary has no such tier",
      "holding/subsidiary-tier",
      () => hubWith({ developmentSubscriptionId: undefined, developmentRegistry: PlannedRegistry.existing(OURS) }),
    ],
  ])("fails if %s", (_, rule, program) => expect(rulesOf(program)).toEqual([rule]));

  test("may have a name while it is retired", () => {
    const productionHubNames = { containerRegistry: "named" };
    const productionRegistry = PlannedRegistry.existing(OURS);
    expect(
      hubWith({ productionRegistry, productionHubNames, retiredProductionRegistry: OF_HUB }).ownRegistry,
    ).toMatchObject({ registryName: "named" });
  });
});
