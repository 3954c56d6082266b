import { TerraformStack } from "cdktf";
import { keepState, stateStoreFrom } from "../../stacks/state";
import { exampleApp } from "../support/example";
import { stackUnderTest, template } from "../support/stack";

const ENVIRONMENT = {
  STATE_RESOURCE_GROUP: "state-rg",
  STATE_STORAGE_ACCOUNT: "contosostate",
  STATE_CONTAINER: "terraform",
};
const STORE = { resourceGroupName: "state-rg", storageAccountName: "contosostate", containerName: "terraform" };

/** The backend that a stack says. */
function backendOf(stack: TerraformStack) {
  return template(stack).terraform?.backend;
}

describe("where states are kept", () => {
  test("is in Azure when all variables say where", () => {
    expect(stateStoreFrom(ENVIRONMENT)).toEqual(STORE);
  });

  test.each([{}, { STATE_RESOURCE_GROUP: "", STATE_STORAGE_ACCOUNT: "", STATE_CONTAINER: "" }, { OTHER: "x" }])(
    "is a local file when no variable says anything: %p",
    (environment) => {
      expect(stateStoreFrom(environment)).toBeUndefined();
    },
  );

  test.each([
    [{ ...ENVIRONMENT, STATE_CONTAINER: undefined }, "STATE_CONTAINER"],
    [{ ...ENVIRONMENT, STATE_STORAGE_ACCOUNT: "" }, "STATE_STORAGE_ACCOUNT"],
    [{ STATE_STORAGE_ACCOUNT: "contosostate" }, "STATE_RESOURCE_GROUP and STATE_CONTAINER"],
  ])("fails if only some variables do: %p", (environment, missing) => {
    expect(() => stateStoreFrom(environment)).toThrow(
      `State: set ${missing} too, or none of STATE_RESOURCE_GROUP, STATE_STORAGE_ACCOUNT, STATE_CONTAINER.`,
    );
  });
});

describe("the state of a stack", () => {
  test("has a key of its own in Azure, reached by the deployer's identity", () => {
    const stack = stackUnderTest("retail-prod-salesforce");
    keepState(stack, STORE);
    expect(backendOf(stack)).toEqual({
      azurerm: {
        resource_group_name: "state-rg",
        storage_account_name: "contosostate",
        container_name: "terraform",
        key: "retail-prod-salesforce.tfstate",
        use_azuread_auth: true,
      },
    });
  });

  test("shares its key with no other stack of the example", () => {
    const { hubs, domains } = exampleApp(STORE);
    const keys = [...hubs, ...domains].map((stack) => [stack.node.id, backendOf(stack)?.azurerm?.key]);
    expect(keys).toEqual(keys.map(([name]) => [name, `${String(name)}.tfstate`]));
    expect(new Set(keys.map(([, key]) => key)).size).toBe(16);
  });

  test("is not said to be in Azure when nothing says where", () => {
    const stack = stackUnderTest();
    keepState(stack, undefined);
    expect(backendOf(stack)).toBeUndefined();
  });
});
