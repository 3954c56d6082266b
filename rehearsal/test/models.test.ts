import { Value, Values } from "../src/provider/value";
import { FREE, Violation, checkBody } from "../src/models";
import { PIPELINE, RUNTIME } from "../src/azure/types/data-factory";
import { CONNECTION_RULE } from "../src/azure/types/relay";

const reference = (type: string, referenceName: string): Values => ({ type, referenceName });

/** What azapi 2.12.0 took for good. */
const pipeline = (): Values => ({
  properties: {
    concurrency: 1,
    parameters: { group: { type: "String", defaultValue: "cg" } },
    activities: [
      {
        name: "Start",
        type: "WebActivity",
        dependsOn: [],
        userProperties: [],
        typeProperties: {
          method: "POST",
          url: { type: "Expression", value: "@concat('https://management.azure.com', pipeline().parameters.group)" },
          body: "{}",
          authentication: { type: "MSI", resource: "https://management.azure.com/" },
        },
      },
      {
        name: "Copy",
        type: "Copy",
        dependsOn: [{ activity: "Start", dependencyConditions: ["Succeeded"] }],
        typeProperties: {
          source: {
            type: "DelimitedTextSource",
            storeSettings: { type: "AzureBlobStorageReadSettings", wildcardFileName: "*.csv" },
            formatSettings: { type: "DelimitedTextReadSettings" },
          },
          sink: { type: "SqlServerSink", tableOption: "autoCreate" },
        },
        inputs: [reference("DatasetReference", "csv")],
        outputs: [reference("DatasetReference", "sql")],
      },
      {
        name: "Repeat",
        type: "Until",
        typeProperties: {
          expression: { type: "Expression", value: "@bool(true)" },
          activities: [{ name: "Wait", type: "Wait", typeProperties: { waitTimeInSeconds: 1 } }],
        },
      },
    ],
  },
});

/** The pipeline with one thing changed: set where the path leads, or taken away. */
function changed(path: string, value?: Value): Values {
  const body = pipeline();
  const names = path.split(".");
  const last = names.pop()!;
  const holder = names.reduce<Values>((inner, name) => inner[name] as Values, body);
  if (value === undefined) {
    delete holder[last];
  } else {
    holder[last] = value;
  }
  return body;
}

const found = (body: Value, type = PIPELINE): readonly Violation[] => checkBody(type, body)!.violations;

it("finds nothing in what Azure takes", () => {
  expect(checkBody(PIPELINE, pipeline())).toEqual({
    violations: [],
    texts: expect.arrayContaining(["WebActivity.name"]) as string[],
  });
  expect(checkBody(PIPELINE, pipeline())!.texts.filter((text) => !FREE.test(text))).toEqual([]);
  const linked = { authorizationType: "RBAC", resourceId: "/x", credential: reference("CredentialReference", "c") };
  const runtime = { properties: { type: "SelfHosted", typeProperties: { linkedInfo: linked } } };
  expect(found(runtime, RUNTIME)).toEqual([]);
  expect(checkBody("Microsoft.Unknown/things", {})).toBeUndefined();
});

const FIRST = "properties.activities.0";
const COPY = "properties.activities.1.typeProperties";
const INNER = "properties.activities.2.typeProperties.activities.0";

it.each<[Violation["kind"], string, string, Values]>([
  ["required", "a method that is missing", `${FIRST}.typeProperties.method`, changed(`${FIRST}.typeProperties.method`)],
  ["required", "a source that is missing", `${COPY}.source`, changed(`${COPY}.source`)],
  [
    "required",
    "all that is particular to a type",
    `${INNER}.typeProperties.waitTimeInSeconds`,
    changed(`${INNER}.typeProperties`),
  ],
  [
    "required",
    "a reference without a name",
    "properties.activities.1.inputs.0.referenceName",
    changed("properties.activities.1.inputs.0", { type: "DatasetReference" }),
  ],
  ["type", "a text for a number", "properties.concurrency", changed("properties.concurrency", "1")],
  ["type", "an object for a list", "properties.activities", changed("properties.activities", {})],
  [
    "type",
    "an expression where none can be",
    "properties.concurrency",
    changed("properties.concurrency", { type: "Expression", value: "@1" }),
  ],
  ["discriminator", "a misspelt activity", `${FIRST}.type`, changed(`${FIRST}.type`, "WebActvity")],
  [
    "discriminator",
    "a misspelt store",
    `${COPY}.source.storeSettings.type`,
    changed(`${COPY}.source.storeSettings.type`, "AzureBlobReadSettings"),
  ],
  ["required", "an activity without a type", `${FIRST}.type`, changed(`${FIRST}.type`)],
  ["unknown", "a misspelt property", `${FIRST}.typeProperties.methd`, changed(`${FIRST}.typeProperties.methd`, "POST")],
  ["unknown", "one of a source", `${COPY}.source.pageSise`, changed(`${COPY}.source.pageSise`, 1)],
  [
    "unknown",
    "one of an activity in another",
    `${INNER}.typeProperties.seconds`,
    changed(`${INNER}.typeProperties.seconds`, 1),
  ],
  [
    "unknown",
    "one of an authentication",
    `${FIRST}.typeProperties.authentication.resourse`,
    changed(`${FIRST}.typeProperties.authentication.resourse`, "a"),
  ],
  [
    "enum",
    "a method that there is not",
    `${FIRST}.typeProperties.method`,
    changed(`${FIRST}.typeProperties.method`, "FETCH"),
  ],
  [
    "enum",
    "a condition that there is not",
    "properties.activities.1.dependsOn.0.dependencyConditions.0",
    changed("properties.activities.1.dependsOn.0.dependencyConditions", ["Success"]),
  ],
  [
    "enum",
    "an authentication that there is not",
    `${FIRST}.typeProperties.authentication.type`,
    changed(`${FIRST}.typeProperties.authentication.type`, "MSII"),
  ],
  [
    "enum",
    "a parameter's type that there is not",
    "properties.parameters.group.type",
    changed("properties.parameters.group.type", "Text"),
  ],
])("finds by %s %s", (kind, _, path, body) => {
  expect(found(body).map((violation) => [violation.kind, violation.path])).toEqual([[kind, path]]);
});

it("says what might be meant", () => {
  expect(found(changed(`${FIRST}.typeProperties.methd`, "POST"))[0].what).toBe(
    "it is not expected here; is method meant?",
  );
  expect(found(changed(`${FIRST}.type`, "WebActvity"))[0].what).toBe(
    "there is no type WebActvity; is WebActivity meant?",
  );
});

it("passes what Terraform has still to say, and takes escaped text for text", () => {
  expect(found(changed("properties.concurrency", "${var.concurrency}"))).toEqual([]);
  expect(found(changed("properties.concurrency", "$${var.concurrency}"))).toHaveLength(1);
});

it("knows the Relay as well, with what its package does not know yet", () => {
  const namespace = (access: string): Values => ({
    location: "westeurope",
    sku: { name: "Standard", tier: "Standard" },
    properties: { publicNetworkAccess: access },
  });
  expect(found(namespace("Disabled"), "microsoft.relay/NAMESPACES")).toEqual([]);
  expect(found(namespace("Closed"), "Microsoft.Relay/namespaces")).toMatchObject([{ kind: "enum" }]);
  expect(found({ properties: { rights: ["Sendd"] } }, CONNECTION_RULE)).toMatchObject([{ kind: "enum" }]);
});
