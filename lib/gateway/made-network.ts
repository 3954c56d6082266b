import { ITerraformDependable } from "cdktf";

/** Where a gateway's network is made. */
export interface NetworkPlace {
  readonly gatewayName: string;
  readonly resourceGroupName: string;
  readonly location: string;
}

/** What a gateway's machines stand in. */
export interface MadeNetwork {
  readonly subnetId: string;
  /** What must be there before a machine can dial out. */
  readonly wayOut: ITerraformDependable[];
}
