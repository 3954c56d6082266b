import { Forward, Protocol } from "../../../../lib";
import { gatewayIn, portsOf } from "../../../support/gateway";
import { stackUnderTest } from "../../../support/stack";

/** More forwards than a machine can be told of. */
export function program(): void {
  const forwards = Array.from({ length: 200 }, (_, index) => {
    const name = `service-${index}`;
    return new Forward(name, { host: `${name}.retail.example`, port: 9000 + index, protocol: Protocol.TLS });
  });
  gatewayIn(stackUnderTest(), { ports: portsOf(...forwards) });
}
