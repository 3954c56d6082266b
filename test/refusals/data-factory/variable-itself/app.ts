import { Expression, Pipeline, SetVariableActivity } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** A text that grows. */
export function program(): void {
  const { stack, dataFactory } = new MovingFactory();
  const value = Expression.of("concat(variables('seen'), 'x')");
  new Pipeline(stack, "Load", {
    dataFactory,
    pipelineName: "load",
    activities: [new SetVariableActivity("Add", { variableName: "seen", value })],
    variables: { seen: "" },
  });
}
