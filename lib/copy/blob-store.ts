import { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Duration } from "../core/duration";
import { Rule, Violation, refuse } from "../core/rule";
import { Dataset } from "../data-factory/dataset";
import { Expression } from "../data-factory/expression";
import { ManagedIdentityCredential } from "../data-factory/managed-identity-credential";
import { foreignParts } from "../data-factory/own-factory";
import { GrantsInEffect } from "../identity/grants-in-effect";
import { Role } from "../identity/role";
import { IBlobContainer } from "../storage/blob-container";
import { CopyEndProps, CopySink, CopySource } from "./endpoint";
import { FileFormat } from "./file-format";
import { Store, StoreProps } from "./store";

const ACCESS = new Rule({
  id: "copy/blob-access",
  why: "The factory may only read that container, so a copy that writes there fails when it runs.",
  fix: "Give the store BlobAccess.WRITE.",
  source: "Microsoft: built-in role Storage Blob Data Reader",
});

/** What a factory may do in a container. */
export enum BlobAccess {
  /** Read blobs: role Storage Blob Data Reader. */
  READ = "read",
  /** Read, write and delete blobs: role Storage Blob Data Contributor. */
  WRITE = "write",
}

/** How to make a {@link BlobStore}. */
export interface BlobStoreProps extends StoreProps {
  /** The container. */
  readonly container: IBlobContainer;
  /** What the factory may do there, and nowhere else in the account. */
  readonly access: BlobAccess;
  /**
   * As whom the factory comes, and so who is given the right.
   *
   * @default - as the factory comes
   */
  readonly credential?: ManagedIdentityCredential;
  /**
   * How long Azure may take until the factory's right counts.
   *
   * @default Duration.minutes(10)
   */
  readonly propagation?: Duration;
}

/** Where in a container: all files of a folder, or one. */
interface Place {
  readonly folder: Expression;
  readonly file?: Expression;
}

const ROLES: Readonly<Record<BlobAccess, Role>> = {
  [BlobAccess.READ]: Role.STORAGE_BLOB_DATA_READER,
  [BlobAccess.WRITE]: Role.STORAGE_BLOB_DATA_CONTRIBUTOR,
};

/** A blob container, reached by an identity of the factory, which is given a right on it: no key, no secret. */
export class BlobStore extends Store {
  public readonly dependable: ITerraformDependable;
  public readonly rightsInEffect: ITerraformDependable[];
  /** The container. */
  public readonly container: IBlobContainer;
  /** As whom it is come to; none where the factory comes as itself. @internal */
  public readonly _credential?: ManagedIdentityCredential;
  private readonly access: BlobAccess;

  /** @throws `core/known-name`, `data-factory/linked-service-name`, `data-factory/one-name`, `data-factory/own-factory`, `copy/store-owner`, and what speaks against it in what it lies within */
  constructor(scope: Construct, id: string, props: BlobStoreProps) {
    super(scope, id, props, { container: props.container });
    const { container } = props;
    const { dataFactory } = this;
    const credential = props.credential ?? dataFactory.credential;
    refuse(this, foreignParts(dataFactory, credential === undefined ? [] : [credential]));
    const grants = [(credential?.identity ?? dataFactory.identity).grant(ROLES[props.access], container)];
    const reachable = GrantsInEffect._of(this, "Reachable", grants, props.propagation);
    const typeProperties = {
      serviceEndpoint: this.endpointOf(container), // without a secret or a credential, the factory comes as itself
      accountKind: "StorageV2",
      ...(credential && { credential: credential._reference }),
    };
    this.dependable = this._addLinkedService("AzureBlobStorage", typeProperties, credential);
    this.rightsInEffect = reachable === undefined ? [] : [reachable.dependable];
    this.container = container;
    this.access = props.access;
    this._credential = credential;
  }

  /** Address of the container, without a slash at its end. */
  public get containerUrl(): string {
    return `${this.endpointOf(this.container)}${this.container.containerName}`;
  }

  /** Every file in a folder and below. */
  public folder(folder: Expression, format: FileFormat = FileFormat.GZIPPED_DELIMITED_TEXT): CopySource {
    return CopySource._of({ ...this.end(format, { folder }), json: format._source(), everyRow: folder._isFixed });
  }

  /** New files in a folder; an attempt that failed may have left some there. @throws `copy/blob-access` */
  public into(folder: Expression, format: FileFormat = FileFormat.GZIPPED_DELIMITED_TEXT): CopySink {
    return this.sink(format, { folder });
  }

  /** One file in a folder, in place of what an earlier attempt left of it. @throws `copy/blob-access` */
  public intoFile(
    folder: Expression,
    file: Expression,
    format: FileFormat = FileFormat.GZIPPED_DELIMITED_TEXT,
  ): CopySink {
    return this.sink(format, { folder, file });
  }

  /** What is wrong with writing here. @internal */
  public _writeViolations(): Violation[] {
    return ACCESS.when(this.access !== BlobAccess.WRITE, `${this.linkedServiceName} to write to, with BlobAccess.READ`);
  }

  /** One file, whatever is in it. @internal */
  public _file(folder: string, file: string): CopyEndProps {
    return {
      store: this,
      dataset: this._addDataset("Binary", ["binary", "file"], { location: this.fileLocation() }, ["folder", "file"]),
      datasetParameters: { folder: Expression.literal(folder), file: Expression.literal(file) },
      json: {},
    };
  }

  private sink(format: FileFormat, place: Place): CopySink {
    refuse(this, this._writeViolations());
    const adds = place.file === undefined;
    const end = {
      ...this.end(format, place),
      json: format._sink(),
      addsLater: adds && place.folder._isFixed,
      leavesFiles: adds,
    };
    return CopySink._of(this, () => end);
  }

  private end(format: FileFormat, place: Place) {
    const dataset = place.file === undefined ? this.files(format) : this.oneFile(format);
    return { store: this, dataset, datasetParameters: { ...place }, needsJava: format.needsJava };
  }

  private files(format: FileFormat): Dataset {
    const properties = { location: this.location(), ...format._datasetProperties };
    return this._addDataset(format._datasetType, [format.formatName], properties, ["folder"]);
  }

  private oneFile(format: FileFormat): Dataset {
    const properties = { location: this.fileLocation(), ...format._datasetProperties };
    return this._addDataset(format._datasetType, [format.formatName, "file"], properties, ["folder", "file"]);
  }

  private location(): Record<string, unknown> {
    return {
      type: "AzureBlobStorageLocation",
      container: this.container.containerName,
      folderPath: Expression.of("dataset().folder")._json(),
    };
  }

  private fileLocation(): Record<string, unknown> {
    return { ...this.location(), fileName: Expression.of("dataset().file")._json() };
  }

  private endpointOf({ storageAccount }: IBlobContainer): string {
    return `https://${storageAccount.accountName}.blob.core.windows.net/`;
  }
}
