import { StorageShare } from "@cdktf/provider-azurerm/lib/storage-share";
import { ITerraformDependable } from "cdktf";
import { Construct, IConstruct } from "constructs";
import { ownNameViolations } from "../core/one-name";
import { nameViolations } from "../core/resource-name";
import { Rule, refuse } from "../core/rule";
import { DEFAULT_SHARE_QUOTA_GIB, SHARE_QUOTA } from "./limits";
import { IStorageAccount } from "./storage-account";

const QUOTA = new Rule({
  id: "storage/share-quota",
  why: "Azure Files makes no share of that size.",
  fix: "Give a whole number of GiB.",
  source: "Microsoft: Azure Files scale targets",
});

/** A share of Azure Files, mounted over SMB. */
export interface IFileShare extends IConstruct {
  /** Name within its account. */
  readonly shareName: string;
  /** The account that holds it; its key opens it. */
  readonly storageAccount: IStorageAccount;
  /** What must exist before it can be mounted; none where somebody else owns it. */
  readonly dependencies: ITerraformDependable[];
}

/** How to make a {@link FileShare}. */
export interface FileShareProps {
  /** The account that holds it. */
  readonly storageAccount: IStorageAccount;
  /** 3-63 lowercase letters, digits and single inner hyphens. */
  readonly shareName: string;
  /**
   * Size, 1-102400 GiB.
   *
   * @default 5
   */
  readonly quotaGib?: number;
}

/** A file share that this stack owns. */
export class FileShare extends Construct implements IFileShare {
  /** Refers to a file share that another stack or team owns. @throws `storage/share-name` */
  public static fromName(scope: Construct, id: string, storageAccount: IStorageAccount, shareName: string): IFileShare {
    class Imported extends Construct implements IFileShare {
      public readonly shareName = shareName;
      public readonly storageAccount = storageAccount;
      public readonly dependencies: ITerraformDependable[] = [];
    }
    const share = new Imported(scope, id);
    refuse(share, nameViolations("fileShare", shareName));
    return share;
  }

  public readonly shareName: string;
  public readonly storageAccount: IStorageAccount;
  public readonly dependencies: ITerraformDependable[];

  /** @throws `core/one-name`, `storage/share-name`, `storage/share-quota` */
  constructor(scope: Construct, id: string, props: FileShareProps) {
    super(scope, id);
    const quota = props.quotaGib ?? DEFAULT_SHARE_QUOTA_GIB;
    refuse(
      this,
      ownNameViolations(this, "fileShare", props.storageAccount.accountName, props.shareName),
      QUOTA.outside(SHARE_QUOTA, quota, "quotaGib"),
    );
    const resource = new StorageShare(this, "Resource", {
      name: props.shareName,
      storageAccountId: props.storageAccount.resourceId,
      quota,
    });
    this.shareName = props.shareName;
    this.storageAccount = props.storageAccount;
    this.dependencies = [resource];
  }
}
