import { isInstalled } from "./installed";
import { serveType } from "./schema/provider-schema";
import { Supplement, azurerm } from "./schema/supplement";
import { notServed } from "./azure/bodies";
import { resourceId } from "./azure/ids";
import { Caller, text } from "./azure/operation";
import { KINDS, TypedKind, addBodyKind, addTypedKind, kindCalled } from "./azure/types";
import { Values } from "./provider/value";
import { Configuration } from "./terraform";

/** What is known of a type from outside, beyond its bindings: in the words of the provider's own schema. */
export type OutsideSchema = Omit<Supplement, "module" | "className">;

/**
 * What becomes of a type that the rehearsal does not know: `ignored`, it is left out of the stacks; or served by its
 * schema, as something that Azure takes as it comes. `{}` for a type of Azure's, which azapi writes.
 */
export type OutsideType = "ignored" | OutsideSchema;

/** By azurerm's type, `azurerm_monitor_action_group`, or by Azure's, `Microsoft.Insights/components`. */
export type OutsideTypes = Readonly<Record<string, OutsideType>>;

/** What a process has been told to serve. */
const served = new Set<string>();

/**
 * Serves further types from now on, in all of this process.
 *
 * @throws where a type is served already, or no bindings of it are installed.
 */
export function serveOutside(types: OutsideTypes): void {
  for (const [type, schema] of Object.entries(types)) {
    if (schema !== "ignored" && !served.has(type)) {
      serve(type, schema);
      served.add(type);
    }
  }
}

function serve(type: string, schema: OutsideSchema): void {
  if (KINDS[type] !== undefined || kindCalled(type) !== undefined) {
    throw new Error(`${type} need not be said: the rehearsal serves it, with the rules of Azure for it.`);
  }
  if (type.includes("/")) {
    addBodyKind(type, {});
    return;
  }
  const name = type.replace(/^azurerm_/, "");
  const module = azurerm(name.replace(/_/g, "-"));
  if (name === type || !isInstalled(module)) {
    throw new Error(`${type} cannot be served: there is no ${module}, and ${notServed(type)}`);
  }
  const className = name.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
  const { block } = serveType(type, { ...schema, module, className });
  const holders = Object.keys(block.attributes).filter(
    (argument) => block.attributes[argument].required && /^scope$|_id$/.test(argument),
  );
  addTypedKind(type, plainly(type, holders));
}

/** Something in a resource group, or else in what one of these arguments names. */
function plainly(type: string, holders: readonly string[]): TypedKind {
  const path = (values: Values): [string, string] => [type, text(values, "name") || "default"];
  const holder = (values: Values, { subscriptionId }: Caller): string =>
    holders.map((argument) => text(values, argument)).find((id) => id !== "") ?? `/subscriptions/${subscriptionId}`;
  return {
    id: (values, caller) => {
      const group = text(values, "resource_group_name");
      return group === ""
        ? [holder(values, caller), "providers", ...path(values)].join("/")
        : resourceId(caller.subscriptionId, group, "Outside", ...path(values));
    },
    idOf: (values) => text(values, "id"),
    parent: (id) => id.split("/providers/").slice(0, -1).join("/providers/"),
  };
}

/**
 * Takes what is ignored out of a stack, and out of what waits for it.
 *
 * @throws where something else refers to it: then its schema is wanted.
 */
export function leaveOut(configuration: Configuration, types: OutsideTypes): void {
  const ignored = Object.keys(types).filter((type) => types[type] === "ignored");
  const { resource = {} } = configuration;
  for (const type of ignored) {
    delete resource[type];
  }
  const others = Object.entries(resource).flatMap(([type, byId]) =>
    Object.entries(byId).map(([id, block]) => ({ address: `${type}.${id}`, block })),
  );
  for (const type of ignored) {
    for (const { address, block } of others) {
      const waits = block.depends_on as string[] | undefined;
      if (waits?.some((need) => need.startsWith(`${type}.`)) === true) {
        block.depends_on = waits.filter((need) => !need.startsWith(`${type}.`));
      }
      if (JSON.stringify(block).includes(`\${${type}.`)) {
        throw new Error(`${address} refers to a ${type}, which is ignored: serve it by its schema instead.`);
      }
    }
  }
}
