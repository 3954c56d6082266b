import { refuse } from "../core/rule";
import { secretVersionViolations } from "../vault/secret-version";

/** Which of the two keys of a rule. */
export enum KeySlot {
  /** The first. */
  PRIMARY = "primary",
  /** The second. */
  SECONDARY = "secondary",
}

/** How often the served key was made. */
export interface ServedKeyProps {
  /** A whole number of 1 or more; raise it when the key that is served was regenerated. */
  readonly version: number;
}

/**
 * Which key of its Relay's rules a hub puts into its vault. Every rule has two, and both open it: so a rotation serves the
 * other one, and when everybody uses that, the first is regenerated, which interrupts nobody.
 */
export class RelayKeys {
  /** The first key, as it was made. */
  public static readonly FIRST = new RelayKeys(KeySlot.PRIMARY, 1);

  /** Serves the key of this slot. @throws `vault/secret-version` */
  public static serving(slot: KeySlot, props: ServedKeyProps): RelayKeys {
    const { version } = props;
    refuse("RelayKeys", secretVersionViolations(version));
    return new RelayKeys(slot, version);
  }

  private constructor(
    /** Which key. */
    public readonly slot: KeySlot,
    /** How often it was made. */
    public readonly version: number,
  ) {}

  /** What Azure calls the connection string with this key. @internal */
  public get _connectionString(): string {
    return this.slot === KeySlot.PRIMARY ? "primaryConnectionString" : "secondaryConnectionString";
  }

  /** Another figure for every slot and version, so that every change is written. @internal */
  public get _writtenVersion(): number {
    return this.version + this.version - (this.slot === KeySlot.PRIMARY ? 1 : 0);
  }
}
