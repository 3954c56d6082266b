/**
 * What the bindings do not say of a type, in the words of the provider: azurerm 4.55.0, time 0.13.1, azurestack 1.0.0.
 * Paths join the names of blocks and arguments with dots; a block's path stands for all that is in it.
 */
export interface Supplement {
  /** Module of the bindings. */
  readonly module: string;
  /** Class of the bindings. */
  readonly className: string;
  /** What cannot be changed in place. */
  readonly forceNew?: readonly string[];
  /** Instead of `forceNew`: all that can be changed in place. */
  readonly changeable?: readonly string[];
  /** Blocks that Azure fills in where they are left out; of arguments, the bindings say it. */
  readonly computed?: readonly string[];
  readonly sensitive?: readonly string[];
  readonly writeOnly?: readonly string[];
  readonly deprecated?: readonly string[];
  /** Texts that are JSON: said in another order, they are the same. */
  readonly json?: readonly string[];
  readonly defaults?: Readonly<Record<string, string | number | boolean>>;
  /** Item counts that differ from what the bindings show; lists and sets of plain values included. */
  readonly items?: Readonly<Record<string, { readonly min?: number; readonly max?: number }>>;
  readonly exactlyOneOf?: readonly (readonly string[])[];
  /** The first is not given together with any of the others. */
  readonly conflicts?: readonly (readonly string[])[];
  /** The first is given only with all the others. */
  readonly requiredWith?: readonly (readonly string[])[];
}

/** Supplements by Terraform's type. */
export type Supplements = Readonly<Record<string, Supplement>>;

export const azurerm = (module: string): string => `@cdktf/provider-azurerm/lib/${module}`;

/** Where a resource lies, and what it is called. */
export const PLACE = ["location", "name", "resource_group_name"];

/** The same default for several arguments. */
export function all<T extends string | number | boolean>(value: T, paths: readonly string[]): Record<string, T> {
  return Object.fromEntries(paths.map((path) => [path, value]));
}

/** The same for each of several blocks or services: `within(["a", "b"], ["x"])` is `a.x`, `b.x`. */
export function within(parents: readonly string[], names: readonly string[]): string[] {
  return parents.flatMap((parent) => names.map((name) => `${parent}.${name}`));
}

/** Arguments of which none goes with another: each is the first once. */
export function eachAgainstTheOthers(...names: readonly string[]): string[][] {
  return names.map((name) => [name, ...names.filter((other) => other !== name)]);
}

/** Least counts of blocks that may be left out, but not be empty. */
export function atLeastOne(...paths: readonly string[]): Record<string, { min: number }> {
  return Object.fromEntries(paths.map((path) => [path, { min: 1 }]));
}
