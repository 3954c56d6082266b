import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import {
  ContainerRegistry,
  DomainAccess,
  DomainAccessProps,
  DomainPlan,
  DomainProps,
  Duration,
  Environment,
  LogicalType,
  PlannedRegistry,
  RelayAccess,
  Role,
  SubsidiaryProps,
  Tier,
  TimeProvider,
} from "../../lib";
import { GROUP_ID, warningsOf } from "../support/azure";
import { CONSUMER_DEPLOYER, PROVIDER_DEPLOYER, handoffPlan } from "../support/handoff-plan";
import { madeIn } from "../support/made";
import { refusalOf } from "../support/plan";
import { smallPlan } from "../support/small-plan";
import { resources, stackUnderTest, template } from "../support/stack";

const DEPLOYER = { principalId: "d0d0d0d0-0000-4000-8000-000000000004", addresses: ["203.0.113.13"] };
const DEPLOYED = { developmentDeployer: DEPLOYER, productionDeployer: DEPLOYER };

function accessTo(plan: DomainPlan, props: Partial<DomainAccessProps> = {}) {
  const stack = stackUnderTest(plan.accessStackName);
  return { stack, access: new DomainAccess(stack, "Access", { plan, ...props }) };
}

/** A domain that reads a secret, and one that another identity alone reads. */
function planned(domain: DomainProps = {}) {
  const all = smallPlan({ ...DEPLOYED, ...domain });
  all.retail.addSecret("warehouse-password", { readers: [all.salesforce], external: true });
  all.retail.addSecret("client-secret", { readers: [all.salesforce], external: true, byIdentityOnly: true });
  return all;
}

