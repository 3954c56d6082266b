import { Dataset } from "../data-factory/dataset";
import { Expression } from "../data-factory/expression";
import { IncrementalWindow } from "./incremental-window";
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
  public static _of(props: CopyEndProps, keys: readonly string[] = [], place?: string): CopySink {
    return new CopySink(props, keys, place);
  }

  private constructor(
    private readonly props: CopyEndProps,
    private readonly keys: readonly string[],
    private readonly place?: string,
  ) {}

  /** The store that it writes. */
  public get store(): IStore {
    return this.props.store;
  }

  /** Columns by which rows that are there already are found; none where rows are only added. */
  public get keyColumns(): string[] {
    return [...this.keys];
  }

  /** What it writes, in words that are equal for equal places: none where the store does not know. @internal */
  public get _places(): string[] {
    return this.place === undefined ? [] : [this.place];
  }

  /** @internal */
  public get _end(): CopyEndProps {
    return this.props;
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
