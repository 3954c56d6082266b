import { partsIn } from "../support/data-factory/parts";
import { exampleApp, templatesOf } from "../support/example";

/** The copy's translator as the article lists it that this library began with, to the letter. */
const LISTING = `{
"translator": {
"type": "TabularTranslator",
"mappings": [
{
"source": {"name": "Id", "type": "String", "physicalType": "id"},
"sink": {"name": "AC_SFID", "type": "String", "physicalType": "nvarchar"}
},
{
"source": {"name": "BillingCountry", "type": "String", "physicalType": "string"},
"sink": {"name": "AC_BillingCountry", "type": "String", "physicalType": "nvarchar"}
}
],
"typeConversion": true,
"typeConversionSettings": {
"allowDataTruncation": true,
"treatBooleanAsNumber": false
}
}
}`;

/** Every key of a value with what stands there, a line each; a stack's JSON keeps no order of keys. */
function lines(value: unknown, path = ""): string[] {
  return typeof value === "object" && value !== null
    ? Object.entries(value)
        .flatMap(([key, member]) => lines(member, `${path}.${key}`))
        .sort()
    : [`${path} ${JSON.stringify(value)}`];
}

const templates = templatesOf(exampleApp());

test.each(["play", "test", "prod"])("the example's salesforce domain in %s copies as the article lists it", (stage) => {
  const load = partsIn(templates[`retail-${stage}-salesforce`], "pipelines").find(({ name }) => name === "load")!;
  const [copy] = load.properties.activities as { typeProperties: Record<string, unknown> }[];
  const { translator, source, sink } = copy.typeProperties;
  expect(lines({ translator })).toEqual(lines(JSON.parse(LISTING)));
  expect([source, sink]).toMatchObject([
    { type: "SalesforceV2Source" },
    { type: "SqlServerSink", writeBehavior: "upsert" },
  ]);
});
