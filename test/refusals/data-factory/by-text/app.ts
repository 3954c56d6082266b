import { DbtJob, Expression, Pipeline, WebActivity, WebMethod } from "../../../../lib";
import { jobProps } from "../../../support/job";
import { MovingFactory } from "../../../support/movement";

/** A pipeline that looks at a container group by a reference to it. */
export function program(): void {
  const { stack, dataFactory } = new MovingFactory();
  const group = new DbtJob(stack, "Transform", jobProps(stack));
  const url = Expression.literal(`https://management.azure.com${group.resourceId}?api-version=2023-05-01`);
  new Pipeline(stack, "Look", {
    dataFactory,
    pipelineName: "look",
    activities: [new WebActivity("Look", { method: WebMethod.GET, url })],
  });
}
