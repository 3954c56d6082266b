import { IConstruct } from "constructs";
import { Duration } from "../core/duration";
import { SECONDS_PER_MINUTE } from "../core/limits";
import { Rule, Violation, refuse } from "../core/rule";
import { isUtcTime } from "../core/utc-time";
import { Activity, ActivityDependency } from "../data-factory/activity";
import type { BlobStore } from "./blob-store";
import { DEFAULT_OVERLAP, OVERLAP_MINUTES, WATERMARK_NAME_CHARACTERS } from "./limits";
import { MarksInBlobs } from "./mark-in-blob";
import { MarkPlace } from "./mark-place";
import { MarksInTable } from "./mark-in-table";
import { tableViolations } from "./names";
import type { SqlServerStore } from "./sql-server-store";

const WATERMARK = new Rule({
  id: "copy/watermark",
  why: "A mark says up to what time one copy has copied: one that nothing else moves, that can be compared with times, and that lets nothing out.",
  fix: `Give it a name of its own of ${WATERMARK_NAME_CHARACTERS.toString()} (letters, digits, '_', '-', ' '), a start such as 2020-01-31T00:00:00Z, an overlap of ${OVERLAP_MINUTES.toString()}, and, in a blob, a folder of letters, digits, '_', '-' and single inner slashes.`,
  source: "this library: incremental copies",
});

/** What every mark has, wherever it is kept. */
export interface MarkProps {
  /** 1-40 letters, digits, `_`, `-` and blanks; one per copy. */
  readonly name: string;
  /**
   * From when on rows are copied while there is no mark, in UTC.
   *
   * @default "1900-01-01T00:00:00Z"
   */
  readonly start?: string;
  /**
   * How far before the mark a run begins, in whole minutes: for what was written before the mark and committed after it,
   * and for clocks that differ.
   *
   * @default Duration.hours(1)
   */
  readonly overlap?: Duration;
}

/** How to make a {@link Watermark} in a table. */
export interface WatermarkProps extends MarkProps {
  /**
   * Schema of the table.
   *
   * @default "dbo"
   */
  readonly schema?: string;
  /**
   * Table that holds marks: `Name nvarchar(60) NOT NULL PRIMARY KEY, Mark datetime2(0) NOT NULL`. It is there before the
   * first run, and the store's user may read and write it.
   *
   * @default "Watermark"
   */
  readonly table?: string;
}

/** How to make a {@link Watermark} in a blob container. */
export interface BlobWatermarkProps extends MarkProps {
  /**
   * Folder of the container, letters, digits, `_`, `-` and single inner slashes: a file for each mark lies in it.
   *
   * @default "marks"
   */
  readonly folder?: string;
}

/** By tree: the marks that there are. */
const MARKS_BY_TREE = new WeakMap<IConstruct, Set<string>>();

/**
 * Up to what time a copy has copied, stored. A run reads from there to the time at which it was triggered, and only when
 * its copy has succeeded is the mark moved: whatever a run missed, the next one copies. See {@link IncrementalCopy}.
 */
export class Watermark {
  /** In a table of the sink, or of any database that the same runtime reaches. @throws `copy/watermark`, `copy/name-alone` */
  public static inTable(store: SqlServerStore, props: WatermarkProps): Watermark {
    const { schema = "dbo", table = "Watermark" } = props;
    return new Watermark(store, new MarksInTable(store, schema, table), props, tableViolations(schema, table));
  }

  /**
   * In a file of a blob container, where no database is to hold it. The first run makes it. The store has
   * `BlobAccess.WRITE`, and the container's account answers Azure's own integration runtime: Web activities read and
   * write the mark from there, whichever runtime copies.
   *
   * @throws `copy/watermark`, `copy/blob-access`
   */
  public static inBlob(store: BlobStore, props: BlobWatermarkProps): Watermark {
    const { folder = "marks" } = props;
    return new Watermark(store, new MarksInBlobs(store, folder), props, [
      ...store._writeViolations(),
      ...WATERMARK.when(!/^[\w-]+(?:\/[\w-]+)*$/.test(folder), `the folder "${folder}"`),
    ]);
  }

  /** Its name, where it is kept. */
  public readonly name: string;
  private readonly start: string;
  private readonly overlapMinutes: number;
  private readBy?: Activity;

  private constructor(
    store: IConstruct,
    private readonly kept: MarkPlace,
    props: MarkProps,
    ofPlace: Violation[] = [],
  ) {
    const { name, start = "1900-01-01T00:00:00Z", overlap = DEFAULT_OVERLAP } = props;
    const minutes = overlap.toSeconds() / SECONDS_PER_MINUTE;
    const { root } = store.node;
    const marks = MARKS_BY_TREE.get(root) ?? new Set<string>();
    const place = kept.placeOf(name);
    refuse(
      `watermark ${name}`,
      ofPlace,
      WATERMARK.when(!isName(name), `the name "${name}"`),
      WATERMARK.when(marks.has(place.toLowerCase()), `"${name}" twice in ${kept.where}`),
      WATERMARK.when(!isTime(start), `the start "${start}"`),
      WATERMARK.when(!OVERLAP_MINUTES.admits(minutes), `an overlap of ${overlap.toSeconds()} seconds`),
    );
    MARKS_BY_TREE.set(root, marks.add(place.toLowerCase()));
    this.name = name;
    this.start = start;
    this.overlapMinutes = minutes;
  }

  /** Reads the mark, after what the copy waits for; the last of the activities has read it. @throws `copy/watermark` where another copy reads it @internal */
  public _read(dependsOn: ActivityDependency[] | undefined): Activity[] {
    refuse(`watermark ${this.name}`, WATERMARK.when(this.readBy !== undefined, `"${this.name}" for two copies`));
    const activities = this.kept.read({ name: this.name, start: this.start }, dependsOn);
    this.readBy = activities[activities.length - 1];
    return activities;
  }

  /** Whether an activity reads it. @internal */
  public _isReadBy({ activity }: ActivityDependency): boolean {
    return activity === this.readBy;
  }

  /** Moves the mark to the time at which the run was triggered. @internal */
  public _move(dependsOn: ActivityDependency[]): Activity {
    return this.kept.move(this.name, dependsOn);
  }

  /** Where a run begins, in an expression. @internal */
  public get _from(): string {
    return `addMinutes(${this.kept.reading(this.name)}, -${this.overlapMinutes})`;
  }
}

function isName(name: string): boolean {
  return /^[A-Za-z0-9_ -]+$/.test(name) && WATERMARK_NAME_CHARACTERS.admits(name.length);
}

function isTime(time: string): boolean {
  return /:\d\dZ$/.test(time) && isUtcTime(time);
}
