import {
  Activity,
  BlobAccess,
  BlobContainer,
  BlobStore,
  StorageAccount,
  CopyActivity,
  CustomStore,
  DbtJob,
  DependencyCondition,
  Duration,
  Environment,
  ExecutePipelineActivity,
  Expression,
  FileFormat,
  IfConditionActivity,
  PipelineParameter,
  SalesforceStore,
  SourceDomain,
  SqlServerLogin,
  SqlServerStore,
  Tier,
  TriggerFrequency,
  WaitActivity,
} from "../../lib";
import { appJobProps, jobProps, warehouseProfile } from "../support/job";
import { handoffPlan } from "../support/handoff-plan";
import { without } from "../support/made";
import { partsOf, propertiesOf } from "../support/data-factory/parts";
import { activitiesOf } from "../support/movement";
import { refusalOf, rulesOf } from "../support/plan";
import { smallPlan } from "../support/small-plan";
import { resources, stackUnderTest } from "../support/stack";

const SALESFORCE = { environmentUrl: "https://contoso.my.salesforce.com", clientId: "3MVG9contoso" };

/** Both domains of a handoff in production, each in a stack of its own. */
function domains(planned = handoffPlan()) {
  const domainOf = (plan: ReturnType<typeof planned.salesforce.planFor>) => {
    const stack = stackUnderTest(plan.stackName);
    return { stack, domain: new SourceDomain(stack, "Domain", { plan }) };
  };
  const giving = domainOf(planned.salesforce.planFor(Environment.PROD));
  const taking = domainOf(planned.crm.planFor(Environment.PROD));
  const secret = giving.domain.vault.secret("warehouse-password");
  const dwh = new SqlServerStore(giving.domain, "Dwh", {
    within: giving.domain,
    forward: planned.warehouse,
    database: "dwh",
    login: SqlServerLogin.password("adf", secret),
  });
  const ledger = new SqlServerStore(taking.domain, "TheLedger", {
    within: taking.domain,
    forward: planned.ledger,
    database: "ledger",
    login: SqlServerLogin.password("adf", taking.domain.vault.secret("ledger-password")),
  });
  return { ...planned, giving, taking, dwh, ledger, secret };
}

