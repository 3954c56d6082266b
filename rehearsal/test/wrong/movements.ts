import { RUNTIME } from "../../src/azure/types/data-factory";
import { Configuration } from "../../src/terraform";
import { block, linkedTo, without } from "../support/stage";
import { CONTAINER_GROUP_ID, CONTAINER_ID, COPY, FACTORY_ID, MOVEMENT, START, VAULT_ID } from "../support/sketches";
import { Sketch, inGroup } from "../support/workshop";
import { Wrong, applyAnd, asked } from "../support/wrong";

const PIPELINE = "azurerm_data_factory_pipeline";
const PIPELINE_ID = `${FACTORY_ID}/pipelines/copy orders`;
const TRIGGER = "azurerm_data_factory_trigger_schedule";
const SQL = "azurerm_data_factory_linked_service_sql_server";
const BLOBS = "azurerm_data_factory_linked_service_azure_blob_storage";
const KEY_VAULT = "azurerm_data_factory_linked_service_key_vault";
const ORDERS = "azurerm_data_factory_custom_dataset";
const FILES = "azurerm_data_factory_dataset_delimited_text";

const pipeline = (configuration: Configuration) => block(configuration, PIPELINE);
const activities =
  (...all: readonly object[]) =>
  (configuration: Configuration) => {
    pipeline(configuration).activities_json = JSON.stringify(all);
  };
const wait = (name: string, ...after: readonly string[]) => ({
  name,
  type: "Wait",
  dependsOn: after.map((activity) => ({ activity, dependencyConditions: ["Succeeded"] })),
  typeProperties: { waitTimeInSeconds: 1 },
});
const condition = (name: string, ...inner: readonly object[]) => ({
  name,
  type: "IfCondition",
  typeProperties: { expression: { type: "Expression", value: "@bool(true)" }, ifTrueActivities: inner },
});
const until = (name: string, ...inner: readonly object[]) => ({
  name,
  type: "Until",
  typeProperties: { expression: { type: "Expression", value: "@bool(true)" }, activities: inner },
});
const set = (name: string, variableName: string, value: string) => ({
  name,
  type: "SetVariable",
  typeProperties: { variableName, value },
});

const ofBlob = (name: string, method: string, ...after: readonly string[]) => ({
  ...wait(name, ...after),
  type: "WebActivity",
  typeProperties: {
    method,
    url: "https://sketchst.blob.core.windows.net/handoff/mark.json",
    ...(method === "PUT" && { body: "{}" }),
    authentication: { type: "MSI", resource: "https://storage.azure.com/" },
  },
});

/** Without the order in which things are made. */
const unordered = (configuration: Configuration, type: string) => delete block(configuration, type).depends_on;

/** The movement without a trigger, which would run it at once. */
const UNTRIGGERED: Sketch = {
  ...MOVEMENT,
  name: "untriggered",
  resources: () => {
    const resources = MOVEMENT.resources();
    delete resources[TRIGGER];
    return resources;
  },
};

