import { DbtJob } from "../../../../lib";
import { jobProps } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** dbt is started in a folder of its image, wherever the image begins. */
export function program(): void {
  const stack = stackUnderTest();
  new DbtJob(stack, "Transform", { ...jobProps(stack), projectDirectory: "usr/app" });
}
