/** What an {@link Operator} is. */
export enum OperatorKind {
  /** A group, of people as a rule: they install listeners and register runtime nodes. */
  GROUP = "group",
  /** A person, who does the same. */
  PERSON = "person",
  /** A machine that listens and has an identity of its own, by Azure Arc or as a service principal. It reads no key of a runtime. */
  MACHINE = "machine",
}

/** Who installs what a site runs, and so reads what that takes: people, or the listeners' machines themselves. */
export interface Operator {
  /** Object ID (UUID) of the group, user or service principal. */
  readonly principalId: string;
  /**
   * What it is.
   *
   * @default OperatorKind.GROUP
   */
  readonly kind?: OperatorKind;
}
