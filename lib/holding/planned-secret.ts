import { ISecretReader } from "./secret-reader";
import { PlannedSecretProps } from "./subsidiary-props";

/** Where the value of a planned secret comes from. */
export enum SecretSource {
  /** The hub's stack writes it from a sensitive Terraform variable. */
  VARIABLE = "variable",
  /** Somebody else puts it into the vault. */
  EXTERNAL = "external",
  /** The hub's stack writes the connection string of a send-only rule. */
  RELAY_SEND_RULE = "relay-send-rule",
  /** The hub's stack writes the connection string of a listen-only rule. */
  RELAY_LISTEN_RULE = "relay-listen-rule",
}

/** A secret in the vault of a subsidiary's hubs, with who may read it. */
export class PlannedSecret {
  /** Whether workloads alone read it, by their identities. */
  public readonly byIdentityOnly: boolean;
  /** Whether it is about to go. */
  public readonly retired: boolean;
  /** Raised when its value is to be written anew, where the hub's stack writes it from a variable. */
  public readonly version: number;
  private readonly readerPaths: ReadonlySet<string>;

  constructor(
    /** Name in the vault. */
    public readonly name: string,
    /** Where its value comes from. */
    public readonly source: SecretSource,
    private readonly props: PlannedSecretProps,
  ) {
    this.byIdentityOnly = props.byIdentityOnly ?? false;
    this.retired = props.retired ?? false;
    this.version = props.version ?? 1;
    this.readerPaths = new Set([...this.readers, ...this.retiredReaders].map(({ path }) => path));
  }

  /** The domains, and the planned jobs, that may read it. */
  public get readers(): ISecretReader[] {
    return [...this.props.readers];
  }

  /** Those that may read it still, and whose programs are refused it. */
  public get retiredReaders(): ISecretReader[] {
    return [...(this.props.retiredReaders ?? [])];
  }

  /** Whether the reader of this path may read it, be it that its right is retired. */
  public admits(readerPath: string): boolean {
    return this.readerPaths.has(readerPath);
  }

  /** Whether the reader of this path, which may read it, is about to lose it. @internal */
  public _isRetiredFor(readerPath: string): boolean {
    return this.retired || this.retiredReaders.some(({ path }) => path === readerPath);
  }
}
