import { Owners } from "../core/owners";
import { Rule, Violation, refuse } from "../core/rule";
import { Activity } from "../data-factory/activity";
import { CopyActivity, CopyActivityProps } from "./copy-activity";
import { CopySink } from "./endpoint";

const NO_REPLACEMENT = new Rule({
  id: "copy/no-replacement",
  why: "What a table has is replaced by rows that lie beside it first, so as to be moved in one transaction.",
  fix: "Write by replaceIn of a SqlServerStore, or use a CopyActivity.",
  source: "this library: replacing copies",
});

const COLUMNS = new Rule({
  id: "copy/replaced-columns",
  why: "Rows are moved by the columns that are written: a table may have others, with values of their own.",
  fix: "Give a TabularTranslator, such as TabularTranslator.ofColumns([…]).",
  source: "this library: replacing copies",
});

const WINDOW_REPLACES = new Rule({
  id: "copy/window-replaces",
  why: "A window holds what has changed, and would take the place of all that has not.",
  fix: "Read the whole table, or write what is read by a window with upsertInto.",
  source: "this library: replacing copies",
});

const REPLACED_ONCE = new Rule({
  id: "copy/replaced-once",
  why: "The copy that comes later puts its rows in place of those of the other, so that only one of the two is ever there.",
  fix: "Give each source a table of its own, or write with upsertInto; a second pipeline runs the first by ExecutePipelineActivity.",
  source: "this library: replacing copies",
});

/** By tree: the copy that replaces a place. */
const REPLACERS = new Owners<ReplacingCopy>();

/**
 * Replaces all that a table has: lays the rows down beside it, and when all of them are there moves them into it in one
 * transaction. Until then, and after a copy that failed, the table is as it was.
 */
export class ReplacingCopy {
  private readonly name: string;
  /** The copy itself, to beside the table. */
  public readonly copy: CopyActivity;
  /** What a pipeline runs: a place made, the copy, the rows moved. */
  public readonly activities: Activity[];

  /**
   * @param name of the copy, 1-46 characters.
   * @throws `copy/no-replacement`, `copy/replaced-columns`, `copy/window-replaces`, `copy/replaced-once`, and what a {@link CopyActivity} refuses
   */
  constructor(name: string, props: CopyActivityProps) {
    const { source, sink, translator, dependsOn } = props;
    const columns = translator?._written ?? source._end.columns;
    refuse(
      `activity ${name}`,
      NO_REPLACEMENT.when(!sink._replaces, "a sink that replaces nothing"),
      COLUMNS.when(columns === undefined, "no columns"),
      windowViolations(props),
    );
    this.name = name;
    refuse(`activity ${name}`, this.onceViolations(sink));
    const way = sink._stage(name, columns!)!;
    const prepare = way.prepare(`Prepare ${name}`, dependsOn);
    this.copy = new CopyActivity(name, { ...props, sink: way.sink, dependsOn: [{ activity: prepare }] });
    this.activities = [prepare, this.copy, way.move(`Move ${name}`, [{ activity: this.copy }])];
  }

  private onceViolations({ store, _places: places }: CopySink): Violation[] {
    return places.flatMap((place) => {
      const first = REPLACERS.firstOf(store.node.root, place, this);
      return REPLACED_ONCE.when(first !== this, `${place}, which "${first.name}" replaces`);
    });
  }
}

function windowViolations({ source }: CopyActivityProps): Violation[] {
  const { window } = source._end;
  return WINDOW_REPLACES.when(window !== undefined, `a window by ${window?.column}`);
}
