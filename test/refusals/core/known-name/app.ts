import { TerraformVariable } from "cdktf";
import { Dataset } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** A dataset whose name somebody says when it is deployed. */
export function program(): void {
  const { stack, keyVaultLinkedService } = new MovingFactory();
  new Dataset(stack, "Orders", {
    linkedService: keyVaultLinkedService,
    datasetName: new TerraformVariable(stack, "dataset", { type: "string" }).stringValue,
    datasetType: "Json",
    typeProperties: {},
  });
}
