import { TerraformVariable } from "cdktf";
import {
  DataFactory,
  RuntimeOwnership,
  SharedIntegrationRuntime,
  SharedIntegrationRuntimeProps,
  Tier,
} from "../../lib";
import { GROUP_ID, PLACE, resolved } from "../support/azure";
import { partsOf } from "../support/data-factory/parts";
import { stackUnderTest, template } from "../support/stack";

const RUNTIME_ID = `${GROUP_ID}/providers/Microsoft.DataFactory/factories/hub-adf/integrationRuntimes/hub-ir`;
const RETAIL: RuntimeOwnership = { subsidiaryName: "retail", tier: Tier.PRODUCTION };

function runtimeIn(
  stack: ReturnType<typeof stackUnderTest>,
  given: Partial<SharedIntegrationRuntimeProps> = {},
): SharedIntegrationRuntime {
  const dataFactory = new DataFactory(stack, "Factory", { ...PLACE, factoryName: "hub-adf" });
  return new SharedIntegrationRuntime(stack, "Runtime", { ...RETAIL, dataFactory, runtimeName: "hub-ir", ...given });
}

function variable(stack: ReturnType<typeof stackUnderTest>): string {
  return new TerraformVariable(stack, "later", { type: "string" }).stringValue;
}

describe("a shared runtime", () => {
  test("has interactive authoring past Azure Relay where that is wanted, and says nothing of it otherwise", () => {
    const made = [true, false, undefined].map((enabled) => {
      const stack = stackUnderTest();
      runtimeIn(stack, { selfContainedInteractiveAuthoringEnabled: enabled });
      return partsOf(stack, "integrationRuntimes")[0].properties;
    });
    const wanted = { type: "SelfHosted", typeProperties: { selfContainedInteractiveAuthoringEnabled: true } };
    expect(made).toEqual([wanted, { type: "SelfHosted" }, { type: "SelfHosted" }]);
  });

  test("is made in its factory, and Azure is asked for no key", () => {
    const stack = stackUnderTest();
    const runtime = runtimeIn(stack, { description: "Nodes in Munich" });
    const [made, ...others] = partsOf(stack, "integrationRuntimes");
    expect(others).toEqual([]);
    expect(made).toMatchObject({
      name: "hub-ir",
      parent_id: expect.stringMatching(/^\$\{azurerm_data_factory\.Factory_\w+\.id\}$/),
      properties: { type: "SelfHosted", description: "Nodes in Munich" },
    });
    expect(template(stack).ephemeral).toBeUndefined();
    expect(runtime).toMatchObject({ runtimeName: "hub-ir", ...RETAIL });
    expect(runtime.dedicatedTo).toBeUndefined();
    expect(resolved(stack, runtime.resourceId)).toBe(`\${${made.address}.id}`);
  });

  test.each(["ir", "-hub", "hub-", "hub--ir", "hub_ir", "r".repeat(64)])("fails if its name is %j", (runtimeName) => {
    expect(() => runtimeIn(stackUnderTest(), { runtimeName })).toThrow(
      `Stack/Runtime: [data-factory/runtime-name] given "${runtimeName}".`,
    );
  });

  test.each(["hub", "Hub-1-ir", "r".repeat(63)])("may be called %j", (runtimeName) => {
    const stack = stackUnderTest();
    runtimeIn(stack, { runtimeName });
    expect(partsOf(stack, "integrationRuntimes")).toMatchObject([{ name: runtimeName }]);
  });

  test.each(["subsidiaryName", "tier", "dedicatedTo"])("fails if its %s is known after apply only", (what) => {
    const stack = stackUnderTest();
    expect(() => runtimeIn(stack, { [what]: variable(stack) })).toThrow(
      `Stack/Runtime: [runtime/known-at-synth] given ${what}, known only after apply.`,
    );
  });
});

describe("a shared runtime of somebody else", () => {
  test.each([RUNTIME_ID, RUNTIME_ID.toLowerCase()])("is known by its ID and not made: %s", (runtimeId) => {
    const stack = stackUnderTest();
    const runtime = SharedIntegrationRuntime.fromResourceId(stack, "Shared", runtimeId, {
      ...RETAIL,
      dedicatedTo: "erp",
    });
    expect(runtime).toMatchObject({ resourceId: runtimeId, runtimeName: "hub-ir", ...RETAIL, dedicatedTo: "erp" });
    expect(template(stack).resource).toBeUndefined();
  });

  test("is known by its names", () => {
    const runtime = SharedIntegrationRuntime.fromNames(stackUnderTest(), "Shared", {
      subscriptionId: "5b5c0000-0000-4000-8000-000000000001",
      resourceGroupName: "hub-rg",
      factoryName: "hub-adf",
      runtimeName: "hub-ir",
      ...RETAIL,
    });
    expect(runtime).toMatchObject({ resourceId: RUNTIME_ID, runtimeName: "hub-ir", ...RETAIL });
  });

  test.each(["subsidiaryName", "tier", "dedicatedTo"])("fails if its %s is known after apply only", (what) => {
    const stack = stackUnderTest();
    const ownership = { ...RETAIL, [what]: variable(stack) };
    expect(() => SharedIntegrationRuntime.fromResourceId(stack, "Shared", RUNTIME_ID, ownership)).toThrow(
      `Stack/Shared: [runtime/known-at-synth] given ${what}, known only after apply.`,
    );
  });

  test("fails if its ID, or a name in it, is known after apply only", () => {
    const stack = stackUnderTest();
    const later = variable(stack);
    const names = {
      subscriptionId: later,
      resourceGroupName: "hub-rg",
      factoryName: "hub-adf",
      runtimeName: "hub-ir",
      ...RETAIL,
    };
    const refusal = "[runtime/known-at-synth] given runtimeId, known only after apply.";
    expect(() => SharedIntegrationRuntime.fromNames(stack, "ByNames", names)).toThrow(`Stack/ByNames: ${refusal}`);
    expect(() => SharedIntegrationRuntime.fromResourceId(stack, "ById", later, RETAIL)).toThrow(
      `Stack/ById: ${refusal}`,
    );
  });
});
