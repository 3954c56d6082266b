/** By what right a domain's job sends through the Relay. */
export enum RelayAccess {
  /** The job's identity has the role Azure Relay Sender on each hybrid connection: nothing to keep or rotate. */
  IDENTITY = "identity",
  /** A send-only key per hybrid connection, its connection string in the hub's vault. */
  SHARED_ACCESS_KEY = "shared-access-key",
}
