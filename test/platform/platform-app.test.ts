import { Testing } from "cdktf";
import { AccessStack, HubPlan, HubStack, PlatformApp } from "../../lib";
import { contoso } from "../../stacks/example-holding";
import { Template } from "../support/stack";

const app = new PlatformApp(contoso, { outdir: Testing.app().outdir });
const jsonOf = (stack: HubStack | AccessStack) =>
  stack.toTerraform() as Template & Record<string, Record<string, unknown>>;

const placeOf = ({ subscriptionId, tenantId }: HubPlan) => ({ subscription_id: subscriptionId, tenant_id: tenantId });

describe("the app of a platform team", () => {
  it("has a stack per hub and one per domain and environment, and no other", () => {
    const planned = [
      ...contoso.hubPlans.map(({ stackName }) => stackName),
      ...contoso.domainPlans.map(({ accessStackName }) => accessStackName),
    ];
    expect(app.node.children.map(({ node }) => node.id).filter((id) => planned.includes(id))).toEqual(planned);
    expect([...app.hubs, ...app.accesses].map(({ node }) => node.id)).toEqual(planned);
  });

  it("configures a hub's providers in its subscription, and no backend", () => {
    const { provider, terraform } = jsonOf(app.hubs[0]);
    const place = placeOf(app.hubs[0].plan);
    expect(provider).toMatchObject({ azurerm: [place], azapi: [place], time: [{}] });
    expect(terraform?.backend).toBeUndefined();
  });

  it("configures those of what a domain may in the hub's and the domain's subscription, and no backend", () => {
    const { plan } = app.accesses[0];
    const { provider, terraform } = jsonOf(app.accesses[0]);
    const domain = { ...placeOf(plan.hub), subscription_id: plan.subscriptionId, alias: "domain" };
    expect(provider).toMatchObject({ azurerm: [placeOf(plan.hub), domain], time: [{}] });
    expect(terraform?.backend).toBeUndefined();
  });

  it("keeps what a deleted vault had: nothing is purged, and what comes back is recovered", () => {
    const { provider } = jsonOf(app.hubs[0]) as unknown as { provider: { azurerm: [{ features: unknown }] } };
    expect(provider.azurerm[0].features).toEqual([
      {
        key_vault: [
          {
            purge_soft_delete_on_destroy: false,
            purge_soft_deleted_secrets_on_destroy: false,
            recover_soft_deleted_key_vaults: true,
            recover_soft_deleted_secrets: true,
          },
        ],
      },
    ]);
  });
});
