import { RUN_CLOCK_TOLERANCE, RUN_RESTARTS, TICKS_PER_SECOND } from "./limits";

/** Expressions of a run's pipeline, without the leading `@`; in Data Factory's language every branch of an `if` must hold. */

/** Names of the pipeline's variables. */
export const STARTED_BEFORE = "startedBefore";
export const RESTARTS_BEFORE = "restartsBefore";
export const SETTLED = "settled";
export const VERDICT = "verdict";
export const OUTCOME = "outcome";

/** What a run can come to, besides the exit code of dbt's container. */
export const NOT_STARTED = "not-started";
export const STILL_RUNNING = "still-running";
export const RESTARTING = "restarting";

/** A start time before every other, of a container that never ran. */
const NEVER = "1900-01-01T00:00:00Z";

const variable = (name: string) => `variables('${name}')`;

/** The containers in what a look at the group answered. */
export function containersIn(look: string): string {
  return `activity('${look}').output.properties.containers`;
}

/** True for the container of this name in a Filter. */
export function named(containerName: string): string {
  return `equals(item().name, '${containerName}')`;
}

/** Whether a look shows a group that runs, or is about to. */
export function busy(look: string): string {
  const state = `activity('${look}').output?.properties?.instanceView?.state`;
  return `or(equals(${state}, 'Running'), equals(${state}, 'Pending'))`;
}

/** Whether the answer to a start says that the group was running: Azure answers 202 to one that starts it. */
export function attached(start: string): string {
  return `equals(string(coalesce(activity('${start}').output?.ADFHttpStatusCodeInResponse, '202')), '204')`;
}

const view = (filter: string) => `first(activity('${filter}').output.Value)?.properties?.instanceView`;

/**
 * The time that a later start of the container is compared with: when it last started or, where the look does not show
 * that, a time before now by as much as clocks may differ. An earlier run that shows only later is so not taken for
 * this one, unless it began within that time.
 */
export function lastStartOf(filter: string): string {
  return counted(
    `coalesce(${startTimeOf(filter)}, subtractFromTime(utcNow(), ${RUN_CLOCK_TOLERANCE.toSeconds()}, 'Second'))`,
  );
}

/**
 * A time as text that a variable keeps as it is, in whole seconds: what looks like a time Data Factory may write anew, and
 * neither it nor Azure says how many digits of a second it shows. With another number of them the same start would look
 * like a later one; a later one is so by more than a second. It has 11 digits until the year 3168, so that texts compare
 * as times do.
 */
function counted(time: string): string {
  return `string(div(ticks(${time}), ${TICKS_PER_SECOND}))`;
}

function startTimeOf(filter: string): string {
  return `${view(filter)}?.currentState?.startTime`;
}

/** How often the container that a Filter picked was restarted. */
export function restartsOf(filter: string): string {
  return `coalesce(${view(filter)}?.restartCount, 0)`;
}

/** Whether it started after what was seen before the start of the group: an older state is that of an earlier run. */
function fresh(filter: string): string {
  return `greater(${counted(`coalesce(${startTimeOf(filter)}, '${NEVER}')`)}, ${variable(STARTED_BEFORE)})`;
}

function ended(filter: string): string {
  return `equals(coalesce(${view(filter)}?.currentState?.state, 'Unknown'), 'Terminated')`;
}

/** The count may go on from an earlier run or begin anew; in either case it is bounded. */
function restarting(filter: string): string {
  return `greater(sub(${restartsOf(filter)}, int(${variable(RESTARTS_BEFORE)})), ${RUN_RESTARTS})`;
}

/** `yes` when waiting longer changes nothing. */
export function settled(filter: string): string {
  return `if(or(${restarting(filter)}, and(${fresh(filter)}, ${ended(filter)})), 'yes', 'no')`;
}

/** What the run came to, as text. */
export function verdict(filter: string): string {
  const code = `string(coalesce(${view(filter)}?.currentState?.exitCode, 'unknown'))`;
  const whenFresh = `if(${ended(filter)}, ${code}, '${STILL_RUNNING}')`;
  return `if(${restarting(filter)}, '${RESTARTING}', if(${fresh(filter)}, ${whenFresh}, '${NOT_STARTED}'))`;
}

/** Whether a variable has this value. */
export function isValue(name: string, value: string): string {
  return `equals(${variable(name)}, '${value}')`;
}

/** What Azure says of a call that failed, within text. */
export function errorOf(call: string): string {
  return `activity('${call}').error.message`;
}

/** One of several texts, by what a call's error holds; the last one where it holds none. */
export function byError(call: string, texts: Readonly<Record<string, string>>, otherwise: string): string {
  return Object.entries(texts).reduceRight(
    (rest, [part, text]) => `if(contains(${errorOf(call)}, '${part}'), '${text}', ${rest})`,
    `'${otherwise}'`,
  );
}
