import { ConnectivityHub, DomainProps, SecretValue, StorageAccount, Tier } from "../../lib";
import { roleAdministrationCondition } from "../../lib/identity/role-administration";
import { Role } from "../../lib/identity/role";
import { GROUP_ID } from "../support/azure";
import { CONSUMER_DEPLOYER, PROVIDER_DEPLOYER, handoffPlan } from "../support/handoff-plan";
import { rulesOf } from "../support/plan";
import { resources, stackUnderTest } from "../support/stack";
import { sensitiveVariable } from "../support/variable";

/** The hub of who gives, or of who takes. */
function hubOf(who: "retail" | "energy", tier: Tier, provider: DomainProps = {}, consumer: DomainProps = {}) {
  const stack = stackUnderTest();
  const plan = handoffPlan(provider, consumer)[who].hubFor(tier);
  const secretValues: Record<string, SecretValue> =
    who === "retail" ? { "warehouse-password": SecretValue.stored(sensitiveVariable(stack, "password")) } : {};
  new ConnectivityHub(stack, "Hub", { plan, secretValues });
  const onContainers = resources(stack, "azurerm_role_assignment").filter(({ scope }) =>
    /storage_container/.test(String(scope)),
  );
  return {
    containers: resources(stack, "azurerm_storage_container").map(({ name }) => name),
    policies: resources(stack, "azurerm_storage_management_policy"),
    admitted: onContainers.map(({ principal_id: id, condition }) => [id, condition]),
  };
}

describe("handoffs of a hub's domains", () => {
  test("have a container per environment, in the storage of the hub of who gives, emptied as agreed", () => {
    const { containers, policies } = hubOf("retail", Tier.DEVELOPMENT);
    expect(containers).toEqual(["handoff-play-accounts", "handoff-test-accounts"]);
    const prefix = (name: string) => ({ filters: { prefix_match: [`${name}/runs/`] } });
    expect(policies).toMatchObject([{ rule: containers.map((name) => prefix(String(name))) }]);
    expect(hubOf("retail", Tier.PRODUCTION).containers).toEqual(["handoff-prod-accounts"]);
    expect(hubOf("energy", Tier.PRODUCTION)).toEqual({ containers: [], policies: [], admitted: [] });
  });

  test("are opened to the deployers that the plan knows: one may let its factory write, the other read", () => {
    const { admitted } = hubOf(
      "retail",
      Tier.PRODUCTION,
      { productionDeployer: PROVIDER_DEPLOYER },
      { productionDeployer: CONSUMER_DEPLOYER },
    );
    expect(admitted).toEqual([
      [PROVIDER_DEPLOYER.principalId, roleAdministrationCondition(Role.STORAGE_BLOB_DATA_CONTRIBUTOR)],
      [CONSUMER_DEPLOYER.principalId, roleAdministrationCondition(Role.STORAGE_BLOB_DATA_READER)],
    ]);
    expect(hubOf("retail", Tier.PRODUCTION).admitted).toEqual([]);
  });

  test("fail if one deployer deploys both sides", () => {
    const both = { productionDeployer: PROVIDER_DEPLOYER };
    expect(rulesOf(() => hubOf("retail", Tier.PRODUCTION, both, both))).toEqual(["identity/one-administration"]);
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
