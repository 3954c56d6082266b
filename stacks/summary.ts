import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HoldingApp } from "./app";

type Blocks = Record<string, Record<string, Record<string, unknown>>>;

/**
 * One line per synthesized stack: its name, how many resources it makes, the hub that it is or belongs to, and its
 * pipelines with how often they run by themselves.
 */
export function summary(app: HoldingApp): string[] {
  const stacks = [
    ...app.hubs.map(({ node }) => ({ name: node.id, hub: "a hub" })),
    ...app.accesses.map(({ node, access }) => ({ name: node.id, hub: `rights of ${access.plan.stackName}` })),
    ...app.gateways.map(({ node, plan }) => ({ name: node.id, hub: plan.hub.stackName })),
    ...app.domains.map(({ node, domain }) => ({ name: node.id, hub: domain.plan.hub.stackName })),
    ...app.edges.map(({ node, site }) => ({ name: node.id, hub: `listens at ${site.path}` })),
  ];
  const width = Math.max(...stacks.map(({ name }) => name.length));
  return stacks.map(({ name, hub }) => {
    const file = join(app.outdir, "stacks", name, "cdk.tf.json");
    const { resource = {} } = JSON.parse(readFileSync(file, "utf8")) as { resource?: Blocks };
    const count = Object.values(resource).reduce((sum, ofType) => sum + Object.keys(ofType).length, 0);
    const line = `${name.padEnd(width)}  ${String(count).padStart(3)} resources  ${hub}`;
    return [line, ...pipelines(resource)].join("  ");
  });
}

/** `load (daily), load-transform`; nothing where there is none. */
function pipelines(resource: Blocks): string[] {
  const triggers = Object.values(resource.azurerm_data_factory_trigger_schedule ?? {});
  const often = new Map(
    triggers.flatMap(({ pipeline, frequency }) => namesIn(pipeline).map((name) => [name, frequency])),
  );
  const names = Object.values(resource.azapi_resource ?? {})
    .filter(({ type }) => String(type).startsWith("Microsoft.DataFactory/factories/pipelines@"))
    .map(({ name }) => String(name));
  const shown = names
    .sort()
    .map((name) => `${name}${often.has(name) ? ` (every ${String(often.get(name)).toLowerCase()})` : ""}`);
  return shown.length === 0 ? [] : [shown.join(", ")];
}

function namesIn(pipeline: unknown): string[] {
  return (pipeline as { name: string }[]).map(({ name }) => name);
}
