import { Azbridge, GatewayNetwork, GatewayPackage } from "../lib";
import { GatewayOf } from "./gateway-stack";

/** The gateways of the example holding, by name of their stack. */
export const exampleGateways: Readonly<Record<string, GatewayOf>> = {
  "gateway-retail-production": (packages) => ({
    azbridgePackage: GatewayPackage.fromBlob(
      packages,
      `azbridge-${Azbridge.VERSION}-x64.deb`,
      "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0",
    ),
    network: GatewayNetwork.own("10.40.0.0/26"),
    allowedSources: ["10.20.0.0/16"], // the shops' back ends, whose network is peered with the gateway's
  }),
};
