import { Rule, refuse } from "../core/rule";
import { Activity } from "../data-factory/activity";
import { CopyActivity, CopyActivityProps } from "./copy-activity";

const NO_MARK = new Rule({
  id: "copy/no-mark",
  why: "An incremental copy reads from a mark on, and moves it.",
  fix: "Read by IncrementalWindow.since(column, watermark), or use a CopyActivity.",
  source: "this library: incremental copies",
});

/**
 * Copies what has changed since a mark: reads the mark, copies, and when that has succeeded moves the mark. A run that
 * failed leaves it where it was, so the next one copies what is missing; a first run copies everything since the mark's
 * start. What lies twice in two runs is written with keys (`upsertInto`).
 */
export class IncrementalCopy {
  /** The copy itself. */
  public readonly copy: CopyActivity;
  /** What a pipeline runs: the mark read, the copy, the mark moved. */
  public readonly activities: Activity[];

  /**
   * @param name of the copy, 1-55 characters.
   * @throws `copy/no-mark`, `copy/watermark`, and what a {@link CopyActivity} refuses
   */
  constructor(name: string, props: CopyActivityProps) {
    const mark = props.source._end.window?._mark;
    refuse(`activity ${name}`, NO_MARK.when(mark === undefined, "a source without a mark"));
    const reading = mark!._read(props.dependsOn);
    this.copy = new CopyActivity(name, { ...props, dependsOn: [{ activity: reading[reading.length - 1] }] });
    this.activities = [...reading, this.copy, mark!._move([{ activity: this.copy }])];
  }
}
