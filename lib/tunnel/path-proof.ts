import { TextFiles, scripts } from "../core/script";
import { Forward } from "./forward";

/** The Python module that proves a path by the far end's own answer, with the standard library alone. */
export function pathProof(): TextFiles {
  return scripts(__dirname, "prove_path.py");
}

/** What that module wants to know of a forward. */
export function provable({ name, host, port, bindAddress, protocol }: Forward): Record<string, unknown> {
  return { name, host, port, address: bindAddress, protocol: protocol.protocolName };
}
