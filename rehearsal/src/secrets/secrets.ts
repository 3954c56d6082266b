import { randomBytes } from "node:crypto";
import { RUNTIME } from "../azure/types/data-factory";
import { CONNECTION_RULE, NAMESPACE_RULE } from "../azure/types/relay";
import type { Resource, World } from "../azure/world";
import { Value, Values, isValues } from "../provider/value";
import { PROVIDERS, providerSchema } from "../schema/provider-schema";
import { Block } from "../schema/schema";
import { Secret } from "./finder";

const CANARY_BYTES = 24;

/** A secret nobody has, with characters that every way of writing it has to escape. */
export const madeUp = (): string => `${randomBytes(CANARY_BYTES).toString("base64url")}"+/&ä`;

/** Where a type's secrets are, in what Terraform or Azure keeps of it. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  azurerm_key_vault_secret: ["value"],
  [RUNTIME]: ["authKey1", "authKey2"],
  [CONNECTION_RULE]: ["primaryKey", "secondaryKey"],
  [NAMESPACE_RULE]: ["primaryKey", "secondaryKey"],
  azurerm_storage_account: ["primary_access_key", "secondary_access_key"],
};

/** Every secret that Azure keeps. */
export function secretsIn(world: World): Secret[] {
  return Object.entries(PLACES).flatMap(([type, places]) =>
    world.ofType(type).flatMap(({ id, values, hidden = {} }) =>
      places.flatMap((place) => {
        const value = hidden[place] ?? values[place];
        return typeof value === "string" ? { what: `${place} of ${id.split("/").slice(-3).join("/")}`, value } : [];
      }),
    ),
  );
}

/** What Azure shows of something to whoever may read it: all but what its schema calls sensitive. */
export function shownOf({ type, values }: Resource): string {
  const [provider] = type.split("_");
  const block = PROVIDERS.includes(provider) ? providerSchema(provider).resources[type]?.block : undefined;
  return JSON.stringify(block === undefined ? values : shownIn(block, values));
}

function shownIn(block: Block, values: Values): Values {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([name]) => !(block.attributes[name]?.sensitive || block.blocks[name]?.sensitive))
      .map(([name, value]) => [name, shownWithin(block.blocks[name]?.block, value)]),
  );
}

function shownWithin(block: Block | undefined, value: Value): Value {
  if (block === undefined) {
    return value;
  }
  return Array.isArray(value)
    ? value.map((one) => shownWithin(block, one))
    : isValues(value)
      ? shownIn(block, value)
      : value;
}
