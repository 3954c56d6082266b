import { StorageContainer } from "@cdktf/provider-azurerm/lib/storage-container";
import { Construct } from "constructs";
import { ownNameViolations } from "../core/one-name";
import { nameViolations } from "../core/resource-name";
import { refuse } from "../core/rule";
import { IAzureResource } from "../identity/principal";
import { IStorageAccount } from "./storage-account";

/** A container of blobs. */
export interface IBlobContainer extends IAzureResource {
  /** Name within its account. */
  readonly containerName: string;
  /** The account that holds it. */
  readonly storageAccount: IStorageAccount;
}

/** How to make a {@link BlobContainer}. */
export interface BlobContainerProps {
  /** The account that holds it. */
  readonly storageAccount: IStorageAccount;
  /** 3-63 lowercase letters, digits and hyphens, a letter or digit first, no two hyphens in a row. */
  readonly containerName: string;
}

/** A private blob container that this stack owns. */
export class BlobContainer extends Construct implements IBlobContainer {
  /** Refers to a blob container that another stack or team owns. @throws `storage/container-name` */
  public static fromName(
    scope: Construct,
    id: string,
    storageAccount: IStorageAccount,
    containerName: string,
  ): IBlobContainer {
    class Imported extends Construct implements IBlobContainer {
      public readonly containerName = containerName;
      public readonly storageAccount = storageAccount;
      public readonly resourceId = `${storageAccount.resourceId}/blobServices/default/containers/${containerName}`;
    }
    const container = new Imported(scope, id);
    refuse(container, nameViolations("blobContainer", containerName));
    return container;
  }

  public readonly resourceId: string;
  public readonly containerName: string;
  public readonly storageAccount: IStorageAccount;

  /** @throws `core/one-name`, `storage/container-name` */
  constructor(scope: Construct, id: string, props: BlobContainerProps) {
    super(scope, id);
    refuse(this, ownNameViolations(this, "blobContainer", props.storageAccount.accountName, props.containerName));
    const resource = new StorageContainer(this, "Resource", {
      name: props.containerName,
      storageAccountId: props.storageAccount.resourceId,
      containerAccessType: "private",
    });
    this.resourceId = resource.id;
    this.containerName = props.containerName;
    this.storageAccount = props.storageAccount;
  }
}
