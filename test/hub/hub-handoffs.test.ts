import { ConnectivityHub, SecretValue, StorageAccount, Tier } from "../../lib";
import { GROUP_ID } from "../support/azure";
import { handoffPlan } from "../support/handoff-plan";
import { rulesOf } from "../support/plan";
import { resources, stackUnderTest } from "../support/stack";
import { sensitiveVariable } from "../support/variable";

/** The hub of who gives, or of who takes. */
function hubOf(who: "retail" | "energy", tier: Tier) {
  const stack = stackUnderTest();
  const plan = handoffPlan()[who].hubFor(tier);
  const secretValues: Record<string, SecretValue> =
    who === "retail" ? { "warehouse-password": SecretValue.stored(sensitiveVariable(stack, "password")) } : {};
  new ConnectivityHub(stack, "Hub", { plan, secretValues });
  return {
    containers: resources(stack, "azurerm_storage_container").map(({ name }) => name),
    policies: resources(stack, "azurerm_storage_management_policy"),
  };
}

describe("handoffs of a hub's domains", () => {
  test("have a container per environment, in the storage of the hub of who gives, emptied as agreed", () => {
    const { containers, policies } = hubOf("retail", Tier.DEVELOPMENT);
    expect(containers).toEqual(["handoff-play-accounts", "handoff-test-accounts"]);
    const prefix = (name: string) => ({ filters: { prefix_match: [`${name}/runs/`] } });
    expect(policies).toMatchObject([{ rule: containers.map((name) => prefix(String(name))) }]);
    expect(hubOf("retail", Tier.PRODUCTION).containers).toEqual(["handoff-prod-accounts"]);
    expect(hubOf("energy", Tier.PRODUCTION)).toEqual({ containers: [], policies: [] });
  });

  test("fail in a storage account of yours, whose policy is not the hub's", () => {
    const stack = stackUnderTest();
    const plan = handoffPlan().retail.hubFor(Tier.PRODUCTION);
    const id = `${GROUP_ID}/providers/Microsoft.Storage/storageAccounts/shared`;
    const storageAccount = StorageAccount.fromResourceId(stack, "Storage", id);
    const secretValues = { "warehouse-password": SecretValue.stored(sensitiveVariable(stack, "password")) };
    expect(rulesOf(() => new ConnectivityHub(stack, "Hub", { plan, storageAccount, secretValues }))).toEqual([
      "hub/handoff-storage",
    ]);
  });
});