describe("a domain's stores", () => {
  test("are reached as the plan says: host and port by the forward, through the domain's runtime", () => {
    const { giving, taking } = domains();
    expect(propertiesOf(giving.stack, "linkedservices", "dwh")).toMatchObject({
      connectVia: { referenceName: giving.domain.runtime.runtimeName },
      typeProperties: {
        connectionString: expect.stringMatching(/^Data Source=sql01\.retail\.example,1433;Initial Catalog=dwh;/),
        password: { store: { referenceName: "secrets" }, secretName: "warehouse-password" },
      },
    });
    expect(propertiesOf(taking.stack, "linkedservices", "the_ledger")).toMatchObject({
      connectVia: { referenceName: taking.domain.runtime.runtimeName },
    });
    expect(taking.domain.runtime.runtimeName).toMatch(/^energy-production-ir-\w{8}$/);
  });

  test("fail if the forward is not the domain's", () => {
    const { giving, archive, secret } = domains();
    const { domain } = giving;
    const login = SqlServerLogin.password("adf", secret);
    const props = { within: domain, forward: archive, database: "dwh", login };
    expect(refusalOf(() => new SqlServerStore(domain, "Archive", props))).toMatch(
      /^retail-prod-salesforce\/Domain\/Archive: \[domain\/planned-forward\] given "archive" for retail-prod-salesforce\./,
    );
  });

  test("share one way to the vault, by which the factory reads what they name", () => {
    const { giving, secret } = domains(handoffPlan({ ownBlobs: true }));
    const { domain, stack } = giving;
    const crm = new SalesforceStore(domain, "Crm", {
      within: domain,
      ...SALESFORCE,
      clientSecret: secret,
      linkedServiceName: "sf",
    });
    const service = new CustomStore(domain, "Service", {
      within: domain,
      linkedServiceType: "RestService",
      typeProperties: { url: "https://example.org/", authenticationType: "Anonymous" },
    });
    const plant = new CustomStore(domain, "Plant", {
      within: domain,
      runtime: domain.runtime,
      linkedServiceType: "Odbc",
      typeProperties: { connectionString: "Dsn=plant" },
      secrets: { password: secret },
    });
    const container = new BlobContainer(stack, "Exports", {
      storageAccount: domain.storageAccount,
      containerName: "exports",
    });
    const files = new BlobStore(domain, "Files", { within: domain, container, access: BlobAccess.WRITE });
    expect(
      [crm, service, plant, files].map((store) => [store.linkedServiceName, store.runtime, store.subsidiaryName]),
    ).toEqual([
      ["sf", undefined, "retail"],
      ["service", undefined, "retail"],
      ["plant", domain.runtime, "retail"],
      ["files", undefined, "retail"],
    ]);
    const keyVaults = partsOf(stack, "linkedservices").filter(({ properties }) => properties.type === "AzureKeyVault");
    expect(keyVaults).toHaveLength(1);
    const byIdentity = { credential: { referenceName: "factory-identity", type: "CredentialReference" } };
    expect(keyVaults[0].properties.typeProperties).toMatchObject(byIdentity);
    expect(propertiesOf(stack, "linkedservices", "files").typeProperties).toMatchObject(byIdentity);
    expect(resources(stack, "azurerm_role_assignment")).toEqual([]);
  });

  test("fails if nobody says whose data a container of an account unknown to the plan holds", () => {
    const { salesforce } = smallPlan();
    const stack = stackUnderTest();
    const plan = salesforce.planFor(Environment.PROD);
    const domain = new SourceDomain(stack, "Domain", { plan });
    const store = (id: string, accountId: string, subsidiaryName?: string) => {
      const storageAccount = StorageAccount.fromResourceId(stack, `${id}Account`, accountId);
      const container = BlobContainer.fromName(stack, `${id}Container`, storageAccount, "exports");
      return new BlobStore(domain, id, { within: domain, container, access: BlobAccess.READ, subsidiaryName })
        .subsidiaryName;
    };
    const other = plan.hub.storageAccountId.replace(/[^/]+$/, "contosoenergy");
    expect(store("Hub", plan.hub.storageAccountId)).toBe("retail");
    expect(store("Other", other, "energy")).toBe("energy");
    expect(refusalOf(() => store("Unknown", other))).toMatch(
      /^Stack\/Domain\/Unknown: \[domain\/blob-owner\] given a container in contosoenergy, of nobody known\./,
    );
  });

  test.each([true, false])("may be Parquet where all nodes of the runtime have Java: %j", (nodesHaveJava) => {
    const { retail, salesforce, warehouse } = smallPlan({ ownBlobs: true });
    retail.addSecret("warehouse-password", { readers: [salesforce] });
    retail.addSite("berlin", { nodesHaveJava: true }).addRuntimeNode("BER-IR-1", { tier: Tier.PRODUCTION });
    retail.addSite("hamm", { nodesHaveJava }).addRuntimeNode("HAM-IR-1", { tier: Tier.PRODUCTION });
    const domain = new SourceDomain(stackUnderTest(), "Domain", { plan: salesforce.planFor(Environment.PROD) });
    const password = domain.vault.secret("warehouse-password");
    const login = SqlServerLogin.password("adf", password);
    const dwh = new SqlServerStore(domain, "Dwh", { within: domain, forward: warehouse, database: "dwh", login });
    const container = new BlobContainer(domain, "C", {
      storageAccount: domain.storageAccount,
      containerName: "exports",
    });
    const files = new BlobStore(domain, "Files", { within: domain, container, access: BlobAccess.WRITE });
    const sink = files.into(Expression.literal("a"), FileFormat.PARQUET);
    const program = () => new CopyActivity("Copy", { source: dwh.table("dbo", "Article"), sink });
    expect(nodesHaveJava ? program().name : refusalOf(program)).toMatch(
      nodesHaveJava ? "Copy" : "[copy/parquet-needs-java]",
    );
  });
});

