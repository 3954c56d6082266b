import { Testing, Token } from "cdktf";
import { Construct } from "constructs";
import {
  CustomStore,
  Dataset,
  Duration,
  IUserAssignedIdentity,
  KeyVault,
  KeyVaultLinkedService,
  ManagedIdentityCredential,
  Pipeline,
  ScheduleTrigger,
  SharedIntegrationRuntime,
  Tier,
  TriggerFrequency,
  UserAssignedIdentity,
  WaitActivity,
} from "../../lib";
import { GROUP_ID, PRINCIPAL_ID } from "../support/azure";
import { HUB_VAULT_ID, MovingFactory } from "../support/movement";
import { refusalOf, rulesOf } from "../support/plan";
import { stackUnderTest } from "../support/stack";

type Make = (factory: MovingFactory, scope: Construct, name: string) => unknown;

function pipeline({ dataFactory }: MovingFactory, scope: Construct, pipelineName: string): Pipeline {
  const activities = [new WaitActivity("Wait", { time: Duration.seconds(1) })];
  return new Pipeline(scope, "Pipeline", { dataFactory, pipelineName, activities });
}

function identityIn(scope: Construct): IUserAssignedIdentity {
  return UserAssignedIdentity.fromAttributes(scope, "Identity", {
    resourceId: `${GROUP_ID}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/factory-id`,
    principalId: PRINCIPAL_ID,
  });
}

/** Every way to a name in a factory, by its kind. */
const PARTS: readonly [kind: string, make: Make][] = [
  ["pipeline", pipeline],
  [
    "dataset",
    (factory, scope, datasetName) =>
      new Dataset(scope, "Dataset", {
        linkedService: factory.keyVaultLinkedService,
        datasetName,
        datasetType: "Json",
        typeProperties: {},
      }),
  ],
  [
    "linked service",
    ({ dataFactory }, scope, linkedServiceName) =>
      new KeyVaultLinkedService(scope, "Secrets", {
        dataFactory,
        vault: KeyVault.fromAttributes(scope, "Vault", { resourceId: HUB_VAULT_ID }),
        linkedServiceName,
      }),
  ],
  [
    "linked service",
    (within, scope, linkedServiceName) =>
      new CustomStore(scope, "Store", {
        within,
        linkedServiceName,
        linkedServiceType: "HttpServer",
        typeProperties: { url: "https://example.com" },
      }),
  ],
  [
    "integration runtime",
    ({ dataFactory }, scope, runtimeName) =>
      new SharedIntegrationRuntime(scope, "Runtime", {
        dataFactory,
        runtimeName,
        subsidiaryName: "retail",
        tier: Tier.PRODUCTION,
      }),
  ],
  ["integration runtime", (factory, _, runtimeName) => factory.link(runtimeName, {}, "hub-ir")],
  [
    "credential",
    ({ dataFactory }, scope, credentialName) =>
      new ManagedIdentityCredential(scope, "Credential", { dataFactory, credentialName, identity: identityIn(scope) }),
  ],
  [
    "trigger",
    (factory, scope, triggerName) =>
      new ScheduleTrigger(scope, "Trigger", {
        pipeline: pipeline(factory, scope, `for-${scope.node.id}`),
        triggerName,
        frequency: TriggerFrequency.DAY,
      }),
  ],
];

test("a dataset that a store names after itself says so", () => {
  const factory = new MovingFactory();
  factory.sqlServer("crm").table("dbo", "sales_order");
  const other = factory.sqlServer("dwh", { linkedServiceName: "crm_dbo" });
  expect(refusalOf(() => other.table("sales", "order"))).toMatch(
    /\[data-factory\/one-name\] given the dataset "crm_dbo_sales_order".* named after the store's linked service: there, give that another name\./,
  );
});

/** Makes one part after the other, each in a scope of its own. */
function parts(first: Make, second: Make, names: readonly [string, string], factories?: readonly MovingFactory[]) {
  const [one, other = one] = factories ?? [new MovingFactory()];
  first(one, new Construct(one.stack, "one"), names[0]);
  second(other, new Construct(other.stack, "other"), names[1]);
}

describe.each(PARTS)("the name of any %s", (kind, make) => {
  test("is given once in a factory, whatever its case", () => {
    expect(refusalOf(() => parts(make, make, ["nightly", "Nightly"]))).toMatch(
      new RegExp(
        `\\[data-factory/one-name\\] given the ${kind} "Nightly[\\w-]*" of the factory salesforce-adf, which Stack/`,
      ),
    );
    expect(() => parts(make, make, ["nightly", "daily"])).not.toThrow();
  });

  test("is known when the stack is synthesized", () => {
    const later = Token.asString({ resolve: () => "nightly" });
    expect(rulesOf(() => make(new MovingFactory(), new Construct(stackUnderTest(), "scope"), later))).toContain(
      "core/known-name",
    );
  });

  test("may be that of another kind, in another factory, or in another tree", () => {
    const other: Make = kind === "pipeline" ? PARTS[1][1] : pipeline;
    expect(() => parts(make, other, ["nightly", "nightly"])).not.toThrow();

    const app = Testing.app();
    const factories = ["salesforce-adf", "erp-adf"].map(
      (name) => new MovingFactory(stackUnderTest(name, app), "retail", name),
    );
    expect(() => parts(make, make, ["nightly", "nightly"], factories)).not.toThrow();
    expect(() => parts(make, make, ["nightly", "nightly"], [new MovingFactory(), new MovingFactory()])).not.toThrow();
  });

  test("is taken in every stack of a tree", () => {
    const app = Testing.app();
    const factories = ["first", "second"].map((name) => new MovingFactory(stackUnderTest(name, app)));
    expect(refusalOf(() => parts(make, make, ["nightly", "nightly"], factories))).toContain("[data-factory/one-name]");
  });
});
