import { TerraformVariable, Token } from "cdktf";
import { AzapiActionTime, AzapiResource, AzapiResourceAction, AzapiUpdateResource } from "../../lib";
import { GROUP_ID } from "../support/azure";
import { resources, stackUnderTest } from "../support/stack";

const RELAY = { type: "Microsoft.Test/relays@2024-01-01", name: "contoso-relay", parentId: GROUP_ID };

/** What Terraform reads of one resource of azapi. */
function written(make: (stack: ReturnType<typeof stackUnderTest>) => void, type = "azapi_resource"): unknown {
  const stack = stackUnderTest();
  make(stack);
  const [block] = resources(stack, type);
  return block;
}

describe("AzapiResource", () => {
  test("keeps nothing of the answer, and notices what is missing", () => {
    expect(written((stack) => new AzapiResource(stack, "Relay", RELAY))).toEqual({
      type: "Microsoft.Test/relays@2024-01-01",
      name: "contoso-relay",
      parent_id: GROUP_ID,
      response_export_values: [],
      ignore_missing_property: false,
    });
  });

  test("is written with name, place, body, identity, tags, order and lifecycle", () => {
    const stack = stackUnderTest();
    const first = new AzapiResource(stack, "First", RELAY);
    new AzapiResource(stack, "Second", {
      ...RELAY,
      location: "westeurope",
      body: { sku: { name: "Standard", tier: undefined }, list: [], none: null },
      sensitiveBody: { properties: { key: new TerraformVariable(stack, "key", { sensitive: true }).stringValue } },
      identity: { type: "UserAssigned", identityIds: ["/u"] },
      tags: { costCentre: "42" },
      replaceTriggersRefs: ["sku"],
      lifecycle: { createBeforeDestroy: true },
      dependsOn: [first],
    });
    expect(resources(stack, "azapi_resource")[1]).toMatchObject({
      location: "westeurope",
      body: { sku: { name: "Standard" }, list: [], none: null },
      sensitive_body: { properties: { key: "${var.key}" } },
      identity: [{ type: "UserAssigned", identity_ids: ["/u"] }],
      tags: { costCentre: "42" },
      replace_triggers_refs: ["sku"],
      lifecycle: { create_before_destroy: true },
      depends_on: ["azapi_resource.First"],
    });
  });

  test("is referred to by ID, name and principal", () => {
    const stack = stackUnderTest();
    const factory = new AzapiResource(stack, "Factory", RELAY);
    new AzapiResource(stack, "Part", {
      type: "Microsoft.Test/parts@2024-01-01",
      name: factory.name,
      parentId: factory.id,
      body: { principal: factory.principalId },
    });
    expect(resources(stack, "azapi_resource")[1]).toMatchObject({
      name: "${azapi_resource.Factory.name}",
      parent_id: "${azapi_resource.Factory.id}",
      body: { principal: "${azapi_resource.Factory.identity[0].principal_id}" },
    });
  });

  test("takes every text in a body to the letter, and tokens for what they are", () => {
    const stack = stackUnderTest();
    const size = new TerraformVariable(stack, "size", { type: "number" });
    const zones = new TerraformVariable(stack, "zones", { type: "list(string)" });
    new AzapiResource(stack, "Part", {
      ...RELAY,
      body: {
        "${key}": "${a} %{b} $c 100%",
        mixed: `\${literal} ${size.stringValue}`,
        inner: [{ text: "$${twice}" }, 3, true],
        count: size.numberValue,
        zones: zones.listValue,
        object: Token.asAny(zones.value),
      },
    });
    expect(resources(stack, "azapi_resource")[0].body).toEqual({
      "$${key}": "$${a} %%{b} $c 100%",
      mixed: "$${literal} ${var.size}",
      inner: [{ text: "$$${twice}" }, 3, true],
      count: "${var.size}",
      zones: "${var.zones}",
      object: "${var.zones}",
    });
  });
});

test("AzapiUpdateResource says what it changes of what", () => {
  const network = {
    type: "Microsoft.Relay/namespaces/networkRuleSets@2024-01-01",
    resourceId: `${GROUP_ID}/providers/Microsoft.Relay/namespaces/contoso-relay/networkRuleSets/default`,
    body: { properties: { defaultAction: "Deny" } },
  };
  expect(written((stack) => new AzapiUpdateResource(stack, "Rules", network), "azapi_update_resource")).toEqual({
    type: network.type,
    resource_id: network.resourceId,
    body: network.body,
    response_export_values: [],
    ignore_missing_property: false,
  });
});

test("AzapiResourceAction says what it asks, of what, and when", () => {
  const trigger = `${GROUP_ID}/providers/Microsoft.DataFactory/factories/f/triggers/t`;
  const stop = {
    type: "Microsoft.DataFactory/factories/triggers@2018-06-01",
    resourceId: trigger,
    action: "stop",
    method: "POST",
    body: { reason: "${a}" },
    sensitiveBody: { key: "k" },
    when: AzapiActionTime.DESTROY,
    ignoreNotFound: true,
  };
  expect(written((stack) => new AzapiResourceAction(stack, "Stop", stop), "azapi_resource_action")).toEqual({
    type: stop.type,
    resource_id: trigger,
    action: "stop",
    method: "POST",
    body: { reason: "$${a}" },
    sensitive_body: { key: "k" },
    when: "destroy",
    ignore_not_found: true,
    response_export_values: [],
  });
});
