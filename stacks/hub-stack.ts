import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformStack, TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import { AzapiProvider, ConnectivityHub, HubPlan, SecretSource, SecretValue, TimeProvider } from "../lib";
import { StateStore, keepState } from "./state";

/** One hub: `hub-retail-production`. Its secrets' values are sensitive variables, `TF_VAR_hub_retail_production_warehouse_password`: one per hub,
 * since Terraform takes a variable from the environment for every stack of a deploy. */
export class HubStack extends TerraformStack {
  public readonly hub: ConnectivityHub;

  constructor(scope: Construct, plan: HubPlan, store?: StateStore) {
    super(scope, plan.stackName);
    const place = { subscriptionId: plan.subscriptionId, tenantId: plan.tenantId };
    new AzapiProvider(this, "azapi", place);
    new AzurermProvider(this, "azurerm", {
      ...place,
      // Purge protection forbids purging; a deleted vault or secret of the same name is recovered instead.
      features: [
        {
          keyVault: [
            {
              purgeSoftDeleteOnDestroy: false,
              purgeSoftDeletedSecretsOnDestroy: false,
              recoverSoftDeletedKeyVaults: true,
              recoverSoftDeletedSecrets: true,
            },
          ],
        },
      ],
    });
    new TimeProvider(this, "time");
    keepState(this, store);
    this.hub = new ConnectivityHub(this, "Hub", { plan, secretValues: this.secretVariables(plan) });
  }

  private secretVariables(plan: HubPlan): Record<string, SecretValue> {
    const planned = plan.secrets.filter(({ source }) => source === SecretSource.VARIABLE);
    return Object.fromEntries(
      planned.map(({ name }) => {
        const variable = new TerraformVariable(this, `${plan.stackName}-${name}`.replace(/-/g, "_"), {
          type: "string",
          sensitive: true,
          nullable: false,
          description: `Value of the secret ${name} in ${plan.keyVaultName}`,
        });
        return [name, SecretValue.stored(variable.stringValue)] as const;
      }),
    );
  }
}
