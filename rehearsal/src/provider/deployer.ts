import { Caller } from "../azure/operation";

/** Who runs Terraform. */
export interface Deployer {
  /** Object ID. */
  readonly principalId: string;
  /** Public IPv4 address from which it does. */
  readonly address: string;
  /** What it deploys. */
  readonly stackName: string;
}

const IN_USE_BY_NOBODY = "00000000-0000-0000-0000-000000000000";

/** Who asks Azure, as far as no provider block says more. */
export function callerOf(deployer: Deployer): Caller {
  return {
    ...deployer,
    tenantId: IN_USE_BY_NOBODY,
    subscriptionId: IN_USE_BY_NOBODY,
    recoversVaults: true,
    recoversSecrets: true,
    purgesVaults: true,
    purgesSecrets: true,
    keepsFilledGroups: true,
  };
}
