import { App } from "cdktf";
import {
  CopyActivity,
  CustomStore,
  DbtProfile,
  Environment,
  Pipeline,
  SourceDomain,
  SqlServerLogin,
  SqlServerStore,
  IfConditionActivity,
  Expression,
  Protocol,
} from "../../lib";
import { jobProps } from "../support/job";
import { without } from "../support/made";
import { inBothTiers, refusalOf, rulesOf } from "../support/plan";
import { smallPlan } from "../support/small-plan";
import { stackUnderTest } from "../support/stack";

/** One domain of a small holding in several environments of one App. */
function domainIn(app = new App(), planned = smallPlan()) {
  planned.retail.addSecret("warehouse-password", { readers: [planned.salesforce] });
  return (environment: Environment) => {
    const plan = planned.salesforce.planFor(environment);
    const stack = stackUnderTest(plan.stackName, app);
    const domain = new SourceDomain(stack, "Domain", { plan });
    const forward = domain.forward(planned.planned.warehouse);
    const password = domain.vault.secret("warehouse-password");
    const login = SqlServerLogin.password("adf", password);
    const store = (database: string) => new SqlServerStore(domain, "Dwh", { within: domain, forward, database, login });
    return { stack, domain, forward, password, store };
  };
}

const copyInto = (store: SqlServerStore, table: string) =>
  new CopyActivity("Copy", { source: store.table("dbo", "Source"), sink: store.upsertInto("crm", table, ["Id"]) });

describe("two environments of one App", () => {
  test("may write one table where server or database are the environment's own", () => {
    const within = domainIn();
    for (const environment of [Environment.PLAY, Environment.TEST, Environment.PROD]) {
      const { domain, store } = within(environment);
      domain.addPipeline("Load", { activities: [copyInto(store(domain.plan.own("dwh")), "Account")] });
    }
    const other = domainIn();
    const [test, prod] = [Environment.TEST, Environment.PROD].map((environment) => {
      const { domain, store } = other(environment);
      return domain.addPipeline("Load", { activities: [copyInto(store("dwh"), "Account")] });
    });
    expect([test, prod]).toEqual([expect.any(Pipeline), expect.any(Pipeline)]); // their hosts differ
  });

  test("fail if they write one table, whatever its case, also within a container or by a handoff's side", () => {
    const within = domainIn();
    const play = within(Environment.PLAY);
    play.domain.addPipeline("Load", { activities: [copyInto(play.store("dwh"), "Account")] });
    const test = within(Environment.TEST);
    const store = test.store("DWH");
    const nested = new IfConditionActivity("If", {
      expression: Expression.of("true"),
      ifTrueActivities: [copyInto(store, "ACCOUNT")],
    });
    expect(rulesOf(() => test.domain.addPipeline("Load", { activities: [nested] }))).toEqual([
      "domain/one-environment",
    ]);
    expect(() => test.domain.addPipeline("Other", { activities: [copyInto(store, "Contact")] })).not.toThrow();
  });

  test("fail if dbt builds in one schema", () => {
    const within = domainIn();
    const jobIn = (environment: Environment, schema: string) => {
      const { domain, stack, forward, password } = within(environment);
      const profile = DbtProfile.sqlServer({ forward, database: "dwh", schema, user: "dbt", password });
      const job = without(jobProps(stack, { profile, forwards: [forward] }), "groupName", "identityName", "relay");
      return () => domain.addDbtJob("Transform", job);
    };
    jobIn(Environment.PLAY, "crm")();
    const program = jobIn(Environment.TEST, "CRM");
    expect(refusalOf(program)).toContain(
      "[domain/one-environment] given test-sql01.retail.example:1433/dwh schema CRM in retail-test-salesforce, which retail-play-salesforce writes.",
    );
    expect(jobIn(Environment.PROD, "crm")).not.toThrow();
  });

  test("fail not if they are in two Apps, of which neither can know", () => {
    for (const environment of [Environment.PLAY, Environment.TEST]) {
      const { domain, store } = domainIn()(environment);
      expect(() => domain.addPipeline("Load", { activities: [copyInto(store("dwh"), "Account")] })).not.toThrow();
    }
  });
});

describe("a custom store", () => {
  const texts = (environment: Environment, text: string, planned = smallPlan()) => {
    const { domain } = domainIn(new App(), planned)(environment);
    return () =>
      new CustomStore(domain, "Dwh", {
        within: domain,
        runtime: domain.runtime,
        linkedServiceType: "Odbc",
        typeProperties: { deep: [{ connectionString: text }] },
      });
  };

  test.each([
    [Environment.TEST, "Server=SQL01.retail.example,1433;"],
    [Environment.TEST, "Driver={ODBC};\nSQL01.retail.example"], // escaped in JSON, the line's end would be a letter
    [Environment.PROD, "Server=tcp:test-sql01.retail.example;"],
  ])("fails if its text in %j names a host of the other tier", (environment, text) => {
    expect(rulesOf(texts(environment, text))).toEqual(["domain/host-of-own-tier"]);
  });

  test("fails if an end of a copy there names one, in its dataset or beside it", () => {
    const { domain } = domainIn()(Environment.TEST);
    const files = new CustomStore(domain, "Files", {
      within: domain,
      linkedServiceType: "HttpServer",
      typeProperties: { url: "https://files.retail.example" },
    });
    const end = (datasetName: string, host: string, ofSource: string) => ({
      datasetName,
      datasetType: "HttpFile",
      datasetProperties: { relativeUrl: `@{concat('//${host}/accounts')}` },
      endType: "HttpSource",
      properties: { additionalHeaders: [`Host: ${ofSource}`] },
    });
    const [own, other] = ["test-sql01.retail.example", "sql01.retail.example"];
    for (const use of [files.source.bind(files), files.sink.bind(files)]) {
      expect(refusalOf(() => use(end("a", other, own)))).toContain(
        "/Domain/Files: [domain/host-of-own-tier] given sql01.retail.example in development.",
      );
      expect(rulesOf(() => use(end("b", own, other)))).toEqual(["domain/host-of-own-tier"]);
      expect(() => use(end("c", own, own))).not.toThrow();
    }
  });

  test("fails likewise where the plan has a reason for hosts of the forward that are not shared", () => {
    const withReasons = () => {
      const planned = smallPlan();
      planned.munich.addForward("stock", {
        ...inBothTiers({ host: "sql07.retail.example", bindAddress: "127.0.10.7" }),
        sharedHostReason: "one server soon",
      });
      planned.munich.addForward("till", {
        protocol: Protocol.SQL_SERVER,
        bindAddress: "127.0.10.8",
        production: { host: "till.retail.example", port: 1433 },
        development: { host: "till.retail.example", port: 1434 },
        sharedHostReason: "there is one till",
      });
      return planned;
    };
    const naming = (host: string) => texts(Environment.TEST, `Server=${host}`, withReasons());
    expect(rulesOf(naming("sql07.retail.example"))).toEqual(["domain/host-of-own-tier"]);
    expect(naming("till.retail.example")).not.toThrow();
  });

  test.each([
    [Environment.PROD, "Server=sql01.retail.example,1433;"],
    [Environment.TEST, "Server=test-sql01.retail.example"], // the name of production's host ends it
    [Environment.TEST, "Server=sql01.retail.example.org"],
    [Environment.TEST, "Server=sql02.retail.example"],
  ])("may name its own tier's hosts and unplanned ones: in %j %s", (environment, text) => {
    expect(texts(environment, text)).not.toThrow();
  });
});
