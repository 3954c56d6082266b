import { ContainerImage, DbtJob } from "../../../../lib";
import { jobProps } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** The sidecar's volumes are named after it, and the name of a volume is limited. */
export function program(): void {
  const stack = stackUnderTest();
  const image = ContainerImage.fromPublic("ghcr.io/contoso/metrics:1");
  new DbtJob(stack, "Transform", {
    ...jobProps(stack),
    sidecars: [{ containerName: "m".repeat(60), image, command: ["metrics"] }],
  });
}
