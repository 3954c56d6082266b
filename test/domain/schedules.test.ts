import { TerraformStack } from "cdktf";
import {
  Duration,
  Environment,
  PlannedForward,
  ScheduleOptions,
  SourceDomain,
  SqlServerLogin,
  SqlServerStore,
  TriggerFrequency,
  WaitActivity,
} from "../../lib";
import { handoffPlan } from "../support/handoff-plan";
import { jobProps, warehouseProfile } from "../support/job";
import { without } from "../support/made";
import { resources, stackUnderTest } from "../support/stack";

const planned = handoffPlan();
const { warehouse } = planned.planned;
const [ledger] = planned.energy.forwards;
const DAILY = { frequency: TriggerFrequency.DAY, hours: [2] };
const activities = [new WaitActivity("Wait", { time: Duration.minutes(1) })];

/** Adds something with a schedule to a domain in `environment`; the triggers that its stack has then. */
type Program = (environment: Environment, schedule: ScheduleOptions) => unknown[];

function inDomain(side: "salesforce" | "crm", add: (domain: SourceDomain, schedule: ScheduleOptions) => void): Program {
  return (environment, schedule) => {
    const plan = planned[side].planFor(environment);
    const stack = stackUnderTest(plan.stackName);
    add(new SourceDomain(stack, "Domain", { plan }), schedule);
    return resources(stack, "azurerm_data_factory_trigger_schedule");
  };
}

const storeOf = (domain: SourceDomain, forward: PlannedForward, secret: string) =>
  new SqlServerStore(domain, "Store", {
    within: domain,
    forward: domain.forward(forward),
    database: domain.plan.own("dwh"),
    login: SqlServerLogin.password("adf", domain.vault.secret(secret)),
  });

const PROGRAMS: Record<string, Program> = {
  "a pipeline": inDomain("salesforce", (domain, schedule) => {
    domain.addPipeline("Nightly", { activities, schedule });
  }),
  "a load": inDomain("salesforce", (domain, schedule) => {
    const forward = domain.forward(warehouse);
    const props = jobProps(TerraformStack.of(domain), {
      forwards: [forward],
      profile: warehouseProfile(TerraformStack.of(domain), forward),
    });
    const job = domain.addDbtJob("Transform", without(props, "groupName", "identityName", "relay"));
    domain.addLoad("Load", { activities, job, schedule });
  }),
  "what is given": inDomain("salesforce", (domain, schedule) => {
    const source = storeOf(domain, warehouse, "warehouse-password").table("crm", "Account");
    domain.giveHandoff("Accounts", { plan: planned.accounts.planFor(domain.plan.environment), source, schedule });
  }),
  "what is taken": inDomain("crm", (domain, schedule) => {
    const sink = storeOf(domain, ledger, "ledger-password").upsertInto("crm", "Account", ["Id"]);
    domain.takeHandoff("Accounts", { plan: planned.accounts.planFor(domain.plan.environment), sink, schedule });
  }),
};

describe.each(Object.entries(PROGRAMS))("the schedule of %s", (_, program) => {
  test.each<[string, Environment, boolean | undefined, boolean]>([
    ["is active in production", Environment.PROD, undefined, true],
    ["is not active elsewhere", Environment.TEST, undefined, false],
    ["is active elsewhere when it says so", Environment.TEST, true, true],
    ["is not active in production when it says so", Environment.PROD, false, false],
  ])("%s", (__, environment, activated, active) => {
    expect(program(environment, { ...DAILY, activated })).toMatchObject([{ activated: active }]);
  });
});
