import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TimeProvider as BindingsProvider } from "@cdktf/provider-time/lib/provider";
import { Sleep } from "@cdktf/provider-time/lib/sleep";
import { TerraformStack, Testing } from "cdktf";
import { Construct } from "constructs";
import { Duration, TimeProvider, TimeSleep } from "../../lib";
import { resources, stackUnderTest, synthesized } from "../support/stack";

/** The stack's JSON and HCL, without what says where it comes from. */
function textsOf(fill: (stack: Construct) => void): unknown[] {
  const texts = [false, true].map((hcl) => {
    const stack = new TerraformStack(Testing.app(), "Stack");
    new AzurermProvider(stack, "azurerm", { features: [{}] });
    fill(stack);
    return hcl ? Testing.synthHcl(stack, true) : Testing.synth(stack, true);
  });
  return texts;
}

describe("TimeSleep and TimeProvider", () => {
  test("say in JSON and in HCL what the bindings of hashicorp/time say", () => {
    const settings = { triggers: { "Stack/Domain/AcrPull": "${azurerm_role_assignment.a.id}", other: "1" } };
    const ours = textsOf((stack) => {
      const provider = new TimeProvider(stack, "time", { alias: "slow" });
      new TimeSleep(stack, "Plain");
      new TimeSleep(stack, "Wait", {
        createDuration: Duration.minutes(10),
        destroyDuration: Duration.seconds(5),
        ...settings,
        provider,
        lifecycle: { preventDestroy: true },
      });
    });
    const theirs = textsOf((stack) => {
      const provider = new BindingsProvider(stack, "time", { alias: "slow" });
      new Sleep(stack, "Plain");
      new Sleep(stack, "Wait", {
        createDuration: "600s",
        destroyDuration: "5s",
        ...settings,
        provider,
        lifecycle: { preventDestroy: true },
      });
    });
    expect(ours).toEqual(theirs);
    expect(ours[0]).toContain('"Stack/Domain/AcrPull": "${azurerm_role_assignment.a.id}"');
  });

  test("take a trigger later, and the same name once", () => {
    const stack = stackUnderTest();
    const wait = new TimeSleep(stack, "Wait", { triggers: { a: "1" } });
    wait.addTrigger("b", "2");
    wait.addTrigger("a", "3");
    expect(resources(stack, "time_sleep")).toEqual([{ triggers: { a: "3", b: "2" } }]);
  });

  test("know the provider's name under which another configuration goes", () => {
    const stack = stackUnderTest();
    const provider = new TimeProvider(stack, "slow");
    provider.alias = "slow";
    new TimeSleep(stack, "Wait", { provider });
    expect(resources(stack, "time_sleep")).toEqual([{ provider: "time.slow" }]);
    expect(synthesized(stack)).toContain('"alias": "slow"');
  });
});
