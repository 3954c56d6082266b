/** The version of `hashicorp/time` whose schema is written down here. Source: its releases on GitHub. */
export const TIME_PROVIDER = { providerName: "time", providerVersion: "0.13.1" };
