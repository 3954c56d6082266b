import { UNKNOWN, Value, Values } from "../../provider/value";
import type { Resource, World } from "../world";
import { resourceId, uuidOf } from "../ids";
import { Caller, blocks, text } from "../operation";

/** What Azure knows when it works out what it adds to a resource. */
export interface Making {
  readonly id: string;
  readonly world: World;
  /** Sets the resource apart from whatever had its name before. */
  readonly seed: string;
  readonly tenantId: string;
}

/** How something lives in Azure, whoever makes it. */
export interface Kind {
  /** What must exist first; none for what belongs to no resource. */
  readonly parent?: (id: string, values: Values) => string;
  /** What else must exist first, and must not be deleted as long as this is there: resource IDs. */
  readonly refersTo?: (values: Values) => string[];
  /** What is in it without being a resource of Terraform's own: the ends of their IDs. */
  readonly holds?: (values: Values) => string[];
  /** As Azure calls it, where its name is one for the whole of Azure. */
  readonly globalName?: string;
  /**
   * Virtual seconds that making or deleting it takes; none where nothing else can overtake it. Whatever forgets to
   * wait for it comes too early.
   */
  readonly takes?: { readonly create?: number; readonly delete?: number };
  /** What can be asked of it by POST. */
  readonly actions?: Readonly<Record<string, Action>>;
}

/** A kind that lives as the arguments of azurerm's type. */
export interface TypedKind extends Kind {
  /** Azure resource ID of what is planned. */
  readonly id: (values: Values, caller: Caller, seed: string, world: World) => string;
  /** Azure resource ID of what Terraform knows. */
  readonly idOf: (values: Values, world: World) => string;
  /** What Azure adds. */
  readonly computed?: (values: Values, making: Making) => Values;
  /** What Azure changes beside what was asked for. */
  readonly changed?: (values: Values, prior: Values, seed: string) => Values;
  /** Whether the provider finds it again. */
  readonly seen?: (values: Values, caller: Caller) => boolean;
  /** What the provider makes of what it reads, where that is not what it has written. */
  readonly asRead?: (values: Values, caller: Caller) => Values;
  /** How Azure itself spells it, for whoever asks in Azure's words. */
  readonly spelling?: Spelling;
}

/** How Azure spells what lives here as the arguments of azurerm's type. */
export interface Spelling {
  /** `Microsoft.Network/virtualNetworks/subnets` */
  readonly type: string;
  /** What GET answers. */
  readonly body: (resource: Resource, world: World) => Values;
  /** The arguments that say what is PUT. */
  readonly values: (body: Values, id: string) => Values;
  /** What else a PUT does to what was there before: it takes away what the body does not name. */
  readonly afterwards?: (changed: Resource, world: World) => void;
}

/** A kind that lives as Azure's own body: what GET answers. */
export interface BodyKind extends Kind {
  /** What Azure makes of a body that is PUT, where it keeps or adds something. */
  readonly settled?: (body: Values, before: Values | undefined) => Values;
  /** What Azure has of it and GET does not answer: its keys. */
  readonly secrets?: (body: Values, making: Making) => Values;
  /** Versions of the API that know it; any when left out. */
  readonly versions?: readonly string[];
  /** What Azure makes with it: ends of IDs, each with its kind and body. */
  readonly brings?: (body: Values, making: Making) => readonly Brought[];
}

/** Something that is made, and goes, with what it belongs to. */
export interface Brought {
  readonly end: string;
  readonly type: string;
  readonly body: Values;
}

/** What a resource does when it is asked to by POST; what it answers. */
export type Action = (resource: Resource, asked: Values, making: Making) => Values;

/** TypedKinds by azurerm's type. */
export type TypedKinds = Readonly<Record<string, TypedKind>>;

/** TypedKinds by Azure's type. */
export type BodyKinds = Readonly<Record<string, BodyKind>>;

/** What is deleted with a right that is deleted in the same run. */
export const DELETE_SECONDS = 10;

export const ownId = (values: Values): string => text(values, "id");

/** Something in a resource group, in the provider's own subscription. */
export function grouped(
  namespace: string,
  ...path: readonly ((values: Values) => string)[]
): Pick<TypedKind, "id" | "idOf"> {
  return {
    id: (values, { subscriptionId }) =>
      resourceId(subscriptionId, text(values, "resource_group_name"), namespace, ...path.map((part) => part(values))),
    idOf: ownId,
  };
}

export const fixed = (name: string) => (): string => name;
export const argument = (name: string) => (values: Values) => text(values, name);
export const inGroup = (id: string): string => id.split("/").slice(0, 5).join("/");

/** Something that lies directly in a resource group and is called by its name. */
export function topLevel(namespace: string, type: string): Pick<TypedKind, "id" | "idOf" | "parent"> {
  return { ...grouped(namespace, fixed(type), argument("name")), parent: inGroup };
}

/** Something in a resource whose ID is one of its arguments. */
export function inside(parentArgument: string, type: string): Pick<TypedKind, "id" | "idOf" | "parent"> {
  return {
    id: (values) => `${text(values, parentArgument)}/${type}/${text(values, "name")}`,
    idOf: ownId,
    parent: (_, values) => text(values, parentArgument),
  };
}

/** IDs that stand in arguments, as far as they are set; a list counts as all that is in it. */
export function given(values: Values, ...names: readonly string[]): string[] {
  return names
    .flatMap((name) => values[name])
    .filter((value): value is string => typeof value === "string" && value !== "");
}

/** Of what Azure would add to a block, what is left open there. */
export function whereOpen(block: Values, added: Values): Values {
  return Object.fromEntries(Object.entries(added).filter(([name]) => block[name] === UNKNOWN));
}

/** The identity block with what Azure fills in. */
export function identity(values: Values, { seed, id, tenantId }: Making): Value {
  return blocks(values, "identity").map((block) =>
    /SystemAssigned/.test(text(block, "type"))
      ? { principal_id: uuidOf(`principal of ${id} ${seed}`), tenant_id: tenantId }
      : { principal_id: "", tenant_id: "" },
  );
}

/** Resource IDs of the user-assigned identities that are attached. */
export const attachedIdentities = (values: Values): string[] =>
  blocks(values, "identity").flatMap((block) => given(block, "identity_ids"));
