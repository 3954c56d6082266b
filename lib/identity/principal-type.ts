/** Kinds of Entra identities. */
export enum PrincipalType {
  /** A managed identity, or the application of a pipeline. */
  SERVICE_PRINCIPAL = "ServicePrincipal",
  /** A group of people. */
  GROUP = "Group",
  /** A person. */
  USER = "User",
}
