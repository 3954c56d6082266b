import {
  Azbridge,
  ColumnMapping,
  ContainerImage,
  Coordination,
  CopyActivity,
  CustomStore,
  DatabaseTls,
  DbtCommand,
  DbtJob,
  DbtProfile,
  Duration,
  ExecutePipelineActivity,
  FileShare,
  IncrementalCopy,
  IncrementalWindow,
  LogicalType,
  MappedColumn,
  Recurrence,
  SalesforceStore,
  SourceDomain,
  SqlServerLogin,
  SqlServerStore,
  TabularTranslator,
  TriggerFrequency,
  Watermark,
} from "../lib";
import { DomainContent } from "./domain-stack";
import { costs, ledger, plant, stockLevels, warehouse } from "./example-holding";

/** What the domains of the example holding do, by name. */
export const exampleDomains: Readonly<Record<string, DomainContent>> = { salesforce, erp, telemetry, datev };

/** Accounts from Salesforce into the warehouse, every night. */
function salesforce(domain: SourceDomain): void {
  const crm = new SalesforceStore(domain, "Crm", {
    within: domain,
    environmentUrl: "https://contoso.my.salesforce.com",
    clientId: "3MVG9contoso",
    clientSecret: domain.vault.secret("salesforce-client-secret"),
  });
  const password = domain.vault.secret("warehouse-password");
  const forward = domain.forward(warehouse);
  const database = domain.plan.own("dwh"); // play and test share a server, and must not share what they write
  const login = SqlServerLogin.password("adf_salesforce", password);
  const dwh = new SqlServerStore(domain, "Dwh", { within: domain, forward, database, login });
  const accounts = new CopyActivity("Copy accounts", {
    source: crm.object("Account"),
    sink: dwh.upsertInto("salesforce", "Account", ["AC_SFID"]),
    translator: new TabularTranslator({
      mappings: [text("Id", "id", "AC_SFID"), text("BillingCountry", "string", "AC_BillingCountry")],
    }),
    policy: { retries: 2, retryInterval: Duration.minutes(5), timeout: Duration.hours(2) },
  });
  const job = domain.addDbtJob("Transform", {
    ...images(domain, "dbt-salesforce", "1.4.2"),
    command: DbtCommand.run({ select: "salesforce" }),
    forwards: [forward],
    profile: DbtProfile.sqlServer({
      forward,
      database,
      schema: "salesforce",
      user: "dbt_salesforce",
      password,
    }),
  });
  domain.addLoad("Load", { activities: [accounts], job, schedule: nightly(2) });
}

/** Articles that changed, and what retail gives to energy by contract. */
function erp(domain: SourceDomain): void {
  const password = domain.vault.secret("warehouse-password");
  const forward = domain.forward(warehouse);
  const database = domain.plan.own("dwh");
  const server = { within: domain, forward, login: SqlServerLogin.password("adf_erp", password) };
  const source = new SqlServerStore(domain, "Erp", { ...server, database: "erp" });
  const dwh = new SqlServerStore(domain, "Dwh", { ...server, database });
  const mark = Watermark.inTable(dwh, { schema: "erp", name: "articles" });
  const articles = new IncrementalCopy("Copy articles", {
    source: source.window("dbo", "Article", IncrementalWindow.since("ChangedAt", mark)),
    sink: dwh.upsertInto("erp", "Article", ["ArticleNumber"]),
    policy: { retries: 2, timeout: Duration.hours(2) },
  });
  const job = domain.addDbtJob("Transform", {
    ...images(domain, "dbt-erp", "2.0.1"),
    command: DbtCommand.buildAndTest({ select: "erp" }),
    forwards: [forward],
    profile: DbtProfile.sqlServer({
      forward,
      database,
      schema: "erp",
      user: "dbt_erp",
      password,
    }),
    coordination: Coordination.azureFileShare(
      new FileShare(domain, "Share-dbt-runs", { storageAccount: domain.storageAccount, shareName: "dbt-runs" }),
    ),
  });
  const load = new ExecutePipelineActivity("Load", {
    pipeline: domain.addLoad("Load", { activities: articles.activities, job, run: { timeout: Duration.hours(3) } }),
  });
  const given = domain.giveHandoff("StockLevels", {
    plan: stockLevels.planFor(domain.plan.environment),
    source: dwh.table("erp", "StockLevel"),
  });
  const give = new ExecutePipelineActivity("Give stock levels", {
    pipeline: given.pipeline,
    dependsOn: [{ activity: load }],
  });
  domain.addPipeline("Nightly", { activities: [load, give], schedule: nightly(2) });
}

