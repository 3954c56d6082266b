import { TypeSchema } from "../schema/schema";
import { Values } from "./value";

/** What is wrong, as Terraform shows it. */
export interface Finding {
  readonly summary: string;
  readonly detail: string;
}

/** One step of the way to a value: an argument's name, or an index in a list. */
export type Step = string | number;

/** What a provider keeps with a resource, out of Terraform's sight. */
export type Kept = Readonly<Record<string, string>>;

/** What Terraform wants planned: a resource made where there is none, changed where there is one. */
export interface Wanted {
  readonly prior: Values | undefined;
  readonly config: Values;
  readonly kept: Kept;
}

/** What Terraform shows before anything is done. */
export interface Planned {
  readonly planned: Values;
  /** What cannot be changed in place. */
  readonly replace: readonly Step[][];
  readonly kept?: Kept;
}

/** A plan that is carried out. */
export interface Change extends Wanted {
  readonly planned: Values;
}

/** A resource as Terraform remembers it, where it is there. */
export interface Remembered {
  readonly state: Values | null;
  readonly kept?: Kept;
}

/** A double of one provider, configured once for one deployer: what Terraform asks of it, type by type. */
export interface ProviderDouble {
  /** Whether it is written with the provider SDK, to which Terraform is lenient. */
  readonly isLegacy: boolean;
  configure(config: Values): void;
  validate(schema: TypeSchema, config: Values): Finding[];
  plan(type: string, wanted: Wanted): Planned;
  /** Virtual seconds that making or deleting it takes; undefined where it takes none. */
  secondsFor(type: string, action: "create" | "delete", values: Values): number | undefined;
  create(type: string, change: Change): Remembered;
  update(type: string, change: Change & { readonly prior: Values }): Remembered;
  delete(type: string, prior: Values): void;
  read(type: string, state: Values, kept: Kept): Remembered;
  import(type: string, id: string): Values | Finding;
  lookUp(type: string, config: Values): Values;
  /** Opens an ephemeral resource. */
  open(type: string, config: Values): Values;
  /** How it tells what Azure, or the provider itself, refuses. */
  findingOf(error: unknown): Finding | undefined;
}
