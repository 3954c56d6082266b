/** Azure Relay Bridge, the program at both ends of every tunnel. */
export class Azbridge {
  /** The release whose ways this library follows, and for which its kits and profiles are made. */
  public static readonly VERSION = "0.16.1";

  private constructor() {}
}
