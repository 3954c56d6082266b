import { isSame } from "../core/same";

/** Who runs Terraform for one stack: a service principal, known by its object ID. */
export interface Deployer {
  /** Object ID (UUID) of the service principal. */
  readonly principalId: string;
  /**
   * Public IPv4 addresses or ranges in CIDR notation from which it deploys; the hub's vault admits them.
   *
   * @default - none
   */
  readonly addresses?: string[];
}

/** Whether both are known, and one and the same. */
export function isSameDeployer(one: Deployer | undefined, other: Deployer | undefined): boolean {
  return one !== undefined && other !== undefined && isSame(one.principalId, other.principalId);
}
