/** By what right a domain's job sends through the Relay, or a site's listener listens. */
export enum RelayAccess {
  /** An identity has the role Azure Relay Sender, or Listener, on each hybrid connection: nothing to keep or rotate. */
  IDENTITY = "identity",
  /** A send-only, or listen-only, key per hybrid connection, its connection string in the hub's vault. */
  SHARED_ACCESS_KEY = "shared-access-key",
}
