import { Activity, ActivityDependency } from "../data-factory/activity";

/** What a mark is, wherever it is kept. */
export interface KeptMark {
  /** One per copy. */
  readonly name: string;
  /** A time in UTC, as `2026-01-31T00:00:00Z`, while there is no mark. */
  readonly start: string;
}

/** Where marks are kept. */
export interface MarkPlace {
  /** In words that are equal for equal ones. */
  readonly where: string;
  /** The mark of a name there, in words that are equal for equal ones. */
  placeOf(name: string): string;
  /** Reads it; the last activity's output has it. */
  read(mark: KeptMark, dependsOn: ActivityDependency[] | undefined): Activity[];
  /** What {@link read} has read, in an expression. */
  reading(name: string): string;
  /** Moves it to the time at which the run was triggered. */
  move(name: string, dependsOn: ActivityDependency[]): Activity;
}

/** Names of the activities: at most 15 characters before that of the mark. */
export const readName = (name: string) => `Read mark of ${name}`;
export const moveName = (name: string) => `Move mark of ${name}`;
