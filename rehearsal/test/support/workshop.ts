import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Azure } from "../../src/azure/azure";
import { resourceGroupId } from "../../src/azure/ids";
import { World } from "../../src/azure/world";
import { Configuration, TerraformStackRun } from "../../src/terraform";

/** In which sketches are applied, and by whom. */
export const SUBSCRIPTION = "5a5a5a5a-0000-4000-8000-000000000001";
export const DEPLOYER = "d0d0d0d0-0000-4000-8000-000000000099";
export const GROUP_NAME = "sketch-rg";
export const GROUP_ID = resourceGroupId(SUBSCRIPTION, GROUP_NAME);
export const PLACE = { resource_group_name: GROUP_NAME, location: "westeurope" };

/** A stack as Terraform reads it, without any construct, and what is in Azure before it. */
export interface Sketch {
  readonly name: string;
  readonly resources: () => Record<string, Record<string, Record<string, unknown>>>;
  readonly given?: (azure: Azure) => void;
  /** What is looked up. */
  readonly data?: Record<string, Record<string, Record<string, unknown>>>;
  /** What is opened and never kept. */
  readonly ephemeral?: Record<string, Record<string, Record<string, unknown>>>;
  /** Providers instead of azurerm in the sketches' subscription. */
  readonly provider?: Readonly<Record<string, unknown>>;
}

const SOURCES: Readonly<Record<string, { readonly source: string; readonly version: string }>> = {
  azapi: { source: "Azure/azapi", version: "2.12.0" },
  azurerm: { source: "hashicorp/azurerm", version: "4.55.0" },
  azurestack: { source: "hashicorp/azurestack", version: "1.0.0" },
  time: { source: "hashicorp/time", version: "0.13.1" },
};

/** An Azure with a resource group, in which a sketch is applied by its owner. */
export class Workshop {
  public readonly azure = new Azure();
  private readonly workspace = mkdtempSync(join(tmpdir(), "rehearsal-workshop-"));
  private readonly run: TerraformStackRun;

  constructor(sketch: Sketch) {
    this.world.give(DEPLOYER, "Owner", `/subscriptions/${SUBSCRIPTION}`);
    this.world.put("azurerm_resource_group", GROUP_ID, { name: GROUP_NAME, location: "westeurope" });
    sketch.given?.(this.azure);
    const { provider = { azurerm: [{ features: {}, subscription_id: SUBSCRIPTION }] } } = sketch;
    const required = [...Object.keys(provider), "time"].map((name): [string, object] => [name, SOURCES[name]]);
    const configuration: Configuration = {
      terraform: { required_providers: Object.fromEntries(required) },
      provider,
      resource: sketch.resources(),
      ...(sketch.data === undefined ? {} : { data: sketch.data }),
      ...(sketch.ephemeral === undefined ? {} : { ephemeral: sketch.ephemeral }),
    };
    const file = join(this.workspace, "cdk.tf.json");
    writeFileSync(file, JSON.stringify(configuration));
    const deployer = { principalId: DEPLOYER, address: "192.0.2.1", stackName: sketch.name };
    this.run = new TerraformStackRun(join(this.workspace, "run"), sketch.name, file, this.azure, deployer);
  }

  public get world(): World {
    return this.azure.world;
  }

  public stack(): TerraformStackRun {
    return this.run;
  }

  public clear(): void {
    rmSync(this.workspace, { recursive: true, force: true });
  }
}

/** ID of something in the sketches' resource group. */
export function inGroup(namespace: string, ...path: readonly string[]): string {
  return `${GROUP_ID}/providers/${namespace}/${path.join("/")}`;
}

export const base64 = (text: string): string => Buffer.from(text).toString("base64");
