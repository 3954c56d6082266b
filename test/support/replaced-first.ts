import type { Template } from "./stack";

type Block = Record<string, unknown>;

/** Under what is replaced by making the new one first: may be replaced so, too, or is documented not to be. */
const HARMLESS: Readonly<Record<string, (block: Block) => boolean>> = {
  // Its own name is new when anything else of it is.
  time_sleep: () => true,
  // Azure refuses a second one of the same scope, role and principal: nothing else of it may change.
  azurerm_role_assignment: ({ description, name }) => description === undefined && name === undefined,
  // docs/decisions/0021: what a factory stands on moves with it, under another name.
  azurerm_data_factory: () => true,
  azurerm_resource_group: () => true,
  azurerm_user_assigned_identity: () => true,
};

const PART = /^Microsoft\.DataFactory\/factories\/\w+@/;

/** All that a block names, data sources among it. */
const addressesIn = (block: Block): string[] =>
  JSON.stringify({ ...block, "//": undefined }).match(/(?<![\w.-])(?:data\.)?(?:azurerm|azapi|time)_\w+\.[\w-]+/g) ??
  [];

const isFirst = ({ lifecycle }: Block): boolean =>
  (lifecycle as { create_before_destroy?: boolean } | undefined)?.create_before_destroy === true;

/**
 * What in a stack could never be replaced: Terraform makes the new one first of everything that stands under something
 * that is replaced so, and Azure refuses it where it has the old one's name.
 */
export function stuckIn({ resource = {}, data = {} }: Template): string[] {
  const blocks = new Map<string, Block>(
    [
      ...Object.entries(resource),
      ...Object.entries(data).map(([type, byId]) => [`data.${type}`, byId] as const),
    ].flatMap(([type, byId]) => Object.entries(byId).map(([id, block]): [string, Block] => [`${type}.${id}`, block])),
  );
  const under = new Set([...blocks].filter(([, block]) => isFirst(block)).map(([address]) => address));
  under.forEach((address) => addressesIn(blocks.get(address) ?? {}).forEach((next) => under.add(next))); // it sees what is added
  return [...under].flatMap((address) => {
    const why = whyStuck(address, blocks.get(address) ?? {});
    return why === undefined ? [] : [`${address} ${why}`];
  });
}

function whyStuck(address: string, block: Block): string | undefined {
  const [type] = address.split(".");
  if (type === "data") {
    return undefined; // it is read, and named by nobody
  }
  if (!PART.test(String(block.type))) {
    return HARMLESS[type]?.(block) ? undefined : "cannot be replaced under its own name any more";
  }
  if (!isFirst(block)) {
    return "is replaced first only until what is above it goes";
  }
  return block.replace_triggers_refs === undefined && !String(block.name).includes("${")
    ? undefined
    : "is replaced by what is not in its name";
}
