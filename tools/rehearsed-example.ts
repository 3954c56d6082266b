import { Tier } from "../lib";
import { PlannedStack } from "../rehearsal/src";
import { HoldingApp } from "../stacks/app";
import { exampleEdges } from "../stacks/example-edges";
import { example } from "../stacks/example";
import { contoso } from "../stacks/example-holding";

/** The example holding, ready to be rehearsed. */
export interface RehearsedExample {
  readonly app: HoldingApp;
  readonly holding: typeof contoso;
  /** Sites on Azure Stack Hub: who deploys there is not in the plan, here it is who deploys the hub of production. */
  readonly others: readonly PlannedStack[];
}

/** @param outdir where the app is synthesized. */
export function rehearsedExample(outdir: string): RehearsedExample {
  const app = new HoldingApp(contoso, example, undefined, { outdir });
  const others = app.edges.map(({ node: { id: stackName }, site }) => {
    const hub = contoso.hubPlans.find(
      ({ subsidiaryName, tier }) => subsidiaryName === site.subsidiaryName && tier === Tier.PRODUCTION,
    );
    const { subscriptionId } = exampleEdges[stackName];
    return { stackName, subscriptionId, deployer: hub?.deployer };
  });
  return { app, holding: contoso, others };
}
