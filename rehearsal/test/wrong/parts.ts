import { Configuration } from "../../src/terraform";
import { inFactory, part } from "../support/azapi-sketch";
import { FACTORY_ID } from "../support/sketches";
import { linkedTo } from "../support/stage";
import { DEPLOYER, SUBSCRIPTION, Sketch } from "../support/workshop";
import { Wrong, applyAnd } from "../support/wrong";

const RESOURCE = "azapi_resource";
const WAIT = { name: "Wait", type: "Wait", typeProperties: { waitTimeInSeconds: 1 } };
const TRIGGERS = "Microsoft.DataFactory/factories/triggers@2018-06-01";

const startsNightly = (hour: number) => ({
  type: "ScheduleTrigger",
  pipelines: [{ pipelineReference: { type: "PipelineReference", referenceName: "nightly" } }],
  typeProperties: { recurrence: { frequency: "Day", interval: 1, schedule: { hours: [hour], minutes: [0] } } },
});

/** A pipeline and a trigger that is started. */
const TRIGGERED = inFactory("triggered", () => ({
  [RESOURCE]: {
    nightly: part("pipelines", "nightly", { activities: [WAIT] }),
    at_six: part("triggers", "at_six", startsNightly(6), { depends_on: [`${RESOURCE}.nightly`] }),
  },
  azapi_resource_action: {
    start: { type: TRIGGERS, resource_id: `\${${RESOURCE}.at_six.id}`, action: "start", response_export_values: [] },
  },
}));

/** A runtime in the sketched factory, made as it is given. */
const runtime = (properties: object): Sketch =>
  inFactory("runtime", () => ({ [RESOURCE]: { runtime: part("integrationRuntimes", "onprem", properties) } }), {
    given: (azure) => {
      const factory = azure.world.find(FACTORY_ID)!;
      factory.values = { ...factory.values, identity: [{ type: "SystemAssigned", principal_id: "factory" }] };
      for (const name of ["shared1", "shared2"]) {
        const id = `${FACTORY_ID}/integrationRuntimes/${name}`;
        azure.world.put("Microsoft.DataFactory/factories/integrationRuntimes", id, {
          properties: { type: "SelfHosted" },
        });
        azure.registerNode(id, "IR-1");
        azure.world.give("factory", "Contributor", id);
      }
    },
  });

const shared = (name: string): string => `${FACTORY_ID}/integrationRuntimes/${name}`;
const edited =
  (id: string, properties: object) =>
  ({ resource }: Configuration) => {
    resource![RESOURCE][id].body = { properties };
  };

/** Parts of a factory, made by azapi, made wrong. */
export const WRONG_PARTS: readonly Wrong<Sketch>[] = [
  {
    rule: "factory/started-trigger",
    what: "a change of a trigger that is started",
    stack: TRIGGERED,
    run: (stack) =>
      applyAnd(stack, () => {
        stack.change(edited("at_six", startsNightly(7)));
        return stack.apply();
      }),
    says: /Failed to create\/update resource .*RESPONSE 400: 400 Bad Request ERROR CODE: TriggerEnabledCannotUpdate/,
  },
  {
    rule: "factory/started-trigger",
    what: "the deletion of a trigger that is started",
    stack: TRIGGERED,
    run: (stack) => applyAnd(stack, () => stack.destroy()),
    says: /Failed to delete resource .*Cannot update enabled Trigger; the trigger needs to be disabled first/,
  },
  {
    rule: "factory/runtime-type",
    what: "a runtime of its own that becomes a linked one",
    stack: runtime({ type: "SelfHosted" }),
    run: (stack) =>
      applyAnd(stack, () => {
        stack.change(edited("runtime", linkedTo(shared("shared1"))));
        return stack.apply();
      }),
    says: /DataFactoryPropertyUpdateNotSupported.*it is SelfHosted, asked for is SelfHosted, linked/,
  },
  {
    rule: "factory/runtime-target",
    what: "a linked runtime that is linked elsewhere under its name",
    stack: runtime(linkedTo(shared("shared1"))),
    run: (stack) =>
      applyAnd(stack, () => {
        stack.change(edited("runtime", linkedTo(shared("shared2"))));
        return stack.apply();
      }),
    says: /DataFactoryPropertyUpdateNotSupported.*it is linked to .*shared1, asked for is .*shared2/,
  },
  {
    rule: "rights/act",
    what: "a plan by somebody who may only read, where a key is opened for it",
    stack: inFactory(
      "keys",
      () => ({ [RESOURCE]: { runtime: part("integrationRuntimes", "onprem", { type: "SelfHosted" }) } }),
      {
        ephemeral: {
          azapi_resource_action: {
            keys: {
              type: "Microsoft.DataFactory/factories/integrationRuntimes@2018-06-01",
              resource_id: `\${${RESOURCE}.runtime.id}`,
              action: "listAuthKeys",
              response_export_values: ["authKey1"],
            },
          },
        },
      },
    ),
    run: (stack, { world }) =>
      applyAnd(stack, () => {
        world.withdraw(DEPLOYER);
        world.give(DEPLOYER, "Reader", `/subscriptions/${SUBSCRIPTION}`);
        return stack.plan();
      }),
    says: /Failed to perform action .*RESPONSE 403: 403 Forbidden ERROR CODE: AuthorizationFailed/,
  },
  {
    rule: "existence/already",
    what: "a part that somebody made by hand",
    stack: inFactory("by-hand", () => ({ [RESOURCE]: { nightly: part("pipelines", "nightly", { activities: [] }) } }), {
      given: ({ world }) =>
        world.put("Microsoft.DataFactory/factories/pipelines", `${FACTORY_ID}/pipelines/nightly`, { properties: {} }),
    }),
    says: /Resource already exists .*with the ID ".*nightly" already exists.*documentation for "azapi_resource"/,
  },
  {
    rule: "link/system-identity",
    what: "a link by a credential with an identity that is not the factory's",
    stack: inFactory(
      "foreign-identity",
      () => ({
        [RESOURCE]: {
          credential: part("credentials", "linking", {
            type: "ManagedIdentity",
            typeProperties: { resourceId: `${FACTORY_ID.split("/providers/")[0]}/providers/nobody` },
          }),
          runtime: part(
            "integrationRuntimes",
            "linked",
            {
              type: "SelfHosted",
              typeProperties: {
                linkedInfo: {
                  authorizationType: "RBAC",
                  resourceId: shared("shared1"),
                  credential: { type: "CredentialReference", referenceName: "linking" },
                },
              },
            },
            { depends_on: [`${RESOURCE}.credential`] },
          ),
        },
      }),
      {
        given: ({ world }) =>
          world.put("Microsoft.DataFactory/factories/integrationRuntimes", shared("shared1"), {
            properties: { type: "SelfHosted" },
          }),
      },
    ),
    says: /ManagedIdentityRequiredToCreateLinkedIntegrationRuntime.*specify a managed identity via credential object/,
  },
];
