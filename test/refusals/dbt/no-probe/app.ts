import { CoordinationTiming, DbtContainerAppJob, Duration } from "../../../../lib";
import { appJobProps } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** A Container Apps job has no probe to be patient. */
export function program(): void {
  const stack = stackUnderTest();
  new DbtContainerAppJob(stack, "Transform", {
    ...appJobProps(stack),
    timing: new CoordinationTiming({ probePeriod: Duration.seconds(10) }),
  });
}