describe("a domain's load", () => {
  const loaded = (more: (copies: CopyActivity[], domain: SourceDomain) => Activity[] = () => []) => {
    const { giving, dwh, secret, warehouse } = domains();
    const { domain, stack } = giving;
    const crm = new SalesforceStore(domain, "Crm", { within: domain, ...SALESFORCE, clientSecret: secret });
    const copies = ["Account", "Contact"].map(
      (name) =>
        new CopyActivity(`Copy ${name}`, { source: crm.object(name), sink: dwh.upsertInto("crm", name, ["Id"]) }),
    );
    const profile = warehouseProfile(stack, warehouse);
    const job = domain.addDbtJob(
      "Transform",
      without(jobProps(stack, { profile, forwards: [warehouse] }), "groupName", "identityName", "relay"),
    );
    domain.addLoad("NightlyLoad", {
      activities: [...copies, ...more(copies, domain)],
      job,
      schedule: { frequency: TriggerFrequency.DAY, hours: [2] },
    });
    return stack;
  };

  test("begins no pipeline, also within a branch, whose end dbt would not wait for", () => {
    const begins = (waitOnCompletion?: boolean) => (_: CopyActivity[], domain: SourceDomain) => {
      const activities = [new WaitActivity("A while", { time: Duration.seconds(9) })];
      const pipeline = domain.addPipeline("More", { activities });
      const ifTrueActivities = [new ExecutePipelineActivity("More", { pipeline, waitOnCompletion })];
      return [new IfConditionActivity("Perhaps", { expression: Expression.of("equals(1, 1)"), ifTrueActivities })];
    };
    expect(() => loaded(begins(false))).toThrow('[domain/load-waits] given "More" of the load "NightlyLoad"');
    expect(() => loaded(begins())).not.toThrow();
    expect(() => loaded(begins(true))).not.toThrow();
  });

  test("runs dbt when every copy has succeeded, and fails as dbt does", () => {
    const activities = activitiesOf(loaded(), "nightly-load");
    expect(activities.map(({ name, type }) => [name, type])).toEqual([
      ["Copy Account", "Copy"],
      ["Copy Contact", "Copy"],
      ["Transform", "ExecutePipeline"],
    ]);
    expect(activities[2]).toMatchObject({
      dependsOn: ["Copy Account", "Copy Contact"].map((activity) => ({
        activity,
        dependencyConditions: ["Succeeded"],
      })),
      typeProperties: { pipeline: { referenceName: "nightly-load-transform" }, waitOnCompletion: true },
    });
  });

  test("does not wait for what runs only when something fails: a run that skips dbt would count as succeeded", () => {
    const wait = (name: string, activity: Activity, ...conditions: DependencyCondition[]) =>
      new WaitActivity(name, { time: Duration.seconds(1), dependsOn: [{ activity, conditions }] });
    const stack = loaded(([accounts]) => {
      const alarm = wait("Alarm", accounts, DependencyCondition.FAILED);
      return [
        alarm,
        wait("After alarm", alarm, DependencyCondition.SUCCEEDED),
        wait("Without alarm", alarm, DependencyCondition.SKIPPED),
        wait("In any case", accounts, DependencyCondition.COMPLETED),
        wait("Unless skipped", accounts, DependencyCondition.SKIPPED),
      ];
    });
    const transform = activitiesOf(stack, "nightly-load").find(({ name }) => name === "Transform");
    expect((transform?.dependsOn as { activity: string }[]).map(({ activity }) => activity)).toEqual([
      "Copy Account",
      "Copy Contact",
      "Without alarm",
      "In any case",
    ]);
  });

  test("takes what its parts take: texts of a run, a description, how long dbt is waited for", () => {
    const { giving, secret, warehouse } = domains();
    const { domain, stack } = giving;
    const profile = warehouseProfile(stack, warehouse);
    const job = domain.addDbtJob(
      "Transform",
      without(jobProps(stack, { profile, forwards: [warehouse] }), "groupName", "identityName", "relay"),
    );
    new SalesforceStore(domain, "Crm", { within: domain, ...SALESFORCE, clientSecret: secret, apiVersion: "62.0" });
    domain.addLoad("Load", {
      activities: [],
      job,
      parameters: [PipelineParameter.text("since", "")],
      variables: { seen: "no" },
      description: "All of it",
      run: { timeout: Duration.hours(5), pollInterval: Duration.minutes(2) },
      schedule: { frequency: TriggerFrequency.DAY, parameters: { since: "2026-01-01" }, description: "Nightly" },
    });
    const asked = { activities: [], job, runParameters: { select: true } };
    expect(rulesOf(() => domain.addLoad("Asked", asked))).toEqual(["dbt/run-parameters"]);
    expect(propertiesOf(stack, "pipelines", "load")).toMatchObject({
      description: "All of it",
      parameters: { since: { type: "String", defaultValue: "" } },
      variables: { seen: { type: "String", defaultValue: "no" } },
    });
    expect(JSON.stringify(activitiesOf(stack, "load-transform"))).toContain('"timeout":"0.05:00:00"');
    expect(propertiesOf(stack, "linkedservices", "crm").typeProperties).toMatchObject({ apiVersion: "62.0" });
    expect(resources(stack, "azurerm_data_factory_trigger_schedule")).toMatchObject([
      { description: "Nightly", pipeline: [{ name: "load", parameters: { since: "2026-01-01" } }] },
    ]);
  });

  test("runs a job in Container Apps as it runs a group, for as long, and asks for its exit code where wanted", () => {
    const { giving, warehouse } = domains(handoffPlan({ jobsReadSecrets: true }));
    const { domain, stack } = giving;
    const profile = warehouseProfile(stack, warehouse);
    const job = domain.addDbtContainerAppJob(
      "Transform",
      without(appJobProps(stack, { profile, forwards: [warehouse] }), "identityName", "relay"),
    );
    const run = { timeout: Duration.hours(5), pollInterval: Duration.minutes(2) };
    domain.addLoad("Load", { activities: [new WaitActivity("Pause", { time: Duration.minutes(1) })], job, run });
    domain.addLoad("Told", { activities: [], job, readsExitCode: true });
    const parameters = [PipelineParameter.text("since", "")];
    const runParameters = { select: true, fullRefresh: true, runIdVariable: "load" };
    domain.addLoad("Asked", { activities: [], job, parameters, runParameters });
    const steps = JSON.stringify(activitiesOf(stack, "load-transform"));
    expect(steps).toContain(`/jobs/${job.jobName}/start?api-version=`);
    expect(steps).toContain('"timeout":"0.05:00:00"');
    expect(steps).toContain('"waitTimeInSeconds":120');
    expect(activitiesOf(stack, "load")).toMatchObject([
      { name: "Pause" },
      {
        name: "Transform",
        dependsOn: [{ activity: "Pause" }],
        typeProperties: { pipeline: { referenceName: "load-transform" } },
      },
    ]);
    const asks = (pipeline: string) => JSON.stringify(activitiesOf(stack, pipeline)).includes("2025-02-02-preview");
    expect(["load-transform", "told-transform"].map(asks)).toEqual([false, true]);
    const text = (defaultValue: string) => ({ type: "String", defaultValue });
    expect(propertiesOf(stack, "pipelines", "asked").parameters).toEqual({
      since: text(""),
      select: text(""),
      fullRefresh: text("false"),
    });
    expect(activitiesOf(stack, "asked")).toMatchObject([
      {
        typeProperties: {
          parameters: {
            select: { value: "@pipeline().parameters.select", type: "Expression" },
            fullRefresh: { value: "@pipeline().parameters.fullRefresh", type: "Expression" },
          },
        },
      },
    ]);
    expect(JSON.stringify(activitiesOf(stack, "asked-transform"))).toContain("ENV_RUN_VARS");
    expect(propertiesOf(stack, "pipelines", "load").parameters).toBeUndefined();
  });

  test("fails if it, or its part that runs dbt, has the ID of what is there, and so do pipelines and jobs", () => {
    const { giving, warehouse } = domains();
    const { domain, stack } = giving;
    const profile = warehouseProfile(stack, warehouse);
    const given = without(jobProps(stack, { profile, forwards: [warehouse] }), "groupName", "identityName", "relay");
    const job = domain.addDbtJob("Transform", given);
    const activities = () => [new WaitActivity("Wait", { time: Duration.seconds(1) })];
    domain.addPipeline("LoadTransform", { activities: activities() });
    const saying = (program: () => unknown) => /\[domain\/one-id\] given (.*?)\. /.exec(refusalOf(program))?.[1];
    expect(saying(() => domain.addLoad("Load", { activities: activities(), job }))).toBe(
      '"Load", of which a part would be "LoadTransform", which is there already',
    );
    expect(saying(() => domain.addPipeline("LoadTransform", { activities: activities(), pipelineName: "other" }))).toBe(
      '"LoadTransform", which is there already',
    );
    expect(saying(() => domain.addDbtJob("Transform", { ...given, jobName: "other" }))).toBe(
      '"Transform", which is there already',
    );
    domain.addLoad("Nightly", { activities: activities(), job });
  });

  test("runs a job that is no domain's", () => {
    const { giving, warehouse } = domains();
    const { domain, stack } = giving;
    const profile = warehouseProfile(stack, warehouse);
    const job = new DbtJob(stack, "Own", jobProps(stack, { profile, forwards: [warehouse] }));
    expect(domain.addLoad("Load", { activities: [], job }).pipelineName).toBe("load");
  });

  test("has a trigger of its own name, and one run at a time", () => {
    const stack = loaded();
    expect(resources(stack, "azurerm_data_factory_trigger_schedule")).toMatchObject([
      { name: "nightly-load", frequency: "Day", schedule: { hours: [2] }, pipeline: [{ name: "nightly-load" }] },
    ]);
    const pipelines = partsOf(stack, "pipelines");
    expect(pipelines.map(({ name, properties }) => [name, properties.concurrency]).sort()).toEqual([
      ["nightly-load", 1],
      ["nightly-load-transform", 1],
    ]);
  });
});

