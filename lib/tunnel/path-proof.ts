import { TextFiles, scripts } from "../core/script";
import { Forward } from "./forward";

/** The Python modules that prove a path by the far end's own answer, with the standard library alone. */
export function pathProof(): TextFiles {
  return scripts(__dirname, "prove_path.py", "proofs.py");
}

/** The same, with the one that proves and watches all paths of a job. */
export function jobPaths(): TextFiles {
  return { ...pathProof(), ...scripts(__dirname, "job_paths.py") };
}

/** What these modules want to know of a forward whose sender listens beside its client. */
export function provable(forward: Forward): Record<string, unknown> {
  const { name, host, port, bindAddress } = forward;
  return { name, host, port, address: bindAddress, ...proof(forward) };
}

/** What is asked, wherever the sender listens. */
export function proof({ protocol, proofUser }: Forward): Record<string, unknown> {
  return { protocol: protocol.protocolName, ...(proofUser === undefined ? {} : { proofUser }) };
}
