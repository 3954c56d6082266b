import { TerraformStack, Testing } from "cdktf";
import {
  Azbridge,
  ConnectivityHub,
  ContainerAppEnvironment,
  ContainerImage,
  ContainerRegistry,
  Coordination,
  DbtProfile,
  DomainDbtJobProps,
  DomainProps,
  Environment,
  FileShare,
  Forward,
  JobTrigger,
  PlannedRegistry,
  RelayAccess,
  SecretValue,
  SharedIntegrationRuntime,
  SourceDomain,
  SourceDomainProps,
  SubsidiaryProps,
  Tier,
} from "../../lib";
import { GROUP_ID, blocksWith } from "../support/azure";
import { groupIn, jobProps, warehouseProfile } from "../support/job";
import { partsOf } from "../support/data-factory/parts";
import { madeIn, without } from "../support/made";
import { smallPlan } from "../support/small-plan";
import { resources, stackUnderTest, synthesized, template } from "../support/stack";
import { sensitiveVariable } from "../support/variable";

const HUB_ID =
  "/subscriptions/1a2b3c4d-0000-4000-8000-000000000002/resourceGroups/contoso-retail-production-rg/providers";
const RUNTIMES = `${HUB_ID}/Microsoft.DataFactory/factories/contoso-retail-production-adf/integrationRuntimes`;
const VAULT_ID = `${HUB_ID}/Microsoft.KeyVault/vaults/contoso-reta-b0tdapga-kv`;

/** The production domain of a small holding, in a stack of its own, and a job that it can have. */
function domainOf(planned = smallPlan(), props: Partial<SourceDomainProps> = {}) {
  const plan = planned.salesforce.planFor(Environment.PROD);
  const stack = stackUnderTest(plan.stackName);
  const domain = new SourceDomain(stack, "Domain", { plan, ...props });
  return { ...planned, plan, stack, domain, job: () => jobIn(stack, planned.warehouse) };
}

/** A job without what its domain knows. */
function jobIn(stack: TerraformStack, forward: Forward): DomainDbtJobProps {
  const profile = warehouseProfile(stack, forward);
  return without(jobProps(stack, { profile, forwards: [forward] }), "groupName", "identityName", "relay");
}

function plannedWith(domain: DomainProps = {}, subsidiary: Partial<SubsidiaryProps> = {}) {
  const planned = smallPlan(domain, subsidiary);
  planned.retail.addSecret("warehouse-password", { readers: [planned.salesforce] });
  return planned;
}

/** What Data Factory is told of a link. */
function linkTo(resourceId: string): unknown {
  const credential = { referenceName: "factory-identity", type: "CredentialReference" };
  return { type: "SelfHosted", typeProperties: { linkedInfo: { authorizationType: "RBAC", resourceId, credential } } };
}

