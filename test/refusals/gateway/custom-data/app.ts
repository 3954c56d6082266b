import { createHash } from "node:crypto";
import { Forward, Protocol } from "../../../../lib";
import { gatewayIn, portsOf } from "../../../support/gateway";
import { stackUnderTest } from "../../../support/stack";

const digits = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 60);

/** More forwards, with names as long and as different as names may be, than a machine can be told of. */
export function program(): void {
  const forwards = Array.from({ length: 300 }, (_, index) => {
    const host = [1, 2, 3, 4].map((part) => digits(`${index} ${part}`)).join(".");
    return new Forward(`f${digits(`${index}`).slice(0, 40)}`, { host, port: 9000 + index, protocol: Protocol.TLS });
  });
  gatewayIn(stackUnderTest(), { ports: portsOf(...forwards) });
}
