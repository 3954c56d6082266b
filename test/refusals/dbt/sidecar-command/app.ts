import { ContainerImage, DbtJob } from "../../../../lib";
import { jobProps } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** The image's own entry point would never run. */
export function program(): void {
  const stack = stackUnderTest();
  const image = ContainerImage.fromPublic("ghcr.io/contoso/metrics:1");
  new DbtJob(stack, "Transform", { ...jobProps(stack), sidecars: [{ containerName: "metrics", image, command: [] }] });
}
