import { Duration } from "../core/duration";
import { SECONDS_PER_MINUTE } from "../core/limits";
import { PipelineParameter } from "../data-factory/pipeline-parameter";

/**
 * The rows that one run copies: those whose value in a column lies from one time on and before another. What changes
 * while a run reads belongs to a later window, so copies by a window are written with keys (upsert).
 */
export class IncrementalWindow {
  /**
   * The time before the run was triggered. Longer than the time between two runs, it makes up for a missed one.
   *
   * @param column time of a row's last change, in UTC.
   * @param length how far back, in whole minutes.
   */
  public static trailing(column: string, length: Duration): IncrementalWindow {
    const minutes = Math.round(length.toSeconds() / SECONDS_PER_MINUTE);
    return new IncrementalWindow(column, `addMinutes(pipeline().TriggerTime, -${minutes})`, "pipeline().TriggerTime");
  }

  /**
   * From one parameter of the pipeline to another, each a time such as `2026-01-31T00:00:00Z`.
   *
   * @param column time of a row's last change, in UTC.
   */
  public static between(column: string, from: PipelineParameter, to: PipelineParameter): IncrementalWindow {
    return new IncrementalWindow(column, from.reading, to.reading);
  }

  private constructor(
    /** The column that decides. */
    public readonly column: string,
    private readonly from: string,
    private readonly to: string,
  ) {}

  /** As a condition of a query, with `quote` around each time and `name` for the column. @internal */
  public _condition(name: string, quote: string, format: string): string {
    const time = (value: string) => `${quote}@{formatDateTime(${value}, '${format}')}${quote}`;
    return `${name} >= ${time(this.from)} AND ${name} < ${time(this.to)}`;
  }
}
