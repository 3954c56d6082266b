import { Activity, ActivityDependency } from "../data-factory/activity";
import type { CopySink } from "./endpoint";

/** A way to a sink by which all rows arrive, or none. */
export interface StagedWay {
  /** Where rows are laid down. */
  readonly sink: CopySink;
  /** Before the first row is laid down. */
  readonly prepare: (name: string, dependsOn: ActivityDependency[] | undefined) => Activity;
  /** Once all of them are there. */
  readonly move: (name: string, dependsOn: ActivityDependency[]) => Activity;
}

/** What a sink can do besides being written by a copy. */
export interface SinkAbilities {
  /** Columns by which rows that are there already are found. */
  readonly keys?: readonly string[];
  /** What it writes, in words that are equal for equal places. */
  readonly place?: string;
  /** Whether what is there goes. */
  readonly replaces?: boolean;
  /** Whether it is where rows of one run lie beside a table. */
  readonly beside?: boolean;
  /** The way by which `what` lays down these columns first. */
  readonly stage?: (what: string, columns: readonly string[]) => StagedWay;
}
