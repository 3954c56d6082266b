/** Where clients find a gateway. */
export abstract class GatewayFrontend {
  /**
   * A private address, which only networks joined with the gateway's reach.
   *
   * @param privateAddress a free IPv4 address of the gateway's subnet, to be written into DNS; without it Azure picks
   * one, and keeps it. The subnet's first four addresses and its last are Azure's.
   */
  public static internal(privateAddress?: string): GatewayFrontend {
    return new Internal(privateAddress);
  }

  /** A public address: whoever `allowedSources` admits reaches the on-premises services from the internet. */
  public static publicAddress(): GatewayFrontend {
    return new Public();
  }

  /** @internal */
  public abstract readonly _isPublic: boolean;
  /** @internal */
  public abstract readonly _privateAddress?: string;
}

class Internal extends GatewayFrontend {
  public readonly _isPublic = false;

  constructor(public readonly _privateAddress?: string) {
    super();
  }
}

class Public extends GatewayFrontend {
  public readonly _isPublic = true;
  public readonly _privateAddress = undefined;
}
