import { ContainerImage, DbtJob } from "../../../../lib";
import { jobProps } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** Azure knows no container with an underscore in its name. */
export function program(): void {
  const stack = stackUnderTest();
  const image = ContainerImage.fromPublic("ghcr.io/contoso/metrics:1");
  new DbtJob(stack, "Transform", {
    ...jobProps(stack),
    sidecars: [{ containerName: "my_metrics", image, command: ["metrics"] }],
  });
}