describe("a domain's handoffs", () => {
  test("go through one container of the giving domain's hub, each side as the identity that may do that", () => {
    const { giving, taking, dwh, ledger, accounts } = domains();
    const plan = accounts.planFor(Environment.PROD);
    giving.domain.giveHandoff("Accounts", {
      plan,
      source: dwh.table("crm", "Account"),
      schedule: { frequency: TriggerFrequency.DAY, hours: [4] },
    });
    taking.domain.takeHandoff("Accounts", { plan, sink: ledger.insertInto("crm", "Account") });
    const named = (stack: typeof giving.stack, name: string) =>
      propertiesOf(stack, "linkedservices", name).typeProperties;
    const credential = (referenceName: string) => ({ credential: { referenceName, type: "CredentialReference" } });
    expect(named(giving.stack, "give_accounts")).toMatchObject(credential("factory-identity"));
    expect(named(taking.stack, "take_accounts")).toMatchObject(credential("take-accounts"));
    expect(propertiesOf(taking.stack, "credentials", "take-accounts").typeProperties).toEqual({
      resourceId: plan.readerIdentityId,
    });
    expect(resources(taking.stack, "azurerm_data_factory")).toMatchObject([
      { identity: { identity_ids: [taking.domain.plan.factoryIdentityId, plan.readerIdentityId] } },
    ]);
    const [read] = activitiesOf(taking.stack, "take-accounts");
    expect(read.typeProperties).toMatchObject({ authentication: credential("take-accounts") });
    expect(activitiesOf(giving.stack, "give-accounts").map(({ name }) => name)).toEqual(["Write", "Publish"]);
    expect(activitiesOf(taking.stack, "take-accounts").map(({ name }) => name)).toEqual([
      "Read manifest",
      "Check manifest",
      "Prepare",
      "Copy",
      "Check rows",
      "Move",
    ]);
    expect(resources(giving.stack, "azurerm_data_factory_trigger_schedule")).toMatchObject([{ name: "give-accounts" }]);
    expect(resources(taking.stack, "azurerm_data_factory_trigger_schedule")).toEqual([]);
  });

  test("ask for the manifest, and copy, as they are told", () => {
    const { taking, ledger, accounts } = domains();
    taking.domain.takeHandoff("Accounts", {
      plan: accounts.planFor(Environment.PROD),
      sink: ledger.insertInto("crm", "Account"),
      manifestPolicy: { retries: 6, retryInterval: Duration.minutes(10) },
      policy: { retries: 1 },
      maxAge: Duration.hours(36),
    });
    const [read, check, , copy] = activitiesOf(taking.stack, "take-accounts");
    expect(read.policy).toMatchObject({ retry: 6, retryIntervalInSeconds: 600 });
    expect(copy.policy).toMatchObject({ retry: 1 });
    expect(JSON.stringify(check)).toContain("addMinutes(utcNow(), -2160)");
  });

  test("fail if one of them has the ID already", () => {
    const { giving, taking, dwh, ledger, accounts } = domains();
    const plan = accounts.planFor(Environment.PROD);
    const give = () => giving.domain.giveHandoff("Accounts", { plan, source: dwh.table("crm", "Account") });
    const take = () => taking.domain.takeHandoff("Accounts", { plan, sink: ledger.insertInto("crm", "Account") });
    for (const side of [give, take]) {
      side();
      expect(refusalOf(side)).toContain('/Domain: [domain/one-id] given "Accounts", which is there already. ');
    }
  });

  test.each(["Handoff", "Reader", "Credential"])(
    "fail if a part of theirs, %s, would have the ID of another",
    (part) => {
      const { giving, taking, dwh, ledger, accounts } = domains();
      const plan = accounts.planFor(Environment.PROD);
      const wait = { activities: [new WaitActivity("Wait", { time: Duration.seconds(1) })] };
      giving.domain.addPipeline(`Accounts${part}`, wait);
      taking.domain.addPipeline(`Accounts${part}`, wait);
      const give = () => giving.domain.giveHandoff("Accounts", { plan, source: dwh.table("crm", "Account") });
      const take = () => taking.domain.takeHandoff("Accounts", { plan, sink: ledger.insertInto("crm", "Account") });
      for (const side of part === "Handoff" ? [give, take] : [take]) {
        expect(refusalOf(side)).toContain(
          `/Domain: [domain/one-id] given "Accounts", of which a part would be "Accounts${part}", which is there already. `,
        );
      }
    },
  );

  test("fail on the other side, or in another environment", () => {
    const { giving, taking, dwh, ledger, accounts } = domains();
    const plan = accounts.planFor(Environment.PROD);
    const source = dwh.table("crm", "Account");
    const sink = ledger.insertInto("crm", "Account");
    expect(rulesOf(() => taking.domain.giveHandoff("A", { plan, source }))).toEqual(["domain/handoff-side"]);
    expect(rulesOf(() => giving.domain.takeHandoff("A", { plan, sink }))).toEqual(["domain/handoff-side"]);
    const elsewhere = accounts.planFor(Environment.PLAY);
    expect(rulesOf(() => giving.domain.giveHandoff("A", { plan: elsewhere, source }))).toEqual(["domain/handoff-side"]);
  });
});
