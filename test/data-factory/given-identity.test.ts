import { TerraformStack } from "cdktf";
import {
  CopyActivity,
  DataFactory,
  DbtJob,
  DbtRunPipeline,
  DbtContainerAppJob,
  Expression,
  IfConditionActivity,
  ManagedIdentityCredential,
  Pipeline,
  UserAssignedIdentity,
  WebActivity,
  WebAuthentication,
  WebMethod,
} from "../../lib";
import { GROUP_ID, PLACE, resolved } from "../support/azure";
import { partsOf, propertiesOf } from "../support/data-factory/parts";
import { appJobProps, containerOf, groupIn, jobProps } from "../support/job";
import { MovingFactory, activitiesOf } from "../support/movement";
import { resources, stackUnderTest, template } from "../support/stack";

const identityId = (name: string) => `${GROUP_ID}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
const identityIn = (stack: TerraformStack, name = "factory-id") =>
  UserAssignedIdentity.fromResourceId(stack, name, identityId(name));

const OWN = { referenceName: "factory-identity", type: "CredentialReference" };

/** A factory that comes as an identity of somebody else, and can come as another. */
function factoryOf(stack = stackUnderTest()) {
  const reader = identityIn(stack, "reader-id");
  const moving = new MovingFactory(stack, "retail", "salesforce-adf", {
    identity: identityIn(stack),
    userAssignedIdentities: [reader],
  });
  const credential = new ManagedIdentityCredential(stack, "Reader", {
    dataFactory: moving.dataFactory,
    credentialName: "reader",
    identity: reader,
  });
  return { stack, moving, credential };
}

const web = (credential?: ManagedIdentityCredential, name = "Ask") =>
  new WebActivity(name, {
    method: WebMethod.GET,
    url: Expression.literal("https://contoso.example"),
    authentication: WebAuthentication.managedIdentity("https://contoso.example", credential),
  });

describe("a factory that comes as an identity which has its rights from elsewhere", () => {
  test("carries that and no identity of its own, and names it by a credential", () => {
    const { stack } = factoryOf();
    expect(resources(stack, "azurerm_data_factory")).toMatchObject([
      { identity: { type: "UserAssigned", identity_ids: [identityId("factory-id"), identityId("reader-id")] } },
    ]);
    expect(propertiesOf(stack, "credentials", "factory-identity")).toEqual({
      type: "ManagedIdentity",
      typeProperties: { resourceId: identityId("factory-id") },
    });
  });

  test("links, reads secrets, reaches blobs, calls and starts jobs by it, and neither gives a right nor waits", () => {
    const { stack, moving } = factoryOf();
    const copy = new CopyActivity("Copy", {
      source: moving.sqlServer().table("dbo", "a"),
      sink: moving.blob().into(Expression.literal("f")),
    });
    const inner = new IfConditionActivity("If", {
      expression: Expression.of("true"),
      ifTrueActivities: [web(undefined, "Inner")],
    });
    const pipeline = new Pipeline(stack, "Pipeline", {
      dataFactory: moving.dataFactory,
      pipelineName: "load",
      activities: [copy, web(), inner],
    });
    const job = new DbtJob(
      stack,
      "Job",
      jobProps(stack, { identityName: undefined, identity: identityIn(stack, "jobs-id") }),
    );
    const run = new DbtRunPipeline(stack, "Run", { dataFactory: moving.dataFactory, job, pipelineName: "run" });
    expect(Object.keys(template(stack).resource!)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/azurerm_role_assignment|time_sleep/)]),
    );
    const neededBy = ({ neededToRun }: Pipeline) => neededToRun.map(({ fqn }) => resolved(stack, fqn));
    expect(neededBy(pipeline)).toEqual([]);
    expect(neededBy(run.pipeline)).toEqual([expect.stringMatching(/^..azurerm_container_group\./)]); // no right, no wait
    const [link] = partsOf(stack, "integrationRuntimes");
    expect(link.properties.typeProperties).toMatchObject({ linkedInfo: { credential: OWN } });
    for (const name of ["secrets", "files"]) {
      expect(propertiesOf(stack, "linkedservices", name).typeProperties).toMatchObject({ credential: OWN });
    }
    const authentication = { type: "UserAssignedManagedIdentity", credential: OWN };
    const [, ask, condition] = activitiesOf(stack, "load");
    expect(ask).toMatchObject({ typeProperties: { authentication } });
    expect(condition).toMatchObject({ typeProperties: { ifTrueActivities: [{ typeProperties: { authentication } }] } });
    expect(activitiesOf(stack, "run")[0]).toMatchObject({ typeProperties: { authentication } });
    const [{ address }] = partsOf(stack, "credentials").filter(({ name }) => name === OWN.referenceName);
    const naming = [...partsOf(stack, "pipelines"), link];
    expect(naming.filter(({ depends_on }) => !depends_on.includes(address))).toEqual([]);
  });

  test("comes as another where a part says so", () => {
    const { stack, moving, credential } = factoryOf();
    moving.blob("Theirs", { credential });
    new Pipeline(stack, "Pipeline", {
      dataFactory: moving.dataFactory,
      pipelineName: "ask",
      activities: [web(credential)],
    });
    const named = { referenceName: "reader", type: "CredentialReference" };
    expect(propertiesOf(stack, "linkedservices", "theirs").typeProperties).toMatchObject({ credential: named });
    expect(activitiesOf(stack, "ask")).toMatchObject([{ typeProperties: { authentication: { credential: named } } }]);
    const [{ depends_on }] = partsOf(stack, "pipelines");
    expect(depends_on).toContain(partsOf(stack, "credentials").find(({ name }) => name === "reader")!.address);
  });

  test("fails if that is another factory's", () => {
    const { stack, credential } = factoryOf();
    const other = new DataFactory(stack, "Other", { ...PLACE, factoryName: "erp-adf" });
    const wrong = () =>
      new Pipeline(stack, "Ask", { dataFactory: other, pipelineName: "ask", activities: [web(credential)] });
    expect(wrong).toThrow(
      "Stack/Ask: [data-factory/own-factory] given Stack/Reader of the factory salesforce-adf in erp-adf.",
    );
    const blob = () => new MovingFactory(stack, "retail", "datev-adf").blob("Theirs", { credential });
    expect(blob).toThrow("[data-factory/own-factory]");
  });
});

describe("a job that comes as an identity which has its rights from elsewhere", () => {
  const LOOKED_UP = /^\$\{data\.azapi_resource\.[\w-]+\.output\.clientId\}$/;

  test("is told its client ID, which is looked up, and neither gives a right nor waits", () => {
    const stack = stackUnderTest();
    const identity = identityIn(stack, "jobs-id");
    new DbtJob(stack, "Job", jobProps(stack, { identityName: undefined, identity }));
    const bridge = containerOf(groupIn(stack), "azbridge");
    expect(bridge.environment_variables.AZURE_CLIENT_ID).toMatch(LOOKED_UP);
    expect(groupIn(stack).identity).toEqual({
      type: "SystemAssigned, UserAssigned",
      identity_ids: [identityId("jobs-id")],
    });
    expect(Object.values(template(stack).data!.azapi_resource)).toEqual([
      {
        type: "Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31",
        resource_id: identityId("jobs-id"),
        response_export_values: { clientId: "properties.clientId", principalId: "properties.principalId" },
      },
    ]);
    expect(Object.keys(template(stack).resource!)).toEqual(["azurerm_container_group"]);
  });

  test("runs in Container Apps as well", () => {
    const stack = stackUnderTest();
    const identity = identityIn(stack, "jobs-id");
    new DbtContainerAppJob(stack, "Job", appJobProps(stack, { identityName: undefined, identity }));
    expect(resources(stack, "azurerm_container_app_job")).toMatchObject([
      { identity: { type: "UserAssigned", identity_ids: [identityId("jobs-id")] } },
    ]);
    expect(Object.keys(template(stack).resource!)).toEqual(["azurerm_container_app_job"]);
  });

  test("fails if it is to make one of its own besides, or to come as nobody", () => {
    const stack = stackUnderTest();
    const wrong = () => new DbtJob(stack, "Job", jobProps(stack, { identityName: undefined }));
    expect(wrong).toThrow("[dbt/one-identity] given neither identityName nor identity.");
  });
});
