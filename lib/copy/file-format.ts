/**
 * How rows are written to files. Source of its JSON: Microsoft, delimited text format and Parquet format in Azure Data
 * Factory.
 */
export class FileFormat {
  /**
   * Text with commas between quoted values, a header line, compressed with gzip: needs nothing on a runtime's nodes.
   * Null is written as `\N`, so that it differs from an empty text.
   */
  public static readonly GZIPPED_DELIMITED_TEXT = new FileFormat("DelimitedText", "csv", false, {
    dataset: {
      columnDelimiter: ",",
      quoteChar: '"',
      escapeChar: '"',
      firstRowAsHeader: true,
      nullValue: "\\N",
      encodingName: "UTF-8",
      compressionCodec: "gzip",
      compressionLevel: "Optimal",
    },
    write: { quoteAllText: true, fileExtension: ".csv.gz" },
    fileExtension: ".csv.gz",
  });

  /** Parquet, compressed with snappy: self-hosted nodes need a Java runtime. */
  public static readonly PARQUET = new FileFormat("Parquet", "parquet", true, {
    dataset: { compressionCodec: "snappy" },
    write: {},
    fileExtension: ".parquet",
  });

  private constructor(
    private readonly formatType: string,
    /** Short name. */
    public readonly formatName: string,
    /** Whether self-hosted nodes need a Java runtime. */
    public readonly needsJava: boolean,
    private readonly settings: {
      readonly dataset: Record<string, unknown>;
      readonly write: Record<string, unknown>;
      readonly fileExtension: string;
    },
  ) {}

  /** @internal */
  public get _datasetType(): string {
    return this.formatType;
  }

  /** @internal */
  public get _datasetProperties(): Record<string, unknown> {
    return this.settings.dataset;
  }

  /** A file of this format. @internal */
  public _fileName(stem: string): string {
    return `${stem}${this.settings.fileExtension}`;
  }

  /** @internal */
  public _source(): Record<string, unknown> {
    return {
      type: `${this.formatType}Source`,
      storeSettings: { type: "AzureBlobStorageReadSettings", recursive: true, enablePartitionDiscovery: false },
      formatSettings: { type: `${this.formatType}ReadSettings` },
    };
  }

  /** @internal */
  public _sink(): Record<string, unknown> {
    return {
      type: `${this.formatType}Sink`,
      storeSettings: { type: "AzureBlobStorageWriteSettings" },
      formatSettings: { type: `${this.formatType}WriteSettings`, ...this.settings.write },
    };
  }
}
