import { Duration } from "../core/duration";
import { SECONDS_PER_MINUTE } from "../core/limits";
import { Rule, refuse } from "../core/rule";
import { PipelineParameter } from "../data-factory/pipeline-parameter";
import { WINDOW_MINUTES } from "./limits";
import { columnViolations } from "./names";
import type { Watermark } from "./watermark";

const LENGTH = new Rule({
  id: "copy/window-length",
  why: "A window without length holds no row, so a copy by it succeeds and copies nothing.",
  fix: `Use ${WINDOW_MINUTES.toString()}, more than lie between two runs.`,
  source: "this library: Data Factory's addMinutes counts in whole minutes",
});

/**
 * The rows that one run copies: those whose value in a column lies from one time on and before another. What changes
 * while a run reads belongs to a later window, so copies by a window are written with keys (upsert).
 */
export class IncrementalWindow {
  /**
   * The time before the run was triggered. A trigger whose runs lie as far apart, or farther, is refused
   * (`copy/window-gap`); twice as long, it makes up for a missed run.
   *
   * @param column time of a row's last change, in UTC.
   * @param length how far back, in whole minutes.
   * @throws `copy/window-length`, `copy/name-alone`
   */
  public static trailing(column: string, length: Duration): IncrementalWindow {
    const minutes = length.toSeconds() / SECONDS_PER_MINUTE;
    refuse(
      `window by ${column}`,
      LENGTH.when(!WINDOW_MINUTES.admits(minutes), `a length of ${length.toSeconds()} seconds`),
    );
    const from = `addMinutes(pipeline().TriggerTime, -${minutes})`;
    return new IncrementalWindow(column, from, "pipeline().TriggerTime", length);
  }

  /**
   * From a stored mark to the time when the run was triggered: for an `IncrementalCopy`, which moves the mark.
   *
   * @param column time of a row's last change, in UTC.
   * @throws `copy/name-alone`
   */
  public static since(column: string, watermark: Watermark): IncrementalWindow {
    return new IncrementalWindow(column, watermark._from, "pipeline().TriggerTime", undefined, watermark);
  }

  /**
   * From one parameter of the pipeline to another, each a time such as `2026-01-31T00:00:00Z`.
   *
   * @param column time of a row's last change, in UTC.
   * @throws `copy/name-alone`
   */
  public static between(column: string, from: PipelineParameter, to: PipelineParameter): IncrementalWindow {
    return new IncrementalWindow(column, from.reading, to.reading, undefined, undefined, to.name);
  }

  private constructor(
    /** The column that decides. */
    public readonly column: string,
    private readonly from: string,
    private readonly to: string,
    /** How far back it reaches from the time of its run; none where parameters say it. @internal */
    public readonly _reach?: Duration,
    /** The mark from which on it reaches; none where there is none. @internal */
    public readonly _mark?: Watermark,
    /** The parameter that says up to where it reaches; none where none does. @internal */
    public readonly _end?: string,
  ) {
    refuse("window", columnViolations([column]));
  }

  /** As a condition of a query, with `quote` around each time and `name` for the column. @internal */
  public _condition(name: string, quote: string, format: string): string {
    const time = (value: string) => `${quote}@{formatDateTime(${value}, '${format}')}${quote}`;
    return `${name} >= ${time(this.from)} AND ${name} < ${time(this.to)}`;
  }
}
