import { DataFactory, Expression, Pipeline, SetVariableActivity } from "../../../../lib";
import { stackUnderTest } from "../../../support/stack";

/** A list that is written into one expression. */
export function program(): void {
  const stack = stackUnderTest();
  const place = { resourceGroupName: "retail-rg", location: "westeurope" };
  const dataFactory = new DataFactory(stack, "Factory", { ...place, factoryName: "retail-adf" });
  const tables = [...Array(1000).keys()].map((table) => `'table_${table}'`);
  const value = Expression.of(`concat(${tables.join(", ")})`);
  new Pipeline(stack, "Load", {
    dataFactory,
    pipelineName: "load",
    variables: { tables: "" },
    activities: [new SetVariableActivity("Name tables", { variableName: "tables", value })],
  });
}