describe("SourceDomain", () => {
  test("makes its factory, as whom that comes and the link to the hub's runtime, and nothing else", () => {
    const { stack } = domainOf();
    expect(madeIn(stack)).toEqual([
      "Microsoft.DataFactory/factories/credentials factory-identity",
      expect.stringMatching(/^Microsoft\.DataFactory\/factories\/integrationRuntimes retail-production-ir-\w{8}$/),
      "azurerm_data_factory contoso-retail-prod-salesforce-adf",
    ]);
    expect(template(stack).data).toBeUndefined();
  });

  test("comes as the identity that the plan names, and links the planned runtime as that", () => {
    const { stack, domain, plan } = domainOf();
    expect(resources(stack, "azurerm_data_factory")).toMatchObject([
      {
        resource_group_name: "contoso-retail-prod-salesforce-rg",
        identity: { type: "UserAssigned", identity_ids: [plan.factoryIdentityId] },
      },
    ]);
    expect(partsOf(stack, "integrationRuntimes").map(({ name, properties }) => [name, properties])).toEqual([
      [domain.runtime.runtimeName, linkTo(`${RUNTIMES}/retail-production-ir`)],
    ]);
    expect(domain.runtime.sharedRuntime.resourceId).toBe(`${RUNTIMES}/retail-production-ir`);
  });

  test("links its dedicated runtime where it has one", () => {
    const { stack } = domainOf(smallPlan({ dedicatedRuntimeIn: [Tier.PRODUCTION] }));
    expect(partsOf(stack, "integrationRuntimes").map(({ properties }) => properties)).toEqual([
      linkTo(`${RUNTIMES}/retail-production-salesforce-ir`),
    ]);
  });

  test("knows its hub by names alone, in whatever subscription either lies", () => {
    // GIVEN a hub in one app, a domain in another, in another subscription
    const apart = { prod: "1a2b3c4d-0000-4000-8000-000000000009" };
    const { plan, stack, domain, job } = domainOf(plannedWith({}, { environmentSubscriptionIds: apart }));
    domain.addDbtJob("Transform", {
      ...job(),
      azbridgeImage: ContainerImage.fromRegistry(domain.registry, "azbridge", Azbridge.VERSION),
    });
    // THEN
    expect(plan.subscriptionId).toBe(apart.prod);
    expect(stack.dependencies).toEqual([]);
    expect(synthesized(stack)).not.toMatch(/remote_state|cross-stack/);
    expect(template(stack)).not.toHaveProperty("data.terraform_remote_state");
    expect([domain.registry.resourceId, domain.relayNamespace.resourceId]).toEqual([
      `${HUB_ID}/Microsoft.ContainerRegistry/registries/contosoretailproductionb0tdapga`,
      `${HUB_ID}/Microsoft.Relay/namespaces/contoso-retail-production-relay`,
    ]);
    expect(domain.vault.resourceId).toBe(VAULT_ID);
  });

  test("depends on no stack, and its hub on none, where both are of one app", () => {
    const planned = plannedWith({ relayAccess: RelayAccess.SHARED_ACCESS_KEY });
    const app = Testing.app();
    const hub = stackUnderTest("hub-retail-production", app);
    new ConnectivityHub(hub, "Hub", {
      plan: planned.retail.hubFor(Tier.PRODUCTION),
      secretValues: { "warehouse-password": SecretValue.stored(sensitiveVariable(hub, "warehouse_password")) },
    });
    const stack = stackUnderTest("retail-prod-salesforce", app);
    const domain = new SourceDomain(stack, "Domain", { plan: planned.salesforce.planFor(Environment.PROD) });
    domain.addDbtJob("Transform", jobIn(stack, planned.warehouse));
    app.synth();
    expect([hub.dependencies, stack.dependencies]).toEqual([[], []]);
    expect(template(hub)).not.toHaveProperty("output");
  });

  test("reads only secrets that the plan lets it read", () => {
    const planned = plannedWith();
    planned.retail.addSecret("theirs", { readers: [] });
    const { domain, stack } = domainOf(planned);
    expect(domain.vault.secret("warehouse-password").value).toContain("TfToken");
    expect(Object.values(template(stack).data!.azurerm_key_vault_secret)).toEqual([
      { name: "warehouse-password", key_vault_id: VAULT_ID },
    ]);
    expect(() => domain.vault.secret("theirs")).toThrow("[vault/planned-reader]");
  });

  test("pulls from the planned registry, and refuses images of one that is about to go", () => {
    const id = `${GROUP_ID}/providers/Microsoft.ContainerRegistry/registries/theirs`;
    const { domain, stack, job, plan } = domainOf(
      plannedWith(
        {},
        {
          productionRegistry: PlannedRegistry.existing(id),
          retiredProductionRegistry: PlannedRegistry.OF_HUB,
        },
      ),
    );
    expect(domain.registry.loginServer).toBe("theirs.azurecr.io");
    const old = ContainerRegistry.fromResourceId(stack, "Old", plan.hub.retiredRegistry!.resourceId.toUpperCase());
    const dbtImage = ContainerImage.fromRegistry(old, "dbt", "1.0.0");
    expect(() => domain.addDbtJob("Transform", { ...job(), dbtImage })).toThrow(
      /\[holding\/retired\] given the registry of contosoretailproductionb0tdapga\.azurecr\.io\/dbt:1\.0\.0\./,
    );
    const ours = ContainerImage.fromRegistry(domain.registry, "dbt", "1.0.0");
    expect(() => domain.addDbtJob("Transform", { ...job(), dbtImage: ours })).not.toThrow();
  });

  test("links another runtime when told to", () => {
    const planned = smallPlan();
    const elsewhere = stackUnderTest("elsewhere");
    const runtimeId = `${GROUP_ID}/providers/Microsoft.DataFactory/factories/f/integrationRuntimes/theirs`;
    const { stack } = domainOf(planned, {
      sharedRuntime: SharedIntegrationRuntime.fromResourceId(elsewhere, "Runtime", runtimeId, {
        subsidiaryName: "retail",
        tier: Tier.PRODUCTION,
      }),
    });
    expect(partsOf(stack, "integrationRuntimes").map(({ properties }) => properties)).toEqual([linkTo(runtimeId)]);
  });

  test.each([
    ["another subsidiary's", { subsidiaryName: "energy", tier: Tier.PRODUCTION }, "link/own-subsidiary"],
    ["a development", { subsidiaryName: "retail", tier: Tier.DEVELOPMENT }, "link/tier"],
    ["another domain's", { subsidiaryName: "retail", tier: Tier.PRODUCTION, dedicatedTo: "erp" }, "link/dedicated"],
  ])("fails if it is told to link %s runtime", (_, ownership, rule) => {
    const runtimeId = `${GROUP_ID}/providers/Microsoft.DataFactory/factories/f/integrationRuntimes/theirs`;
    const sharedRuntime = SharedIntegrationRuntime.fromResourceId(stackUnderTest(), "R", runtimeId, ownership);
    expect(() => domainOf(smallPlan(), { sharedRuntime })).toThrow(`retail-prod-salesforce/Domain/Runtime: [${rule}]`);
  });
});

