import { TerraformLocal, Token, propertyAccess } from "cdktf";
import { DataAzurermKeyVaultSecret } from "@cdktf/provider-azurerm/lib/data-azurerm-key-vault-secret";
import {
  ContainerAppEnvironment,
  ContainerImage,
  DbtCommand,
  DbtProfile,
  DomainDbtJobProps,
  DomainProps,
  Environment,
  PlannedJobProps,
  RelayAccess,
  SourceDomain,
  SqlServerLogin,
  SqlServerStore,
} from "../../lib";
import { lookedUpIn } from "../../lib/domain/looked-up";
import { GROUP_ID } from "../support/azure";
import { jobProps } from "../support/job";
import { without } from "../support/made";
import { refusalOf, rulesOf } from "../support/plan";
import { smallPlan } from "../support/small-plan";
import { resources, stackUnderTest, synthesized, template } from "../support/stack";

/** A domain with a planned job that reaches the archive and reads the archive's password, in production. */
function domainWith(domain: DomainProps = {}, job: Partial<PlannedJobProps> = {}) {
  const all = smallPlan(domain);
  const forecast = all.salesforce.addJob("forecast", { forwards: [all.planned.archive], ...job });
  all.retail.addSecret("warehouse-password", { readers: [all.salesforce] });
  all.retail.addSecret("archive-password", { readers: [forecast] });
  const plan = all.salesforce.planFor(Environment.PROD);
  const stack = stackUnderTest(plan.stackName);
  const source = new SourceDomain(stack, "Domain", { plan });
  /** A program's job on `forward`, which reads that one's password. */
  const given = (forward: typeof all.archive, secret = `${forward.name}-password`) => {
    const password = source.vault.secret(secret);
    const profile = DbtProfile.sqlServer({ forward, database: "dwh", schema: "forecast", user: "dbt", password });
    return without(jobProps(stack, { profile, forwards: [forward] }), "groupName", "identityName", "relay");
  };
  return { ...all, stack, domain: source, plan, forecast, job: forecast.planFor(Environment.PROD), given };
}

describe("a job of a domain that is planned", () => {
  test("comes as its own identity, and is called as planned", () => {
    const { domain, stack, job, plan, given, archive } = domainWith();
    domain.addDbtJob("Nightly", { ...given(archive), plan: job });
    expect(resources(stack, "azurerm_container_group")).toMatchObject([
      {
        name: "retail-prod-salesforce-forecast",
        identity: { identity_ids: [job.identityId] },
      },
    ]);
    expect(synthesized(stack)).not.toContain(plan.jobIdentityName);
  });

  test("stands beside one that comes as all others do", () => {
    const { domain, stack, job, plan, given, archive, warehouse } = domainWith();
    domain.addDbtJob("Forecast", { ...given(archive), plan: job });
    domain.addDbtJob("Transform", given(warehouse));
    expect(resources(stack, "azurerm_container_group")).toMatchObject(
      [job, { identityId: plan.jobIdentityId }].map(({ identityId }) => ({ identity: { identity_ids: [identityId] } })),
    );
  });

  test("reads what it needs by its own identity in Container Apps, its keys of the Relay too", () => {
    const { domain, stack, job, given, archive } = domainWith({
      jobsReadSecrets: true,
      relayAccess: RelayAccess.SHARED_ACCESS_KEY,
    });
    const containerAppEnvironment = ContainerAppEnvironment.fromResourceId(
      stack,
      "Apps",
      `${GROUP_ID}/providers/Microsoft.App/managedEnvironments/apps`,
    );
    domain.addDbtContainerAppJob("Forecast", { ...given(archive), plan: job, containerAppEnvironment });
    const [made] = resources(stack, "azurerm_container_app_job");
    const secrets = (made.secret as Record<string, string>[]).filter(({ identity }) => identity !== undefined);
    expect(secrets.map(({ key_vault_secret_id: url, identity }) => [url.split("/").pop(), identity]).sort()).toEqual(
      ["archive-password", "relay-send-archive"].map((name) => [name, job.identityId]),
    );
    expect(made.name).toBe("retail-prod-salesforce-forecast");
    expect(template(stack).data).toBeUndefined();
  });
});

