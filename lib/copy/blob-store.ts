import { DataFactoryLinkedServiceAzureBlobStorage } from "@cdktf/provider-azurerm/lib/data-factory-linked-service-azure-blob-storage";
import { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Duration } from "../core/duration";
import { Dataset } from "../data-factory/dataset";
import { Expression } from "../data-factory/expression";
import { GrantsInEffect } from "../identity/grants-in-effect";
import { Role } from "../identity/role";
import { IBlobContainer } from "../storage/blob-container";
import { CopySink, CopySource } from "./endpoint";
import { FileFormat } from "./file-format";
import { Store, StoreProps } from "./store";

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
   * How long Azure may take until the factory's right counts.
   *
   * @default Duration.minutes(10)
   */
  readonly propagation?: Duration;
}

const ROLES: Readonly<Record<BlobAccess, Role>> = {
  [BlobAccess.READ]: Role.STORAGE_BLOB_DATA_READER,
  [BlobAccess.WRITE]: Role.STORAGE_BLOB_DATA_CONTRIBUTOR,
};

/** A blob container, reached by the factory's own identity, which is given a right on it: no key, no secret. */
export class BlobStore extends Store {
  public readonly dependable: ITerraformDependable;
  public readonly rightsInEffect: ITerraformDependable[];
  /** The container. */
  public readonly container: IBlobContainer;

  /** @throws `data-factory/linked-service-name`, `data-factory/own-factory`, `copy/store-owner` */
  constructor(scope: Construct, id: string, props: BlobStoreProps) {
    super(scope, id, props);
    const { container, dataFactory, runtime } = props;
    const grants = [dataFactory.identity.grant(ROLES[props.access], container)];
    const reachable = new GrantsInEffect(this, "Reachable", { grants, propagation: props.propagation });
    this.dependable = new DataFactoryLinkedServiceAzureBlobStorage(this, "Resource", {
      name: props.linkedServiceName,
      dataFactoryId: dataFactory.resourceId,
      serviceEndpoint: this.endpointOf(container),
      storageKind: "StorageV2",
      useManagedIdentity: true,
      integrationRuntimeName: runtime?.runtimeName,
      dependsOn: runtime?.dependencies,
    });
    this.rightsInEffect = [reachable.dependable];
    this.container = container;
  }

  /** Address of the container, without a slash at its end. */
  public get containerUrl(): string {
    return `${this.endpointOf(this.container)}${this.container.containerName}`;
  }

  /** Every file in a folder and below. */
  public folder(folder: Expression, format: FileFormat = FileFormat.GZIPPED_DELIMITED_TEXT): CopySource {
    return CopySource._of({ ...this.end(folder, format), json: format._source() });
  }

  /** New files in a folder. */
  public into(folder: Expression, format: FileFormat = FileFormat.GZIPPED_DELIMITED_TEXT): CopySink {
    return CopySink._of({ ...this.end(folder, format), json: format._sink() });
  }

  private end(folder: Expression, format: FileFormat) {
    return {
      store: this,
      dataset: this.files(format),
      datasetParameters: { folder },
      needsJava: format.needsJava,
    };
  }

  private files(format: FileFormat): Dataset {
    const location = {
      type: "AzureBlobStorageLocation",
      container: this.container.containerName,
      folderPath: Expression.of("dataset().folder")._json(),
    };
    const properties = { location, ...format._datasetProperties };
    return this._dataset(format._datasetType, [format.formatName], properties, ["folder"]);
  }

  private endpointOf({ storageAccount }: IBlobContainer): string {
    return `https://${storageAccount.accountName}.blob.core.windows.net/`;
  }
}
