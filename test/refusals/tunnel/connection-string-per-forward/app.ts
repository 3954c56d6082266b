import { DbtJob, JobRelay } from "../../../../lib";
import { jobProps, plant, relayIn, vaultIn, warehouse } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** One key opens one hybrid connection, not two. */
export function program(): void {
  const stack = stackUnderTest();
  const relay = JobRelay.bySecrets(relayIn(stack), { warehouse: vaultIn(stack).secret("relay-send-warehouse") });
  new DbtJob(stack, "Transform", { ...jobProps(stack, { relay }), forwards: [warehouse, plant] });
}