describe("a job of a domain fails", () => {
  test("if it is to reach or read what another may", () => {
    const { domain, job, given, archive, warehouse } = domainWith();
    expect(rulesOf(() => domain.addDbtJob("Forecast", { ...given(warehouse), plan: job }))).toEqual([
      "domain/planned-forward",
      "domain/planned-secret",
    ]);
    expect(rulesOf(() => domain.addDbtJob("Transform", given(archive)))).toEqual([
      "domain/planned-forward",
      "domain/planned-secret",
    ]);
    const secretEnvironment = { API_TOKEN: domain.vault.secret("warehouse-password") };
    expect(() => domain.addDbtJob("Forecast", { ...given(archive), secretEnvironment, plan: job })).toThrow(
      '[domain/planned-secret] given "warehouse-password" for the job forecast of retail-prod-salesforce.',
    );
  });

  const sidecar = (secret: string) => ({
    containerName: "metrics",
    image: ContainerImage.fromPublic("metrics:1"),
    command: ["/bin/metrics"],
    secureEnvironment: { TOKEN: `Bearer ${secret}` },
  });
  test.each<[string, (secret: string) => Partial<DomainDbtJobProps>]>([
    ["in a secure variable", (secret) => ({ secureEnvironment: { TOKEN: secret } })],
    ["within a sidecar's", (secret) => ({ sidecars: [sidecar(secret)] })],
    ["in what dbt selects", (select) => ({ command: DbtCommand.run({ select }) })],
  ])("if the value of a secret that another reads stands %s, whoever looks it up", (_, holding) => {
    const { domain, stack, job, given, archive, warehouse } = domainWith();
    const value = (name: string) => domain.vault.secret(name).value;
    const byHand = (name: string, keyVaultId: string) =>
      new DataAzurermKeyVaultSecret(stack, name, { name: "warehouse-password", keyVaultId }).value;
    const { keyVaultId } = domain.plan.hub;
    const local = (id: string, held: unknown) => new TerraformLocal(stack, id, held);
    const kept = local("kept", { token: value("warehouse-password"), host: "sql01" });
    [
      value("warehouse-password"),
      byHand("ByHand", keyVaultId.toUpperCase()),
      local("outer", `Bearer ${local("inner", value("warehouse-password")).asString}`).asString,
      Token.asString(propertyAccess(kept.expression, ["token"])),
    ].forEach((secret) => {
      const program = () => domain.addDbtJob("Forecast", { ...given(archive), ...holding(secret), plan: job });
      expect(refusalOf(program)).toContain(
        '[domain/planned-secret] given "warehouse-password" for the job forecast of retail-prod-salesforce.',
      );
    });
    const shared = () => domain.addDbtJob("Transform", { ...given(warehouse), ...holding(value("archive-password")) });
    expect(rulesOf(shared)).toEqual(["domain/planned-secret"]);
    const elsewhere = byHand("Elsewhere", `${keyVaultId}2`);
    domain.addDbtJob("Transform", { ...given(warehouse), ...holding(value("warehouse-password")) });
    domain.addDbtJob("Other", { ...given(warehouse), ...holding(elsewhere) });
    domain.addDbtJob("Forecast", { ...given(archive), ...holding(value("archive-password")), plan: job });
    const [own, host] = [local("own", value("archive-password")).asString, propertyAccess(kept.expression, ["host"])];
    expect(lookedUpIn(stack, holding(`${own} ${Token.asString(host)}`), keyVaultId)).toEqual(["archive-password"]);
    expect(resources(stack, "azurerm_container_group")).toHaveLength(3);
  });

  test("if it is another environment's, has another name besides, or leaves its plan out", () => {
    const { domain, forecast, job, given, archive } = domainWith();
    const [inTest, other] = [forecast.planFor(Environment.TEST), "other"];
    expect(() => domain.addDbtJob("Forecast", { ...given(archive), plan: inTest })).toThrow(
      "[domain/planned-job] given the job forecast of retail-test-salesforce at retail-prod-salesforce.",
    );
    expect(() => domain.addDbtJob("Forecast", { ...given(archive), plan: job, jobName: other })).toThrow(
      '[domain/planned-job] given the jobName "other" beside the job forecast of retail-prod-salesforce.',
    );
    expect(() => domain.addDbtJob("Forecast", given(archive))).toThrow(
      '[domain/planned-job] given "forecast" without its plan.',
    );
    domain.addDbtJob("Nightly", { ...given(archive), plan: job });
    expect(rulesOf(() => domain.addDbtJob("Again", { ...given(archive), plan: job }))).toEqual(["domain/job-name"]);
  });

  test("once it is retired; one that comes as all others do has its name then", () => {
    const { domain, job, given, warehouse, archive } = domainWith({}, { retired: true });
    expect(() => domain.vault.secret("archive-password")).toThrow("[vault/retired-secret]");
    const password = "warehouse-password";
    expect(rulesOf(() => domain.addDbtJob("Forecast", { ...given(archive, password), plan: job }))).toEqual([
      "holding/retired",
      "domain/planned-secret",
    ]);
    expect(() => domain.addDbtJob("Forecast", given(warehouse))).not.toThrow();
  });

  test("if it loses the secret, which its domain goes on reading", () => {
    const { retail, salesforce, planned } = smallPlan();
    const forecast = salesforce.addJob("forecast", { forwards: [planned.archive] });
    retail.addSecret("password", { readers: [salesforce], retiredReaders: [forecast] });
    const plan = salesforce.planFor(Environment.PROD);
    const stack = stackUnderTest(plan.stackName);
    const domain = new SourceDomain(stack, "Domain", { plan });
    const secretEnvironment = { TOKEN: domain.vault.secret("password") };
    const job = without(jobProps(stack), "groupName", "identityName", "relay");
    const given = { ...job, forwards: [], secretEnvironment, plan: forecast.planFor(Environment.PROD) };
    expect(() => domain.addDbtJob("Forecast", given)).toThrow(
      '[holding/retired] given secret "password" for the job forecast of retail-prod-salesforce.',
    );
  });
});

describe("a store of a domain", () => {
  test("is not read with a secret that a planned job alone reads, nor with a key of the Relay", () => {
    const { domain, warehouse } = domainWith({ relayAccess: RelayAccess.SHARED_ACCESS_KEY });
    const storeWith = (id: string, name: string) => () =>
      new SqlServerStore(domain, id, {
        within: domain,
        forward: warehouse,
        database: "dwh",
        login: SqlServerLogin.password("adf", domain.vault.secret(name)),
      });
    expect(storeWith("A", "archive-password")).toThrow(
      '[domain/planned-secret] given "archive-password" for the factory of retail-prod-salesforce.',
    );
    expect(storeWith("B", "relay-send-warehouse")).toThrow("[domain/planned-secret]");
    expect(storeWith("C", "warehouse-password")).not.toThrow();
  });
});
