import { Dataset } from "../data-factory/dataset";
import { Expression } from "../data-factory/expression";
import { IncrementalWindow } from "./incremental-window";
import { SinkAbilities, StagedWay } from "./staged-way";
import { IStore } from "./store";

/** What the two ends of a copy have in common. */
export interface CopyEndProps {
  /** The store that is read or written. */
  readonly store: IStore;
  /** What of it. */
  readonly dataset: Dataset;
  /**
   * Texts for the dataset's parameters, by name.
   *
   * @default - none
   */
  readonly datasetParameters?: Record<string, Expression>;
  /** As Data Factory reads it: `{ type: "SqlServerSource", … }`. */
  readonly json: Record<string, unknown>;
  /**
   * Whether its format needs a Java runtime on self-hosted nodes.
   *
   * @default false
   */
  readonly needsJava?: boolean;
  /**
   * The window in which rows are read.
   *
   * @default - none
   */
  readonly window?: IncrementalWindow;
  /**
   * Whether every row is read, each time.
   *
   * @default - not known
   */
  readonly everyRow?: boolean;
  /**
   * Names of the columns that are read.
   *
   * @default - not known
   */
  readonly columns?: string[];
  /**
   * Whether rows are only added to those that are there.
   *
   * @default false
   */
  readonly appends?: boolean;
  /**
   * Whether each run adds what it writes to what the runs before have written, be it later: files in one folder, rows
   * that are moved beside others.
   *
   * @default false
   */
  readonly addsLater?: boolean;
  /**
   * Whether files of an attempt that failed stay beside those of the next.
   *
   * @default false
   */
  readonly leavesFiles?: boolean;
}

/** Where a copy reads: made by a store. */
export class CopySource {
  /** @internal */
  public static _of(props: CopyEndProps): CopySource {
    return new CopySource(props);
  }

  private constructor(private readonly props: CopyEndProps) {}

  /** The store that it reads. */
  public get store(): IStore {
    return this.props.store;
  }

  /** @internal */
  public get _end(): CopyEndProps {
    return this.props;
  }
}

/** Where a copy writes: made by a store. */
export class CopySink {
  /** @internal */
  public static _of(store: IStore, end: () => CopyEndProps, abilities: SinkAbilities = {}): CopySink {
    return new CopySink(store, end, abilities);
  }

  private constructor(
    /** The store that it writes. */
    public readonly store: IStore,
    private readonly end: () => CopyEndProps,
    private readonly abilities: SinkAbilities,
  ) {}

  /** Columns by which rows that are there already are found; none where rows are only added. */
  public get keyColumns(): string[] {
    return [...(this.abilities.keys ?? [])];
  }

  /** What it writes, in words that are equal for equal places: none where the store does not know. @internal */
  public get _places(): string[] {
    const { place } = this.abilities;
    return place === undefined ? [] : [place];
  }

  /** Whether what is there goes. @internal */
  public get _replaces(): boolean {
    return this.abilities.replaces === true;
  }

  /** Whether its rows lie beside a table, which they are moved into then. @internal */
  public get _isBeside(): boolean {
    return this.abilities.beside === true;
  }

  /** The way by which `what` lays these columns down first, and moves them then; none where the store has none. @internal */
  public _stage(what: string, columns: readonly string[]): StagedWay | undefined {
    return this.abilities.stage?.(what, columns);
  }

  /** What a copy writes; its dataset is made when first asked for. @internal */
  public get _end(): CopyEndProps {
    return this.end();
  }
}

/** How an activity names a dataset. */
export function datasetReference({ dataset, datasetParameters }: CopyEndProps): Record<string, unknown> {
  const parameters = Object.entries(datasetParameters ?? {}).map(([name, value]) => [name, value._json()] as const);
  return {
    referenceName: dataset.datasetName,
    type: "DatasetReference",
    ...(parameters.length === 0 ? {} : { parameters: Object.fromEntries(parameters) }),
  };
}
