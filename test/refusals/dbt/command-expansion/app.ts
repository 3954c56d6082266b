import { ContainerImage, DbtContainerAppJob } from "../../../../lib";
import { appJobProps } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** The platform may put the job's name there, before the program sees it. */
export function program(): void {
  const stack = stackUnderTest();
  const image = ContainerImage.fromPublic("ghcr.io/contoso/metrics:1");
  const sidecars = [{ containerName: "metrics", image, command: ["/metrics", "--label", "$(ENV_GROUP_NAME)"] }];
  new DbtContainerAppJob(stack, "Transform", { ...appJobProps(stack), sidecars });
}