describe("a job of a SourceDomain", () => {
  test("is named and placed by the plan, and sends by identity", () => {
    const { domain, job, stack, plan } = domainOf(plannedWith());
    const made = domain.addDbtJob("Transform", job());
    expect(groupIn(stack)).toMatchObject({
      name: "retail-prod-salesforce-transform",
      location: "westeurope",
      resource_group_name: "contoso-retail-prod-salesforce-rg",
      identity: { identity_ids: [plan.jobIdentityId] },
    });
    expect(made.groupName).toBe(plan.containerGroupName("transform"));
    const { azurerm_container_group, azurerm_data_factory, azapi_resource, ...others } = template(stack).resource!;
    expect([azurerm_container_group, azurerm_data_factory, azapi_resource].map((of) => Object.keys(of).length)).toEqual(
      [1, 1, 2],
    );
    expect(others).toEqual({}); // no right, and nothing to wait for
  });

  test("sends by keys from the hub's vault where the plan says so", () => {
    const { domain, job, stack } = domainOf(plannedWith({ relayAccess: RelayAccess.SHARED_ACCESS_KEY }));
    domain.addDbtJob("Transform", job());
    const lookups = Object.values(template(stack).data!.azurerm_key_vault_secret).filter(
      ({ key_vault_id }) => key_vault_id === VAULT_ID,
    );
    expect(lookups.map(({ name }) => name)).toEqual(["relay-send-warehouse"]);
    expect(template(stack).data).not.toHaveProperty("azapi_resource"); // nobody asks as whom it sends
  });

  test.each([
    ["Transform", "retail-prod-salesforce-transform"],
    ["NightlyRun", "retail-prod-salesforce-nightly-run"],
    ["Nightly Run", "retail-prod-salesforce-nightly-run"],
    ["nightly_run2", "retail-prod-salesforce-nightly-run2"],
  ])("called %s has the group %s", (id, groupName) => {
    const { domain, job } = domainOf();
    expect(domain.addDbtJob(id, job()).groupName).toBe(groupName);
  });

  test("has a name of its own when it is given one", () => {
    const { domain, job } = domainOf();
    expect(domain.addDbtJob("Transform", { ...job(), jobName: "hourly" }).groupName).toBe(
      "retail-prod-salesforce-hourly",
    );
  });

  test.each(["Hourly", "hour ly", "-hourly", "hourly-", "hour--ly", "", "${var.name}"])(
    "fails if its name is %p",
    (jobName) => {
      const { domain, job } = domainOf();
      expect(() => domain.addDbtJob("Transform", { ...job(), jobName })).toThrow(
        `retail-prod-salesforce/Domain: [domain/job-name] given "${jobName}".`,
      );
    },
  );

  test("fails if another has its name", () => {
    const { domain, job } = domainOf();
    domain.addDbtJob("NightlyRun", job());
    expect(() => domain.addDbtJob("Nightly Run", job())).toThrow('[domain/job-name] given "nightly-run" twice.');
    expect(() => domain.addDbtJob("Nightly Run", { ...job(), jobName: "other" })).not.toThrow();
  });

  test("fails if it is to reach what the plan does not let the domain reach", () => {
    const { domain, job, archive, warehouse } = domainOf();
    expect(() => domain.addDbtJob("Transform", { ...job(), forwards: [warehouse, archive] })).toThrow(
      '[domain/planned-forward] given "archive" for retail-prod-salesforce. The hub lets the domain send',
    );
  });
});

