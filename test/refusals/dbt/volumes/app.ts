import { ContainerImage, DbtJob } from "../../../../lib";
import { jobProps } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** Every container brings a volume of its own, and a group has room for 20. */
export function program(): void {
  const stack = stackUnderTest();
  const image = ContainerImage.fromPublic("ghcr.io/contoso/metrics:1");
  const sidecars = [..."abcdefghijklmnopq"].map((name) => ({ containerName: name, image, command: ["metrics"] }));
  new DbtJob(stack, "Transform", { ...jobProps(stack), sidecars });
}
