import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformStack, TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import { AzapiProvider } from "../azapi/azapi-provider";
import { HubPlan } from "../holding/hub-plan";
import { SecretSource } from "../holding/planned-secret";
import { ConnectivityHub } from "../hub/connectivity-hub";
import { TimeProvider } from "../time/time-provider";
import { SecretValue } from "../vault/secret-value";

/**
 * The stack of one hub, named as planned: `hub-retail-production`. It configures its providers and no backend: add one, or
 * state is kept in a local file.
 *
 * The values of the hub's secrets are ephemeral variables, such as `TF_VAR_hub_retail_production_warehouse_password`: they
 * are in no state and no plan, and have to be given whenever it is planned or applied. A changed one is written when the
 * plan raises the secret's version. Each names its hub, since Terraform takes a variable from the environment for every
 * stack of a deploy.
 */
export class HubStack extends TerraformStack {
  /** What is in it. */
  public readonly hub: ConnectivityHub;
  /** As what it is planned. */
  public readonly plan: HubPlan;

  /** @throws what its {@link ConnectivityHub} refuses */
  constructor(scope: Construct, plan: HubPlan) {
    super(scope, plan.stackName);
    this.plan = plan;
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
    this.hub = new ConnectivityHub(this, "Hub", { plan, secretValues: this.secretVariables(plan) });
  }

  private secretVariables(plan: HubPlan): Record<string, SecretValue> {
    const planned = plan.secrets.filter(({ source }) => source === SecretSource.VARIABLE);
    return Object.fromEntries(
      planned.map(({ name, version }) => {
        const variable = new TerraformVariable(this, `${plan.stackName}-${name}`.replace(/-/g, "_"), {
          type: "string",
          sensitive: true,
          nullable: false,
          description: `Value of the secret ${name} in ${plan.keyVaultName}`,
        });
        variable.addOverride("ephemeral", true); // cdktf has no property for it
        return [name, SecretValue.writeOnly(variable.stringValue, version)] as const;
      }),
    );
  }
}