/** Readings from a service on the internet into PostgreSQL, by ODBC: Data Factory writes to no PostgreSQL otherwise. */
function telemetry(domain: SourceDomain): void {
  const password = domain.vault.secret("plant-password");
  const forward = domain.forward(plant);
  const name = domain.plan.own("plant");
  const service = new CustomStore(domain, "Sensors", {
    within: domain,
    linkedServiceType: "RestService",
    typeProperties: {
      url: "https://sensors.energy.contoso.example/",
      enableServerCertificateValidation: true,
      authenticationType: "Anonymous",
    },
  });
  const database = new CustomStore(domain, "Plant", {
    within: domain,
    runtime: domain.runtime,
    linkedServiceType: "Odbc",
    typeProperties: {
      connectionString: `Driver={PostgreSQL Unicode(x64)};Server=${forward.host};Port=${forward.port};Database=${name};SSLmode=verify-full;`,
      authenticationType: "Basic",
      userName: "adf_telemetry",
    },
    secrets: { password },
  });
  const readings = new CopyActivity("Copy readings", {
    source: service.source({
      datasetName: "readings",
      datasetType: "RestResource",
      datasetProperties: { relativeUrl: "readings/latest" },
      endType: "RestSource",
    }),
    sink: database.sink({
      datasetName: "reading",
      datasetType: "OdbcTable",
      datasetProperties: { tableName: "telemetry.reading" },
      endType: "OdbcSink",
    }),
    policy: { retries: 3 },
  });
  const job = domain.addDbtJob("Transform", {
    ...images(domain, "dbt-telemetry", "0.9.0"),
    command: DbtCommand.sequence(DbtCommand.run({ select: "telemetry" }), DbtCommand.test({ select: "telemetry" })),
    forwards: [forward],
    profile: DbtProfile.postgres({
      forward,
      database: name,
      schema: "telemetry",
      user: "dbt_telemetry",
      password,
    }),
  });
  domain.addLoad("Load", {
    activities: [readings],
    job,
    schedule: { frequency: TriggerFrequency.HOUR },
  });
  domain.addLoad("Accounting", { activities: [], job: costsJob(domain), schedule: nightly(7) });
}

/** Comes as itself: it reaches the ledger, which nothing else of its domain does, and reads its own password. */
function costsJob(domain: SourceDomain): DbtJob {
  const job = costs.planFor(domain.plan.environment);
  const forward = job.forward(ledger);
  return domain.addDbtJob("Costs", {
    ...images(domain, "dbt-costs", "0.3.0"),
    plan: job,
    command: DbtCommand.run({ select: "costs" }),
    forwards: [forward],
    profile: DbtProfile.sqlServer({
      forward,
      database: domain.plan.own("ledger"),
      schema: "costs",
      user: "dbt_costs",
      password: domain.vault.secret("costs-password"),
    }),
  });
}

/** Takes retail's stock levels before its own bookings are worked on. */
function datev(domain: SourceDomain): void {
  const password = domain.vault.secret("ledger-password");
  const forward = domain.forward(ledger);
  const database = domain.plan.own("ledger");
  const server = { within: domain, forward, login: SqlServerLogin.password("adf_datev", password) };
  const source = new SqlServerStore(domain, "Datev", { ...server, database: "datev" });
  const sink = new SqlServerStore(domain, "Ledger", { ...server, database });
  const taken = domain.takeHandoff("StockLevels", {
    plan: stockLevels.planFor(domain.plan.environment),
    sink: sink.upsertInto("retail", "StockLevel", ["Article", "Site"]),
    maxAge: Duration.days(2),
  });
  const stock = new ExecutePipelineActivity("Take stock levels", { pipeline: taken.pipeline });
  const bookings = new CopyActivity("Copy bookings", {
    source: source.window("dbo", "Booking", IncrementalWindow.trailing("BookedAt", Duration.days(7))),
    sink: sink.upsertInto("datev", "Booking", ["BookingId"]),
    policy: { retries: 2 },
  });
  const job = domain.addDbtJob("Transform", {
    ...images(domain, "dbt-datev", "1.0.0"),
    command: DbtCommand.run({ select: "datev" }),
    forwards: [domain.forward(plant), forward],
    profile: DbtProfile.sqlServer({
      forward,
      database,
      schema: "datev",
      user: "dbt_datev",
      password,
      tls: DatabaseTls.verified(),
    }),
  });
  domain.addLoad("Load", { activities: [stock, bookings], job, schedule: nightly(6) });
}

function text(name: string, physicalType: string, sinkName: string): ColumnMapping {
  const column = (of: string, physical: string): MappedColumn => ({
    name: of,
    logicalType: LogicalType.STRING,
    physicalType: physical,
  });
  return { source: column(name, physicalType), sink: column(sinkName, "nvarchar") };
}

function nightly(hour: number): Recurrence {
  return { frequency: TriggerFrequency.DAY, hours: [hour], minutes: [0], timeZone: "W. Europe Standard Time" };
}

function images(domain: SourceDomain, repository: string, tag: string) {
  return {
    dbtImage: ContainerImage.fromRegistry(domain.registry, repository, tag),
    azbridgeImage: ContainerImage.fromRegistry(domain.registry, "azbridge", Azbridge.VERSION),
  };
}
