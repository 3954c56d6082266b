import { Construct, IConstruct } from "constructs";
import { shortHash } from "../core/resource-name";
import { DataContract } from "../ownership/data-contract";
import { BlobContainer, IBlobContainer } from "../storage/blob-container";
import { IStorageAccount, StorageAccount } from "../storage/storage-account";
import { FileFormat } from "./file-format";
import { ColumnMapping, TabularTranslator } from "./tabular-translator";

/** Below this folder lies one folder per run that wrote. */
export const RUNS_FOLDER = "runs";

/** Written last, in one piece: what it names is complete. */
export const MANIFEST = "manifest.json";

/** A place in which one side leaves data for the other. */
export interface IBlobHandoff extends IConstruct {
  /** What was agreed. */
  readonly contract: DataContract;
  /** Where the data lies in between: the giving subsidiary's. */
  readonly container: IBlobContainer;
  /** How the rows are written. */
  readonly format: FileFormat;
}

/** How to refer to a handoff that another stack makes. */
export interface BlobHandoffNames {
  /** What was agreed. */
  readonly contract: DataContract;
  /** Azure resource ID of the storage account. */
  readonly storageAccountId: string;
  /** The container in that account. */
  readonly containerName: string;
  /**
   * How the rows are written.
   *
   * @default FileFormat.GZIPPED_DELIMITED_TEXT
   */
  readonly format?: FileFormat;
}

/** How to make a {@link BlobHandoff}. */
export interface BlobHandoffProps {
  /** What was agreed. */
  readonly contract: DataContract;
  /** The storage account, of the subsidiary that gives. */
  readonly storageAccount: StorageAccount;
  /** 3-63 lowercase letters, digits and hyphens; used for this handoff alone. */
  readonly containerName: string;
  /**
   * How the rows are written.
   *
   * @default FileFormat.GZIPPED_DELIMITED_TEXT
   */
  readonly format?: FileFormat;
}

/**
 * A container in which the giving side leaves what it gives, a folder per run and a manifest that names the last
 * complete one. What was left is deleted when the contract's retention has passed.
 */
export class BlobHandoff extends Construct implements IBlobHandoff {
  /** Refers to a handoff by names, as both sides' factories do. @throws `core/resource-id`, `storage/container-name` */
  public static fromNames(scope: Construct, id: string, names: BlobHandoffNames): IBlobHandoff {
    class Imported extends Construct implements IBlobHandoff {
      public readonly contract = names.contract;
      public readonly format = names.format ?? FileFormat.GZIPPED_DELIMITED_TEXT;
      public readonly container = BlobContainer.fromName(
        this,
        "Container",
        this.accountOf(names.storageAccountId),
        names.containerName,
      );

      private accountOf(storageAccountId: string): IStorageAccount {
        return StorageAccount.fromResourceId(this, "Account", storageAccountId);
      }
    }
    return new Imported(scope, id);
  }

  public readonly contract: DataContract;
  public readonly container: IBlobContainer;
  public readonly format: FileFormat;

  /** @throws `storage/container-name` */
  constructor(scope: Construct, id: string, props: BlobHandoffProps) {
    super(scope, id);
    const { contract, storageAccount, containerName } = props;
    this.contract = contract;
    this.format = props.format ?? FileFormat.GZIPPED_DELIMITED_TEXT;
    this.container = new BlobContainer(this, "Container", { storageAccount, containerName });
    storageAccount.deleteBlobsAfter(`${containerName}/${RUNS_FOLDER}/`, contract.retention);
  }
}

/** Names of columns where they differ from the contract's, by the contract's. */
export type ColumnNames = Readonly<Record<string, string>>;

/** The contract's columns as one side reads or writes them. */
export function translatorOf({ columns }: DataContract, side: "source" | "sink", own: ColumnNames): TabularTranslator {
  return new TabularTranslator({
    mappings: columns.map(({ name, logicalType }): ColumnMapping => {
      const agreed = { name, logicalType };
      const here = { name: own[name] ?? name, logicalType };
      return side === "source" ? { source: here, sink: agreed } : { source: agreed, sink: here };
    }),
  });
}

/** What both sides must have in common: format, columns and types, in their order. */
export function fingerprint({ contract, format }: IBlobHandoff): string {
  const columns = contract.columns.map(({ name, logicalType }) => [name, logicalType]);
  return shortHash(JSON.stringify([format.formatName, columns]));
}

/** Address of the manifest. */
export function manifestUrl({ containerName, storageAccount }: IBlobContainer): string {
  return `https://${storageAccount.accountName}.blob.core.windows.net/${containerName}/${MANIFEST}`;
}
