import { repeatedIn } from "../core/repeated";
import { Rule, refuse } from "../core/rule";
import { LogicalType } from "../ownership/data-contract";

const MAPPING = new Rule({
  id: "copy/mapping",
  why: "A column is filled from one column, both known by their names, and an empty mapping copies nothing.",
  fix: "Map at least one column, each by its name, and each sink column once.",
  source: "Microsoft: schema and data type mapping in copy activity",
});

/** One side of a mapped column. */
export interface MappedColumn {
  /** Name of the column. */
  readonly name: string;
  /**
   * Type of its values on the way.
   *
   * @default - that of the store's column
   */
  readonly logicalType?: LogicalType;
  /**
   * Type in the store's own words, for example `nvarchar`.
   *
   * @default - what the store says
   */
  readonly physicalType?: string;
}

/** From which column a column is filled. */
export interface ColumnMapping {
  /** The column that is read. */
  readonly source: MappedColumn;
  /** The column that is written. */
  readonly sink: MappedColumn;
}

/** How to make a {@link TabularTranslator}. */
export interface TabularTranslatorProps {
  /** Every column that is copied. */
  readonly mappings: ColumnMapping[];
  /**
   * Whether a value may lose digits, or its offset from UTC, where its new type has no place for them.
   *
   * @default true
   */
  readonly allowDataTruncation?: boolean;
  /**
   * Whether true becomes 1.
   *
   * @default false
   */
  readonly treatBooleanAsNumber?: boolean;
  /**
   * .NET format of times that are read from text or written to it.
   *
   * @default - that of the culture
   */
  readonly dateTimeFormat?: string;
  /**
   * Culture by which text is read and written, for example `de-de`.
   *
   * @default - Data Factory's: en-us
   */
  readonly culture?: string;
}

/**
 * Which columns are copied, under which names, and how their types are converted. The runtime that does the copy does
 * this work. Source of its JSON: Microsoft, schema and data type mapping in copy activity, `translator`.
 */
export class TabularTranslator {
  /**
   * Columns that have one name on both sides.
   *
   * @throws `copy/mapping`
   */
  public static ofColumns(names: string[]): TabularTranslator {
    return new TabularTranslator({ mappings: names.map((name) => ({ source: { name }, sink: { name } })) });
  }

  private readonly props: TabularTranslatorProps;

  /** @throws `copy/mapping` */
  constructor(props: TabularTranslatorProps) {
    const unnamed = props.mappings
      .flatMap(({ source, sink }) => [source, sink])
      .filter(({ name }) => name.trim() === "");
    const names = props.mappings.map(({ sink }) => sink.name);
    refuse(
      "TabularTranslator",
      MAPPING.when(names.length === 0, "no mappings"),
      MAPPING.when(unnamed.length > 0, "a column without a name"),
      repeatedIn(names).flatMap((name) => MAPPING.when(true, `sink column "${name}" twice`)),
    );
    this.props = { ...props, mappings: [...props.mappings] };
  }

  /** The columns that are copied. */
  public get mappings(): ColumnMapping[] {
    return [...this.props.mappings];
  }

  /** Names of the columns that are read. @internal */
  public get _read(): string[] {
    return this.props.mappings.map(({ source }) => source.name);
  }

  /** Names of the columns that are written. @internal */
  public get _written(): string[] {
    return this.props.mappings.map(({ sink }) => sink.name);
  }

  /** @internal */
  public _json(): Record<string, unknown> {
    const { props } = this;
    return {
      type: "TabularTranslator",
      mappings: props.mappings.map(({ source, sink }) => ({ source: columnJson(source), sink: columnJson(sink) })),
      typeConversion: true,
      typeConversionSettings: {
        allowDataTruncation: props.allowDataTruncation ?? true,
        treatBooleanAsNumber: props.treatBooleanAsNumber ?? false,
        dateTimeFormat: props.dateTimeFormat,
        culture: props.culture,
      },
    };
  }
}

function columnJson({ name, logicalType, physicalType }: MappedColumn): Record<string, unknown> {
  return { name, type: logicalType, physicalType };
}
