import { DataAzurermStorageAccount } from "@cdktf/provider-azurerm/lib/data-azurerm-storage-account";
import { StorageAccount as StorageAccountResource } from "@cdktf/provider-azurerm/lib/storage-account";
import {
  StorageManagementPolicy,
  StorageManagementPolicyRule,
} from "@cdktf/provider-azurerm/lib/storage-management-policy";
import { Construct } from "constructs";
import { Duration } from "../core/duration";
import { ownNameViolations } from "../core/one-name";
import { nameIn, resourceGroupNameIn, resourceIdViolations } from "../core/resource-id";
import { Rule, refuse } from "../core/rule";
import { IAzureResource } from "../identity/principal";
import { BLOB_AGE } from "./limits";

const AGE = new Rule({
  id: "storage/blob-age",
  why: "Azure deletes blobs by whole days of age.",
  fix: "Give a whole number of days.",
  source: "Microsoft: Azure Blob Storage lifecycle management",
});

/** How many copies of the data there are, and where. */
export enum StorageReplication {
  /** Three copies in one data centre. */
  LOCALLY_REDUNDANT = "LRS",
  /** Three copies in three zones of one region. */
  ZONE_REDUNDANT = "ZRS",
  /** Six copies in two regions. */
  GEO_REDUNDANT = "GRS",
}

/** A storage account. */
export interface IStorageAccount extends IAzureResource {
  /** Name, global in Azure. */
  readonly accountName: string;
  /**
   * Access key, looked up when Terraform runs. It opens everything in the account: give it to sensitive arguments only.
   */
  readonly accountKey: string;
}

/** How to make a {@link StorageAccount}. */
export interface StorageAccountProps {
  /** 3-24 lowercase letters and digits; global in Azure. */
  readonly accountName: string;
  /** Resource group in which it lies. */
  readonly resourceGroupName: string;
  /** Azure region. */
  readonly location: string;
  /**
   * How many copies of the data there are, and where.
   *
   * @default StorageReplication.LOCALLY_REDUNDANT
   */
  readonly replication?: StorageReplication;
}

/** A storage account that this stack owns: TLS 1.2 and HTTPS only, nothing public. */
export class StorageAccount extends Construct implements IStorageAccount {
  /**
   * Refers to a storage account that another stack or team owns. Its key can be looked up only where it lies in the
   * subscription of the stack's provider.
   */
  public static fromResourceId(scope: Construct, id: string, resourceId: string): IStorageAccount {
    class Imported extends Construct implements IStorageAccount {
      public readonly resourceId = resourceId;
      public readonly accountName = nameIn(resourceId);
      private lookup?: DataAzurermStorageAccount;

      public get accountKey(): string {
        this.lookup ??= new DataAzurermStorageAccount(this, "Lookup", {
          name: this.accountName,
          resourceGroupName: resourceGroupNameIn(resourceId),
        });
        return this.lookup.primaryAccessKey;
      }
    }
    const account = new Imported(scope, id);
    refuse(account, resourceIdViolations("Microsoft.Storage/storageAccounts", resourceId));
    return account;
  }

  public readonly resourceId: string;
  public readonly accountName: string;
  private readonly resource: StorageAccountResource;
  private readonly deletions: StorageManagementPolicyRule[] = [];
  private policy?: StorageManagementPolicy;

  /** @throws `core/one-name`, `storage/account-name` */
  constructor(scope: Construct, id: string, props: StorageAccountProps) {
    super(scope, id);
    refuse(this, ownNameViolations(this, "storageAccount", "", props.accountName));
    this.resource = new StorageAccountResource(this, "Resource", {
      name: props.accountName,
      resourceGroupName: props.resourceGroupName,
      location: props.location,
      accountKind: "StorageV2",
      accountTier: "Standard",
      accountReplicationType: props.replication ?? StorageReplication.LOCALLY_REDUNDANT,
      minTlsVersion: "TLS1_2",
      httpsTrafficOnlyEnabled: true,
      allowNestedItemsToBePublic: false,
    });
    this.resourceId = this.resource.id;
    this.accountName = props.accountName;
  }

  public get accountKey(): string {
    return this.resource.primaryAccessKey;
  }

  /**
   * Deletes blobs when nobody has changed them for `age`. Azure keeps one policy per account, which grows by a rule.
   *
   * @param prefix container and beginning of the blob's name: `exports/runs/`.
   * @param age 1-36,500 whole days.
   * @throws `storage/blob-age`
   */
  public deleteBlobsAfter(prefix: string, age: Duration): void {
    refuse(this, AGE.outside(BLOB_AGE, age.toDays(), "an age in days of"));
    this.policy ??= new StorageManagementPolicy(this, "Policy", { storageAccountId: this.resource.id });
    this.deletions.push({
      name: `delete${this.deletions.length}`,
      enabled: true,
      filters: { blobTypes: ["blockBlob"], prefixMatch: [prefix] },
      actions: { baseBlob: { deleteAfterDaysSinceModificationGreaterThan: age.toDays() } },
    });
    this.policy.putRule(this.deletions);
  }
}
