import type { Construct } from "constructs";
import { DbtContainerAppJob, PlannedForward, SourceDomain } from "../../lib";
import { Runner, modules } from "./docs";
import { exampleStacks } from "./example-stacks";
import { smallPlan } from "./small-plan";
import { Template, stackUnderTest, template } from "./stack";

const SUBNET_ID =
  "/subscriptions/1a2b3c4d-0000-4000-8000-000000000004/resourceGroups/network-rg/providers" +
  "/Microsoft.Network/virtualNetworks/network/subnets/apps";

/** A synthesized stack of a kind that has a place of its own in the guides. */
export interface KindOfStack {
  readonly kind: "hub" | "domain's access" | "gateway" | "domain" | "domain with a Container Apps job";
  readonly name: string;
  readonly template: Template;
}

/** Every stack of the example in Azure, and what a guide adds to a domain that the example does not have. */
export function kindsOfStacks(): KindOfStack[] {
  const { app, templates } = exampleStacks();
  const of = (kind: KindOfStack["kind"], stacks: readonly Construct[]): KindOfStack[] =>
    stacks.map(({ node }) => ({ kind, name: node.id, template: templates.get(node.id)! }));
  return [
    ...of("hub", app.hubs),
    ...of("domain's access", app.accesses),
    ...of("gateway", app.gateways),
    ...of("domain", app.domains),
    { kind: "domain with a Container Apps job", name: "container-app-job.md", template: containerAppsDomain() },
  ];
}

function containerAppsDomain(): Template {
  const page = new Runner(modules()).run("docs/guides/container-app-job.ts").exports as {
    nightly: (domain: SourceDomain, warehouse: PlannedForward, subnetId: string) => DbtContainerAppJob;
  };
  const { retail, salesforce, planned } = smallPlan({ jobsReadSecrets: true });
  retail.addSecret("warehouse-password", { readers: [salesforce] });
  const [plan] = salesforce.plans;
  const stack = stackUnderTest(plan.stackName);
  page.nightly(new SourceDomain(stack, "Domain", { plan }), planned.warehouse, SUBNET_ID);
  return template(stack);
}
