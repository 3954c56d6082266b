import { refuse } from "../core/rule";
import { BlobStore } from "./blob-store";

/** What a copy does with rows that do not fit: by default it fails. Source: Microsoft, fault tolerance of copy activity. */
export class FaultTolerance {
  /**
   * Leaves rows out that do not fit the sink, and keeps a record of each.
   *
   * @param log where the record is kept; the factory writes there.
   * @param folder folder in the container.
   * @throws `copy/blob-access`
   */
  public static skipIncompatibleRows(log: BlobStore, folder: string): FaultTolerance {
    refuse(log, log._writeViolations());
    return new FaultTolerance(log, folder);
  }

  private constructor(
    private readonly log: BlobStore,
    private readonly folder: string,
  ) {}

  /** @internal */
  public _stores(): BlobStore[] {
    return [this.log];
  }

  /** @internal */
  public _json(): Record<string, unknown> {
    return {
      enableSkipIncompatibleRow: true,
      logSettings: {
        enableCopyActivityLog: true,
        copyActivityLogSettings: { logLevel: "Warning", enableReliableLogging: false },
        logLocationSettings: {
          linkedServiceName: { referenceName: this.log.linkedServiceName, type: "LinkedServiceReference" },
          path: `${this.log.container.containerName}/${this.folder}`,
        },
      },
    };
  }
}
