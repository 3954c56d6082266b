import { Token } from "cdktf";
import { resourceIdViolations } from "../../core/resource-id";
import { refuse } from "../../core/rule";

const SUBNET = "Microsoft.Network/virtualNetworks/subnets";

/** From where a job dials out. Nothing can dial in, in either case: no port is exposed and no address assigned. */
export class JobNetwork {
  /** Azure's own network, without any IP address of the group's own. */
  public static none(): JobNetwork {
    return new JobNetwork();
  }

  /**
   * A subnet delegated to Microsoft.ContainerInstance/containerGroups, for example to reach a vault by a service endpoint.
   *
   * @param subnetId Azure resource ID of the subnet; it needs a way out, such as a NAT gateway.
   * @throws `core/resource-id`
   */
  public static subnet(subnetId: string): JobNetwork {
    const known = Token.isUnresolved(subnetId) ? [] : resourceIdViolations(SUBNET, subnetId);
    refuse("JobNetwork.subnet", known);
    return new JobNetwork(subnetId);
  }

  private constructor(
    /** Azure resource ID of the subnet; undefined where there is none. */
    public readonly subnetId?: string,
  ) {}
}