/** What is given in a stack: who may what, on what, by the last names of all. */
function rightsIn(stack: TerraformStack): string[] {
  const { azurerm_user_assigned_identity: identities = {}, azurerm_resource_group: groups = {} } =
    template(stack).resource!;
  const named = (text: unknown): string => {
    const [, id = ""] =
      /^\$\{(?:azurerm_user_assigned_identity|azurerm_resource_group)\.([\w-]+)\./.exec(String(text)) ?? [];
    const made = (identities[id] ?? groups[id])?.name as string | undefined;
    return made ?? String(text).replace(/^.*\//, "");
  };
  return resources(stack, "azurerm_role_assignment")
    .map(
      ({ principal_id: who, role_definition_name: role, scope }) => `${named(who)}: ${String(role)} on ${named(scope)}`,
    )
    .sort();
}

const FACTORY = "retail-prod-salesforce-factory-westeurope-id";
const JOBS = "retail-prod-salesforce-jobs-westeurope-id";
const GROUP = "contoso-retail-prod-salesforce-rg";
const { principalId: WHO } = DEPLOYER;
const ALWAYS = [
  `${WHO}: Contributor on ${GROUP}`,
  `${WHO}: Managed Identity Operator on ${FACTORY}`,
  `${WHO}: Managed Identity Operator on ${JOBS}`,
  `${FACTORY}: Azure Container Instances Contributor Role on ${GROUP}`,
  `${FACTORY}: Contributor on retail-production-ir`,
  `${JOBS}: AcrPull on contosoretailproductionb0tdapga`,
  `${JOBS}: Azure Relay Sender on warehouse`,
];

describe("DomainAccess", () => {
  test("makes the domain's group in the domain's subscription, and in the hub's group as whom it comes", () => {
    const apart = { prod: "1a2b3c4d-0000-4000-8000-000000000009" };
    const { salesforce } = smallPlan(DEPLOYED, { environmentSubscriptionIds: apart });
    const plan = salesforce.planFor(Environment.PROD);
    const stack = stackUnderTest(plan.accessStackName);
    const { prod: subscriptionId } = apart;
    const domainProvider = new AzurermProvider(stack, "domain", { alias: "domain", features: [{}], subscriptionId });
    const access = new DomainAccess(stack, "Access", { plan, domainProvider });
    expect(madeIn(stack)).toEqual([
      `azurerm_resource_group ${GROUP}`,
      ...Array<string>(ALWAYS.length).fill("azurerm_role_assignment"),
      `azurerm_user_assigned_identity ${FACTORY}`,
      `azurerm_user_assigned_identity ${JOBS}`,
      "time_sleep",
    ]);
    expect(resources(stack, "azurerm_resource_group")).toMatchObject([
      { provider: "azurerm.domain", location: "westeurope", lifecycle: { ignore_changes: ["location"] } },
    ]);
    expect(resources(stack, "azurerm_user_assigned_identity")).toMatchObject(
      [FACTORY, JOBS].map((name) => ({
        name,
        resource_group_name: plan.hub.resourceGroupName,
        location: "westeurope",
      })),
    );
    expect(access.plan).toBe(plan);
    expect(template(stack).data).toBeUndefined();
  });

  test("gives its factory, its jobs and its deployer what the plan lets them, and nothing else", () => {
    const { stack } = accessTo(planned().salesforce.planFor(Environment.PROD));
    expect(rightsIn(stack)).toEqual(
      [
        ...ALWAYS,
        `${WHO}: Key Vault Secrets User on warehouse-password`,
        `${WHO}: Reader on contoso-reta-b0tdapga-kv`,
        `${FACTORY}: Key Vault Secrets User on client-secret`,
        `${FACTORY}: Key Vault Secrets User on warehouse-password`,
      ].sort(),
    );
  });

  test.each<[string, DomainProps, string[], string[]]>([
    [
      "that sends by key reads the keys, and may not send",
      { relayAccess: RelayAccess.SHARED_ACCESS_KEY },
      [`${WHO}: Key Vault Secrets User on relay-send-warehouse`, `${WHO}: Reader on contoso-reta-b0tdapga-kv`],
      [`${JOBS}: Azure Relay Sender on warehouse`],
    ],
    [
      "with a runtime of its own links that",
      { dedicatedRuntimeIn: [Tier.PRODUCTION] },
      [`${FACTORY}: Contributor on retail-production-salesforce-ir`],
      [`${FACTORY}: Contributor on retail-production-ir`],
    ],
    [
      "with blobs of its own reads and writes them",
      { ownBlobs: true },
      [`${FACTORY}: Storage Blob Data Contributor on ${GROUP}`],
      [],
    ],
  ])("of a domain %s", (_, domain, more, less) => {
    const { stack } = accessTo(smallPlan({ ...DEPLOYED, ...domain }).salesforce.planFor(Environment.PROD));
    expect(rightsIn(stack)).toEqual([...ALWAYS.filter((right) => !less.includes(right)), ...more].sort());
  });

  test("lets jobs read what the domain may, keys of the Relay included, where the plan says so", () => {
    const { salesforce } = planned({ jobsReadSecrets: true, relayAccess: RelayAccess.SHARED_ACCESS_KEY });
    const { stack } = accessTo(salesforce.planFor(Environment.PROD));
    expect(rightsIn(stack).filter((right) => right.startsWith(`${JOBS}: Key Vault`))).toEqual(
      ["client-secret", "relay-send-warehouse", "warehouse-password"].map(
        (name) => `${JOBS}: Key Vault Secrets User on ${name}`,
      ),
    );
  });

  test("makes an identity for each planned job, which has that one's forwards and secrets, and nothing of the domain's", () => {
    const { salesforce, planned: forwards, retail } = planned({ jobsReadSecrets: true });
    const forecast = salesforce.addJob("forecast", { forwards: [], retiredForwards: [forwards.archive] });
    retail.addSecret("archive-password", { readers: [forecast] });
    const before = rightsIn(accessTo(planned({ jobsReadSecrets: true }).salesforce.planFor(Environment.PROD)).stack);
    const { stack, access } = accessTo(salesforce.planFor(Environment.PROD));
    const job = forecast.planFor(Environment.PROD);
    expect(rightsIn(stack)).toEqual(
      [
        ...before,
        `${WHO}: Managed Identity Operator on ${job.identityName}`,
        `${WHO}: Key Vault Secrets User on archive-password`,
        `${job.identityName}: AcrPull on contosoretailproductionb0tdapga`,
        `${job.identityName}: Azure Relay Sender on archive`,
        `${job.identityName}: Key Vault Secrets User on archive-password`,
      ].sort(),
    );
    access.giveJob(job, Role.READER, access.resourceGroup);
    expect(rightsIn(stack)).toContain(`${job.identityName}: Reader on ${GROUP}`);
  });

  test("lets jobs of the domain and planned ones send through one and the same forward", () => {
    const { salesforce, planned: forwards } = smallPlan(DEPLOYED);
    const jobs = ["forecast", "report"].map((name) => salesforce.addJob(name, { forwards: [forwards.warehouse] }));
    const { stack } = accessTo(salesforce.planFor(Environment.PROD));
    const senders = [JOBS, ...jobs.map((job) => job.planFor(Environment.PROD).identityName)];
    expect(rightsIn(stack).filter((right) => right.includes("Sender"))).toEqual(
      senders.map((who) => `${who}: Azure Relay Sender on warehouse`).sort(),
    );
  });

  test("gives a deployer of several stacks each right once, by the first of them in the plan", () => {
    const all = planned();
    const erp = all.retail.addDomain("erp", DEPLOYED);
    all.retail.addSecret("erp-password", { readers: [erp], external: true });
    const onVault = (plan: DomainPlan) =>
      rightsIn(accessTo(plan).stack).filter((right) => right.startsWith(WHO) && !/Operator|Contributor/.test(right));
    const [play, test, erpPlay] = [
      all.salesforce.planFor(Environment.PLAY),
      all.salesforce.planFor(Environment.TEST),
      erp.planFor(Environment.PLAY),
    ].map(onVault);
    expect(play).toEqual([
      `${WHO}: Key Vault Secrets User on warehouse-password`,
      expect.stringMatching(/: Reader on contoso-reta-\w+-kv$/),
    ]);
    expect([test, erpPlay]).toEqual([[], [`${WHO}: Key Vault Secrets User on erp-password`]]);
  });

  test("is touched by no domain that is planned after it, and gives what one before it no longer does", () => {
    const all = planned();
    const at = () => rightsIn(accessTo(all.salesforce.planFor(Environment.PROD)).stack);
    const before = at();
    const erp = all.retail.addDomain("erp", DEPLOYED);
    all.retail.addSecret("common-password", { readers: [erp], external: true });
    const ofErp = (others: typeof all) =>
      rightsIn(accessTo(others.retail.domains.find(({ name }) => name === "erp")!.planFor(Environment.PROD)).stack);
    expect(at()).toEqual(before);
    const onVault = (rights: string[]) => rights.filter((right) => /^d0d0d0d0.*: (?:Reader|Key Vault)/.test(right));
    expect(onVault(ofErp(all))).toEqual([`${WHO}: Key Vault Secrets User on common-password`]);
    const alone = smallPlan({ ...DEPLOYED, environments: [Environment.TEST] });
    const left = alone.retail.addDomain("erp", DEPLOYED);
    alone.retail.addSecret("common-password", { readers: [left], external: true });
    expect(onVault(ofErp(alone))).toEqual([
      `${WHO}: Key Vault Secrets User on common-password`,
      expect.stringMatching(/: Reader on contoso-reta-\w+-kv$/),
    ]);
  });

  test("ends when every right counts, also those that are added", () => {
    const { stack, access } = accessTo(planned().salesforce.planFor(Environment.PROD), {
      propagation: Duration.minutes(5),
    });
    const theirs = ContainerRegistry.fromResourceId(
      stack,
      "R",
      `${GROUP_ID}/providers/Microsoft.ContainerRegistry/registries/theirs`,
    );
    access.giveFactory(Role.READER, theirs);
    access.giveFactory(Role.CONTAINER_APPS_JOBS_OPERATOR, access.resourceGroup);
    access.giveJobs(Role.ACR_PULL, theirs);
    const { azurerm_role_assignment: given, time_sleep: waits } = template(stack).resource!;
    const [{ create_duration: duration, triggers }] = Object.values(waits);
    expect(duration).toBe("300s");
    expect(Object.values(triggers as object).sort()).toEqual(
      Object.keys(given)
        .map((id) => `\${azurerm_role_assignment.${id}.id}`)
        .sort(),
    );
    expect(rightsIn(stack)).toEqual(
      expect.arrayContaining([
        `${FACTORY}: Reader on theirs`,
        `${FACTORY}: Container Apps Jobs Operator on ${GROUP}`,
        `${JOBS}: AcrPull on theirs`,
      ]),
    );
  });

  test("lets jobs pull from the planned registry, and from the retired one; by repository where rights are given so", () => {
    const id = `${GROUP_ID}/providers/Microsoft.ContainerRegistry/registries/theirs`;
    const byRepository = PlannedRegistry.existing(id, { repositoryPermissions: true });
    const pulls = (subsidiary: Partial<SubsidiaryProps>) => {
      const { salesforce } = smallPlan(DEPLOYED, subsidiary);
      return rightsIn(accessTo(salesforce.planFor(Environment.PROD)).stack).filter((right) =>
        /AcrPull|Repository/.test(right),
      );
    };
    expect(pulls({ productionRegistry: PlannedRegistry.existing(id) })).toEqual([`${JOBS}: AcrPull on theirs`]);
    expect(pulls({ productionRegistry: byRepository, retiredProductionRegistry: PlannedRegistry.OF_HUB })).toEqual([
      `${JOBS}: AcrPull on contosoretailproductionb0tdapga`,
      `${JOBS}: Container Registry Repository Reader on theirs`,
    ]);
    expect(pulls({ developmentRegistry: byRepository })).toEqual([
      `${JOBS}: AcrPull on contosoretailproductionb0tdapga`,
    ]);
  });

  test("keeps identities, and what anybody may on the hub, until the group is gone", () => {
    const { stack } = accessTo(planned().salesforce.planFor(Environment.PROD));
    const {
      azurerm_user_assigned_identity: identities,
      azurerm_role_assignment: roles,
      azurerm_resource_group: groups,
    } = template(stack).resource!;
    const elsewhere = Object.entries(roles).filter(
      ([, { scope }]) => !String(scope).includes("azurerm_resource_group"),
    );
    expect(elsewhere).toHaveLength(Object.keys(roles).length - 2);
    const [{ depends_on: dependsOn }] = Object.values(groups);
    expect([...(dependsOn as string[])].sort()).toEqual(
      [
        ...elsewhere.map(([id]) => `azurerm_role_assignment.${id}`),
        ...Object.keys(identities).map((id) => `azurerm_user_assigned_identity.${id}`),
      ].sort(),
    );
  });

  test("takes a provider of the domain's subscription in whatever case, and one that says that it keeps groups", () => {
    const plan = smallPlan(DEPLOYED).salesforce.planFor(Environment.PROD);
    const stack = new TerraformStack(Testing.app(), plan.accessStackName);
    new AzurermProvider(stack, "azurerm", {
      features: [{ resourceGroup: [{ preventDeletionIfContainsResources: true }] }],
      subscriptionId: plan.subscriptionId.toUpperCase(),
    });
    new TimeProvider(stack, "time");
    new DomainAccess(stack, "Access", { plan });
    expect(() => template(stack)).not.toThrow();
  });
});

describe("a domain in the subscription of a hub", () => {
  const SHARED = "1a2b3c4d-0000-4000-8000-0000000000aa";
  const [one, other] = [1, 2].map((number) => ({ principalId: `a0a0a0a0-0000-4000-8000-00000000000${number}` }));
  /** The domain, in `environment`, of a subsidiary that has hubs of these deployers, with what else is said. */
  const accessIn = (environment: Environment, subsidiary: Partial<SubsidiaryProps>, domain: DomainProps = DEPLOYED) =>
    accessTo(smallPlan(domain, subsidiary).salesforce.planFor(environment));
  const beside = (stack: string, hub: string, who = WHO) =>
    `[access/one-subscription] given ${stack} in the subscription of ${hub}, deployed by ${who}.`;

  test("is warned of, in whatever case, and not where it has one of its own", () => {
    const planned: Record<string, string>[] = [
      { prod: SHARED },
      { play: SHARED.toUpperCase(), prod: "1a2b3c4d-0000-4000-8000-0000000000bb" },
    ];
    const [own, hubs] = planned.map((environmentSubscriptionIds) => {
      const subsidiary = { developmentSubscriptionId: SHARED, environmentSubscriptionIds };
      return [Environment.PLAY, Environment.PROD].map((environment) =>
        warningsOf(accessIn(environment, subsidiary, DEPLOYED).access).map((warning) => warning.split(" Who has")[0]),
      );
    });
    const play = [beside("retail-play-salesforce", "hub-retail-development")];
    expect(own).toEqual([play, [beside("retail-prod-salesforce", "hub-retail-development")]]);
    expect(hubs).toEqual([play, []]);
  });

  test.each<[string, string, Partial<SubsidiaryProps>, DomainProps]>([
    [
      "its deployer deploys that hub, its own",
      "hub-retail-development",
      { developmentDeployer: one },
      { developmentDeployer: one },
    ],
    [
      "its deployer deploys that hub, of the other tier",
      "hub-retail-production",
      { developmentDeployer: other, productionDeployer: one, environmentSubscriptionIds: { play: SHARED } },
      { developmentDeployer: one },
    ],
  ])("is refused where %s", (_, hub, subsidiary, domain) => {
    const program = () => accessIn(Environment.PLAY, { productionSubscriptionId: SHARED, ...subsidiary }, domain);
    expect(refusalOf(program)).toContain(beside("retail-play-salesforce", hub, one.principalId));
  });

  test("is refused where who deploys its own hub then has rights on a hub that somebody else deploys", () => {
    const elsewhere = { productionSubscriptionId: SHARED, environmentSubscriptionIds: { play: SHARED } };
    const program = (productionDeployer: typeof one) => () =>
      accessIn(Environment.PLAY, { ...elsewhere, developmentDeployer: one, productionDeployer });
    expect(refusalOf(program(other))).toContain(
      `[access/one-subscription] given retail-play-salesforce in the subscription of hub-retail-production, on all of which ${one.principalId} then has rights, who deploys hub-retail-development.`,
    );
    expect(program({ principalId: one.principalId.toUpperCase() })).not.toThrow();
    const both = { developmentSubscriptionId: SHARED, productionSubscriptionId: SHARED };
    const together = () => accessIn(Environment.PLAY, { ...both, developmentDeployer: one, productionDeployer: other });
    expect(together).not.toThrow(); // it has them by its own hub, which lies there as well
  });
});

describe("a handoff", () => {
  const both = handoffPlan({ productionDeployer: PROVIDER_DEPLOYER }, { productionDeployer: CONSUMER_DEPLOYER });
  const READER = "retail-prod-accounts-reader-westeurope-id";

  test("is written by the giving domain's factory, and read by an identity that the taking deployer may attach", () => {
    const { stack } = accessTo(both.salesforce.planFor(Environment.PROD));
    expect(both.accounts.planFor(Environment.PROD).readerIdentityName).toBe(READER);
    expect(rightsIn(stack).filter((right) => /reader|Blob/.test(right))).toEqual(
      [
        `${FACTORY}: Storage Blob Data Contributor on handoff-prod-accounts`,
        `${READER}: Storage Blob Data Reader on handoff-prod-accounts`,
        `${CONSUMER_DEPLOYER.principalId}: Managed Identity Operator on ${READER}`,
      ].sort(),
    );
  });

  test("the other way round makes neither side's access ask for anything of the other's", () => {
    const mutual = handoffPlan({ productionDeployer: PROVIDER_DEPLOYER }, { productionDeployer: CONSUMER_DEPLOYER });
    mutual.contoso.addHandoff("bookings", {
      provider: mutual.crm,
      consumer: mutual.salesforce,
      owner: "crm@energy.example",
      columns: [{ name: "Id", logicalType: LogicalType.STRING }],
      retention: Duration.days(30),
    });
    const sides = [mutual.salesforce, mutual.crm].map((domain) => {
      const { stack } = accessTo(domain.planFor(Environment.PROD));
      const { data, resource } = template(stack);
      const identities = Object.values(resource!.azurerm_user_assigned_identity).map(({ name }) => String(name));
      const readers = rightsIn(stack).filter((right) => /reader/.test(right));
      return { data, identities: identities.filter((name) => /reader/.test(name)), readers };
    });
    const [accounts, bookings] = [READER, "energy-prod-bookings-reader-westeurope-id"];
    const given = (reader: string, name: string, taker: { principalId: string }) => ({
      data: undefined,
      identities: [reader],
      readers: [
        `${taker.principalId}: Managed Identity Operator on ${reader}`,
        `${reader}: Storage Blob Data Reader on handoff-prod-${name}`,
      ],
    });
    expect(sides).toEqual([
      given(accounts, "accounts", CONSUMER_DEPLOYER),
      given(bookings, "bookings", PROVIDER_DEPLOYER),
    ]);
  });

  test("is nothing to the taking side's access, so that both can be deployed in any order", () => {
    const { stack } = accessTo(both.crm.planFor(Environment.PROD));
    expect(rightsIn(stack).filter((right) => /accounts|retail/.test(right))).toEqual([]);
  });
});