/** Pipelines, and what they use, made wrong. */
export const WRONG_MOVEMENTS: readonly Wrong<Sketch>[] = [
  ...[
    [KEY_VAULT, "a linked service's name with a dash", "key-vault"],
    [FILES, "a dataset's name with a slash", "files/orders"],
    [PIPELINE, "a pipeline's name with an asterisk", "copy *"],
    [TRIGGER, "a trigger's name with a dot", "every.night"],
  ].map(([type, what, name]) => ({
    rule: "name/invalid",
    what,
    stack: MOVEMENT,
    edit: (configuration: Configuration) => (block(configuration, type).name = name),
    says: /400 with error: InvalidResourceName: '.*' is not a valid name: 1-260 characters/,
  })),
  {
    rule: "factory/json",
    what: "activities that are no array",
    stack: MOVEMENT,
    edit: (configuration) => (pipeline(configuration).activities_json = JSON.stringify(COPY)),
    says: /BadRequest: parsing 'activities': json: cannot unmarshal into a list/,
  },
  {
    rule: "factory/json",
    what: "properties that are no JSON",
    stack: MOVEMENT,
    edit: (configuration) => (block(configuration, ORDERS).type_properties_json = "schema: dbo"),
    says: /BadRequest: parsing 'typeProperties': json: cannot unmarshal into a map/,
  },
  {
    rule: "factory/reference",
    what: "a pipeline that is made before its datasets",
    stack: UNTRIGGERED,
    edit: (configuration) => unordered(configuration, PIPELINE),
    says: /400 with error: BadRequest: The document creation or update failed because of invalid reference '(?:orders|files)'.*datasets/,
  },
  {
    rule: "factory/reference",
    what: "a dataset that is made before its linked service",
    stack: MOVEMENT,
    edit: (configuration) => unordered(configuration, FILES),
    says: /invalid reference 'blobs'. There is no such one among the factory's linkedservices/,
  },
  {
    rule: "factory/reference",
    what: "a linked service whose vault's linked service is missing",
    stack: MOVEMENT,
    edit: (configuration) => {
      (block(configuration, SQL).key_vault_password as Record<string, string>[])[0].linked_service_name = "other";
    },
    says: /invalid reference 'other'. There is no such one among the factory's linkedservices/,
  },
  {
    rule: "factory/reference",
    what: "a linked service by a runtime that is missing",
    stack: MOVEMENT,
    edit: (configuration) => (block(configuration, SQL).integration_runtime_name = "other"),
    says: /invalid reference 'other'. There is no such one among the factory's integrationRuntimes/,
  },
  {
    rule: "factory/reference",
    what: "a trigger of a pipeline that is missing",
    stack: MOVEMENT,
    edit: (configuration) => (block(configuration, TRIGGER).pipeline_name = "other"),
    says: /invalid reference 'other'. There is no such one among the factory's pipelines/,
  },
  {
    rule: "factory/reference",
    what: "an activity that runs a pipeline that is missing",
    stack: MOVEMENT,
    edit: activities({
      name: "Other",
      type: "ExecutePipeline",
      typeProperties: { pipeline: { referenceName: "other", type: "PipelineReference" } },
    }),
    says: /invalid reference 'other'. There is no such one among the factory's pipelines/,
  },
  {
    rule: "factory/reference",
    what: "properties in JSON that name a linked service that is missing",
    stack: MOVEMENT,
    edit: (configuration) => {
      configuration.resource!.azurerm_data_factory_linked_custom_service = {
        crm: {
          data_factory_id: FACTORY_ID,
          name: "crm",
          type: "SalesforceV2",
          type_properties_json: JSON.stringify({
            clientSecret: {
              type: "AzureKeyVaultSecret",
              store: { referenceName: "other", type: "LinkedServiceReference" },
            },
          }),
        },
      };
    },
    says: /invalid reference 'other'. There is no such one among the factory's linkedservices/,
  },
  {
    rule: "factory/referenced",
    what: "a linked service that is deleted under its dataset",
    stack: UNTRIGGERED,
    run: (stack) =>
      applyAnd(stack, () => {
        stack.change((configuration) => {
          block(configuration, FILES).linked_service_name = "blobs";
          unordered(configuration, FILES);
          delete configuration.resource![BLOBS];
        });
        return stack.apply();
      }),
    says: /BadRequest: The document cannot be deleted since it is referenced by files/,
  },
  {
    rule: "factory/referenced",
    what: "a pipeline that is deleted under its trigger",
    stack: MOVEMENT,
    run: (stack) =>
      applyAnd(stack, () => {
        stack.change((configuration) => {
          unordered(configuration, TRIGGER);
          delete configuration.resource![PIPELINE];
        });
        return stack.apply();
      }),
    says: /The document cannot be deleted since it is referenced by nightly/,
  },
  {
    rule: "factory/activities",
    what: "121 activities, of which some are in others",
    stack: MOVEMENT,
    edit: activities(
      condition("If", ...Array.from({ length: 60 }, (_, index) => wait(`Inner ${index}`))),
      ...Array.from({ length: 60 }, (_, index) => wait(`Outer ${index}`)),
    ),
    says: /BadRequest: The pipeline has 121 activities/,
  },
  {
    rule: "factory/activity-name",
    what: "two activities of one name, one of them in another",
    stack: MOVEMENT,
    edit: activities(wait("Wait"), condition("If", wait("Wait"))),
    says: /BadRequest: The activity name 'Wait' is used twice/,
  },
  {
    rule: "factory/activity-name",
    what: "an activity's name of 56 characters",
    stack: MOVEMENT,
    edit: activities(wait("W".repeat(56))),
    says: /BadRequest: 'W{56}' is not a valid activity name/,
  },
  {
    rule: "factory/activity-order",
    what: "an activity that waits for one in another",
    stack: MOVEMENT,
    edit: activities(condition("If", wait("Inner")), wait("Outer", "Inner")),
    says: /The activity 'Outer' depends on 'Inner', which is not beside it/,
  },
  {
    rule: "factory/activity-order",
    what: "activities that wait for each other",
    stack: MOVEMENT,
    edit: activities(wait("One", "Two"), wait("Two", "One")),
    says: /The activity 'One' depends on itself/,
  },
  {
    rule: "factory/nesting",
    what: "a loop in a condition",
    stack: MOVEMENT,
    edit: activities(condition("If", until("Until", wait("Wait")))),
    says: /Container activity 'Until' cannot stand in 'If'/,
  },
  {
    rule: "factory/nesting",
    what: "a loop in a loop",
    stack: MOVEMENT,
    edit: activities(until("Outer", until("Inner", wait("Wait")))),
    says: /Container activity 'Inner' cannot stand in 'Outer'/,
  },
  {
    rule: "factory/expression",
    what: "a parameter that the pipeline does not have",
    stack: MOVEMENT,
    edit: activities(set("Set", "state", "@pipeline().parameters.until")),
    says: /InvalidTemplate: The activity 'Set' names the parameter 'until', which is not there, or not by then/,
  },
  {
    rule: "factory/expression",
    what: "a variable that the pipeline does not have",
    stack: MOVEMENT,
    edit: activities(set("Set", "status", "@pipeline().parameters.since")),
    says: /The activity 'Set' names the variable 'status'/,
  },
  {
    rule: "factory/expression",
    what: "the output of an activity that has not ended by then",
    stack: MOVEMENT,
    edit: activities(wait("Wait"), set("Set", "state", "@{activity('Wait').output}")),
    says: /The activity 'Set' names the activity 'Wait'/,
  },
  {
    rule: "factory/concurrency",
    what: "51 runs at once",
    stack: MOVEMENT,
    edit: (configuration) => (pipeline(configuration).concurrency = 51),
    says: /expected concurrency to be in the range \(1 - 50\), got 51/,
  },
  {
    rule: "run/secret",
    what: "a trigger by which a run begins before the factory may read its secret",
    stack: MOVEMENT,
    edit: (configuration) => {
      unordered(configuration, BLOBS);
      block(configuration, SQL).depends_on = [`${KEY_VAULT}.vault`, "azurerm_role_assignment.secret"];
      delete block(configuration, PIPELINE).depends_on;
      activities({ ...COPY, outputs: [] })(configuration);
      block(configuration, PIPELINE).depends_on = [`${ORDERS}.orders`];
    },
    says: /AzureKeyVaultSecretFetchFailed: The identity of .*sketch-adf has a role that counts in 600 s on .*erp-password/,
  },
  {
    rule: "run/secret",
    what: "a run without a right to read its secret",
    stack: UNTRIGGERED,
    edit: (configuration) => without(configuration, "azurerm_role_assignment", "secret"),
    run: (stack, scene) => applyAnd(stack, () => asked(scene, () => scene.azure.run(PIPELINE_ID))),
    says: /running .*copy orders: .*AzureKeyVaultSecretFetchFailed: The identity of .*sketch-adf has no role on/,
  },
  {
    rule: "run/secret",
    what: "a secret that nobody has put into the vault",
    stack: MOVEMENT,
    given: ({ world }) => world.remove(`${VAULT_ID}/secrets/erp-password`),
    says: /AzureKeyVaultSecretFetchFailed: There is no secret 'erp-password' in .*sketch-kv/,
  },
  {
    rule: "run/node-address",
    what: "a node whose address the vault does not admit, though it lets trusted services pass",
    stack: MOVEMENT,
    given: ({ world, azure }) => {
      azure.registerNode(`${FACTORY_ID}/integrationRuntimes/onprem`, "IR-OUT", "192.0.2.9");
      const acls = { default_action: "Deny", bypass: "AzureServices", ip_rules: ["198.51.100.0/28"] };
      world.find(VAULT_ID)!.values.network_acls = [acls];
    },
    says: /ForbiddenByFirewall: .* read 'erp-password'. Client address: 192\.0\.2\.9/,
  },
  {
    rule: "run/blob",
    what: "a sink in which the factory may only read",
    stack: MOVEMENT,
    edit: (configuration) => {
      block(configuration, "azurerm_role_assignment", "blobs").role_definition_name = "Storage Blob Data Reader";
    },
    says: /403 with error: AuthorizationPermissionMismatch: The identity of .*sketch-adf has no role on .*containers\/handoff/,
  },
  {
    rule: "run/blob",
    what: "a container that is not there",
    stack: MOVEMENT,
    given: ({ world }) => world.remove(CONTAINER_ID),
    edit: (configuration) => without(configuration, "azurerm_role_assignment", "blobs"),
    says: /AuthorizationPermissionMismatch: 'Copy' uses the container .*handoff, which is not there/,
  },
  {
    rule: "run/blob",
    what: "a blob that the factory may read by its address, and not write",
    stack: MOVEMENT,
    edit: (configuration) => {
      block(configuration, "azurerm_role_assignment", "blobs").role_definition_name = "Storage Blob Data Reader";
      activities(ofBlob("Read", "GET"), ofBlob("Write", "PUT", "Read"))(configuration);
    },
    says: /AuthorizationPermissionMismatch: The identity of .*sketch-adf has no role on .*containers\/handoff/,
  },
  {
    rule: "run/blob",
    what: "a file that the factory may not look for",
    stack: MOVEMENT,
    edit: (configuration) => {
      without(configuration, "azurerm_role_assignment", "blobs");
      const [dataset] = COPY.outputs;
      activities({ name: "Find", type: "GetMetadata", typeProperties: { dataset, fieldList: ["exists"] } })(
        configuration,
      );
    },
    says: /AuthorizationPermissionMismatch: The identity of .*sketch-adf has no role on .*containers\/handoff/,
  },
  {
    rule: "run/node",
    what: "a runtime with which no node is registered",
    stack: MOVEMENT,
    given: ({ world }) => {
      const runtimeId = `${FACTORY_ID}/integrationRuntimes/onprem`;
      world.remove(runtimeId);
      world.put(RUNTIME, runtimeId, { properties: { type: "SelfHosted" } });
    },
    says: /SelfHostedIntegrationRuntimeOffline: No node is registered with .*integrationRuntimes\/onprem/,
  },
  {
    rule: "run/group",
    what: "a group that the factory may not start",
    stack: MOVEMENT,
    edit: (configuration) => without(configuration, "azurerm_role_assignment", "start"),
    says: /403 with error: AuthorizationFailed: The identity of .*sketch-adf has no role on .*containerGroups\/sketch-dbt/,
  },
  {
    rule: "run/group",
    what: "a role of somebody's own that does not let start groups",
    stack: MOVEMENT,
    edit: (configuration) => {
      configuration.resource!.azurerm_role_definition = {
        reader: {
          name: "Group Reader",
          scope: CONTAINER_GROUP_ID,
          permissions: [{ actions: ["Microsoft.ContainerInstance/containerGroups/read"] }],
        },
      };
      const assignment = block(configuration, "azurerm_role_assignment", "start");
      delete assignment.role_definition_name;
      assignment.role_definition_id = "${azurerm_role_definition.reader.role_definition_resource_id}";
    },
    says: /AuthorizationFailed: The identity of .*sketch-adf has no role on .*containerGroups\/sketch-dbt/,
  },
  {
    rule: "run/group",
    what: "a group that is not there",
    stack: MOVEMENT,
    edit: (configuration) => {
      const properties = { ...START.typeProperties, url: START.typeProperties.url.replace("sketch-dbt", "other") };
      activities(COPY, { ...START, typeProperties: properties })(configuration);
    },
    says: /AuthorizationFailed: The container group other is not there/,
  },
  {
    rule: "run/job",
    what: "a Container Apps job that is not there",
    stack: MOVEMENT,
    edit: (configuration) => {
      const url = `https://management.azure.com${inGroup("Microsoft.App", "jobs", "other")}/start?api-version=2025-07-01`;
      activities(COPY, { ...START, typeProperties: { ...START.typeProperties, url } })(configuration);
    },
    says: /AuthorizationFailed: The Container Apps job other is not there/,
  },
  {
    rule: "run/runtime-keys",
    what: "a Web activity that reads the keys of a runtime on which its factory has no role",
    stack: MOVEMENT,
    edit: (configuration) => {
      const url = `https://management.azure.com${FACTORY_ID}/integrationRuntimes/onprem/listAuthKeys?api-version=2018-06-01`;
      activities(COPY, { ...START, typeProperties: { ...START.typeProperties, url } })(configuration);
    },
    says: /AuthorizationFailed: The identity of .*sketch-adf has no role on .*integrationRuntimes\/onprem/,
  },
  {
    rule: "role/unknown",
    what: "a role by an ID that nobody has defined",
    stack: MOVEMENT,
    edit: (configuration) => {
      const assignment = block(configuration, "azurerm_role_assignment", "start");
      delete assignment.role_definition_name;
      assignment.role_definition_id =
        "/providers/Microsoft.Authorization/roleDefinitions/00000000-0000-4000-8000-00000000dead";
    },
    says: /404 with error: RoleDefinitionDoesNotExist: could not find role '00000000-0000-4000-8000-00000000dead'/,
  },
  {
    rule: "storage/policy-rule",
    what: "a lifecycle rule that does nothing",
    stack: MOVEMENT,
    edit: (configuration) => {
      configuration.resource!.azurerm_storage_management_policy = {
        cleanup: {
          storage_account_id: CONTAINER_ID.split("/blobServices/")[0],
          rule: [{ name: "idle", enabled: true, actions: [{}], filters: [{ blob_types: ["blockBlob"] }] }],
        },
      };
    },
    says: /InvalidManagementPolicy: The rule 'idle' has no action/,
  },
  {
    rule: "storage/shared-key",
    what: "a blob in an account that takes no key",
    stack: MOVEMENT,
    given: ({ world }) => (world.ofType("azurerm_storage_account")[0].values.shared_access_key_enabled = false),
    edit: (configuration) => {
      configuration.resource!.azurerm_storage_blob = {
        package: {
          name: "azbridge.deb",
          storage_account_name: "sketchst",
          storage_container_name: "handoff",
          type: "Block",
          source_content: "deb",
        },
      };
    },
    says: /403 with error: KeyBasedAuthenticationNotPermitted/,
  },
  {
    rule: "rights/role-definition",
    what: "a role that is defined by a mere contributor",
    stack: MOVEMENT,
    given: ({ world }) => {
      const deployer = "d0d0d0d0-0000-4000-8000-000000000099";
      world.withdraw(deployer);
      ["Contributor", "Role Based Access Control Administrator"].forEach((role) =>
        world.give(deployer, role, CONTAINER_GROUP_ID.split("/resourceGroups/")[0]),
      );
    },
    edit: (configuration) => {
      configuration.resource!.azurerm_role_definition = {
        starter: { name: "Group Starter", scope: CONTAINER_GROUP_ID, permissions: [{ actions: ["*"] }] },
      };
    },
    says: /403 with error: AuthorizationFailed: .*action 'Microsoft.Authorization\/roleDefinitions\/write'/,
  },
  {
    rule: "rights/start",
    what: "a group that is started by somebody who may not",
    stack: MOVEMENT,
    run: (stack, scene) => applyAnd(stack, () => asked(scene, () => scene.azure.start(CONTAINER_GROUP_ID, "somebody"))),
    says: /starting .*sketch-dbt: .*AuthorizationFailed: .*action 'Microsoft.ContainerInstance\/containerGroups\/start\/action'/,
  },
  {
    rule: "node/four",
    what: "a fifth node",
    stack: MOVEMENT,
    run: (stack, scene) =>
      applyAnd(stack, () =>
        asked(scene, () =>
          [2, 3, 4, 5].forEach((index) =>
            scene.azure.registerNode(`${FACTORY_ID}/integrationRuntimes/onprem`, `IR-${index}`),
          ),
        ),
      ),
    says: /registering a node with .*onprem: .*has 4 nodes already: IR-1, IR-2, IR-3, IR-4/,
  },
  {
    rule: "node/linked",
    what: "a node of a linked runtime",
    stack: MOVEMENT,
    run: (stack, scene) =>
      applyAnd(stack, () => {
        const linkedId = `${FACTORY_ID}/integrationRuntimes/linked`;
        scene.world.put(RUNTIME, linkedId, { properties: linkedTo(`${FACTORY_ID}/integrationRuntimes/onprem`) });
        return asked(scene, () => scene.azure.registerNode(linkedId, "IR-9"));
      }),
    says: /InvalidIntegrationRuntimeKey: .*linked is linked to another runtime, with which nodes are registered/,
  },
];