describe("a Container Apps job of a SourceDomain", () => {
  const environmentId = `${GROUP_ID}/providers/Microsoft.App/managedEnvironments/apps`;

  /** A domain, and a job that it can have in Container Apps. */
  function appsOf(planned = plannedWith({ jobsReadSecrets: true })) {
    const { domain, stack, plan, warehouse, job } = domainOf(planned);
    const containerAppEnvironment = ContainerAppEnvironment.fromResourceId(stack, "Apps", environmentId);
    const profile = DbtProfile.sqlServer({
      forward: warehouse,
      database: "dwh",
      schema: "salesforce",
      user: "dbt",
      password: domain.vault.secret("warehouse-password"),
    });
    const { dbtImage, azbridgeImage } = job();
    const given = { dbtImage, azbridgeImage, forwards: [warehouse], profile, containerAppEnvironment };
    return { domain, stack, plan, given, job };
  }

  test("is named and placed by the plan, selects the domain's models, and sends by identity", () => {
    const { domain, stack, plan, given } = appsOf();
    const made = domain.addDbtContainerAppJob("Nightly", { ...given, trigger: JobTrigger.schedule("30 2 * * *") });
    expect(made.jobName).toBe("retail-prod-salesforce-nightly");
    expect(made.jobName).toBe(plan.containerAppJobName("nightly"));
    expect(resources(stack, "azurerm_container_app_job")).toEqual([
      expect.objectContaining({
        name: "retail-prod-salesforce-nightly",
        location: "westeurope",
        container_app_environment_id: environmentId,
        resource_group_name: "contoso-retail-prod-salesforce-rg",
        identity: { type: "UserAssigned", identity_ids: [plan.jobIdentityId] },
      }),
    ]);
    expect(synthesized(stack)).toMatch(/"name": "ENV_DBT_\w+",\s*"value": "salesforce"/);
    expect(Object.keys(template(stack).resource!)).not.toContain("azurerm_role_assignment");
  });

  test("shares the names of jobs with container groups", () => {
    const { domain, given, job } = appsOf();
    domain.addDbtJob("Nightly", job());
    expect(() => domain.addDbtContainerAppJob("Apps", { ...given, jobName: "nightly" })).toThrow(
      '[domain/job-name] given "nightly" twice.',
    );
  });

  test("reads the keys of the Relay in the vault, in a domain that sends by these", () => {
    const { domain, given, stack } = appsOf(
      plannedWith({ jobsReadSecrets: true, relayAccess: RelayAccess.SHARED_ACCESS_KEY }),
    );
    domain.addDbtContainerAppJob("Nightly", given);
    expect(synthesized(stack)).toContain("vault.azure.net/secrets/relay-send-warehouse");
    expect(template(stack).data).toBeUndefined();
  });

  test("fails in a domain whose jobs read no secrets", () => {
    const { domain, given } = appsOf(plannedWith());
    expect(() => domain.addDbtContainerAppJob("Nightly", given)).toThrow(
      "[domain/job-secrets] given a Container Apps job of salesforce.",
    );
  });

  test("fails if it is to reach what the plan does not let the domain reach", () => {
    const planned = plannedWith();
    const { domain, given } = appsOf(planned);
    const forwards = [planned.warehouse, planned.archive];
    expect(() => domain.addDbtContainerAppJob("Nightly", { ...given, forwards })).toThrow("[domain/planned-forward]");
  });
});

describe("the storage of a SourceDomain", () => {
  test("is made when a job first asks for a share, in the domain's own account", () => {
    const { domain, job, stack } = domainOf(plannedWith());
    expect(resources(stack, "azurerm_storage_account")).toEqual([]);
    const { storageAccount } = domain;
    const share = new FileShare(domain, "Runs", { storageAccount, shareName: "dbt-runs" });
    new FileShare(domain, "Other", { storageAccount: domain.storageAccount, shareName: "other" });
    domain.addDbtJob("Transform", { ...job(), coordination: Coordination.azureFileShare(share) });
    expect(resources(stack, "azurerm_storage_account")).toEqual([
      expect.objectContaining({ name: domain.plan.storageAccountName, location: "westeurope" }),
    ]);
    expect(resources(stack, "azurerm_storage_share").map(({ name }) => name)).toEqual(["other", "dbt-runs"]);
    expect(domain.plan.storageAccountName).not.toBe(domain.plan.hub.storageAccountName);
    expect(blocksWith(stack, /primary_access_key/)).toEqual([expect.stringMatching(/^azurerm_container_group\./)]);
  });
});
