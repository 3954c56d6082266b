import { IFileShare } from "../../storage/file-share";

/** Where the containers of a job keep the semaphore by which they coordinate. */
export class Coordination {
  /** In the group's own memory of one start: nothing to own, nothing left behind. */
  public static emptyDir(): Coordination {
    return new Coordination();
  }

  /**
   * On a share of Azure Files, where it outlives the group. Several groups may use one share. The containers then run
   * as root, as the mount requires, and the account's key is in the group and in Terraform's state.
   */
  public static azureFileShare(share: IFileShare): Coordination {
    return new Coordination(share);
  }

  private constructor(
    /** The share; undefined where the semaphore is on an emptyDir. */
    public readonly share?: IFileShare,
  ) {}
}
