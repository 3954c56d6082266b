import { Values } from "../../src/provider/value";
import { Configuration } from "../../src/terraform";
import { block, without } from "../support/stage";
import { APP_JOB, VAULT_ID } from "../support/sketches";
import { DEPLOYER, Sketch } from "../support/workshop";
import { Wrong, applyAnd, asked } from "../support/wrong";

interface Container {
  name: string;
  image: string;
  cpu: number;
  memory: string;
  env: { secret_name: string }[];
  volume_mounts: { name: string }[];
}

interface Template {
  container: Container[];
  volume: Record<string, string>[];
}

const job = (configuration: Configuration) => block(configuration, "azurerm_container_app_job");
const template = (configuration: Configuration) => (job(configuration).template as Template[])[0];
const container = (configuration: Configuration) => template(configuration).container[0];

const isPull = ({ role_definition_name: role }: Values): boolean => role === "AcrPull";

/** Container Apps jobs made wrong. */
export const WRONG_APP_JOBS: readonly Wrong<Sketch>[] = [
  {
    rule: "name/invalid",
    what: "a job's name with an uppercase letter",
    stack: APP_JOB,
    edit: (configuration) => (job(configuration).name = "Sketch-job"),
    says: /'Sketch-job' is not a valid name: 2-32 characters/,
  },
  {
    rule: "app-job/size",
    what: "a container with as much memory as processors",
    stack: APP_JOB,
    edit: (configuration) => (container(configuration).memory = "0.5Gi"),
    says: /ContainerAppInvalidResourceTotal: The total requested CPU and memory resources, 0.75 and 1Gi, are not valid/,
  },
  {
    rule: "app-job/size",
    what: "containers that have together more than a replica",
    stack: APP_JOB,
    edit: (configuration) => {
      const large = { ...container(configuration), cpu: 2.25, memory: "4.5Gi" };
      template(configuration).container = [large, { ...large, name: "azbridge" }];
    },
    says: /resources, 4.5 and 9Gi, are not valid/,
  },
  {
    rule: "app-job/container-name",
    what: "two containers of one name",
    stack: APP_JOB,
    edit: (configuration) => template(configuration).container.push({ ...container(configuration) }),
    says: /ContainerAppContainerNameDuplicate: The container name 'dbt' is used twice/,
  },
  {
    rule: "app-job/volume",
    what: "a mount of a volume that is not there",
    stack: APP_JOB,
    edit: (configuration) => (container(configuration).volume_mounts[0].name = "other"),
    says: /ContainerAppVolumeNotFound: Volume mount 'other' refers to no volume/,
  },
  {
    rule: "app-job/volume",
    what: "a volume of files that the environment does not know",
    stack: APP_JOB,
    edit: (configuration) =>
      Object.assign(template(configuration).volume[0], { storage_type: "AzureFile", storage_name: "runs" }),
    says: /Storage 'runs' is not in .*sketch-apps/,
  },
  {
    rule: "app-job/secret-name",
    what: "a variable with a secret that the job does not have",
    stack: APP_JOB,
    edit: (configuration) => (container(configuration).env[0].secret_name = "other"),
    says: /ContainerAppSecretRefNotFound: SecretRef 'other' not found/,
  },
  {
    rule: "app-job/secret-right",
    what: "a secret that the job's identity may not read",
    stack: APP_JOB,
    edit: (configuration) => without(configuration, "azurerm_role_assignment", "read"),
    says: /FailedToGetSecret: The identity .*job-id has no role on .*secrets\/erp-password/,
  },
  {
    rule: "app-job/secret-right",
    what: "a secret that is not in the vault",
    stack: APP_JOB,
    given: ({ world }) => world.remove(`${VAULT_ID}/secrets/erp-password`),
    says: /FailedToGetSecret: There is no secret .*erp-password/,
  },
  {
    rule: "app-job/secret-right",
    what: "a secret read with an identity that is not attached",
    stack: APP_JOB,
    edit: (configuration) => ((job(configuration).secret as Record<string, string>[])[0].identity = "somebody"),
    says: /FailedToGetSecret: The identity 'somebody' is not attached to the job/,
  },
  {
    rule: "app-job/vault-network",
    what: "a secret in a vault that admits nobody by network",
    stack: APP_JOB,
    given: ({ world }) => {
      const acls = [{ default_action: "Deny", bypass: "AzureServices", ip_rules: [], virtual_network_subnet_ids: [] }];
      world.find(VAULT_ID)!.values.network_acls = acls;
    },
    says: /FailedToGetSecret: Unable to get value using Managed identity .*job-id for secret password: the vault sketch-kv does not admit an environment without a subnet/,
  },
  {
    rule: "app-job/image-right",
    what: "images that are looked up before the right to pull counts",
    stack: APP_JOB,
    edit: (configuration) => {
      delete (block(configuration, "time_sleep").triggers as Record<string, string>).pull;
      delete job(configuration).secret;
      delete (container(configuration) as Partial<Container>).env;
      job(configuration).depends_on = ["azurerm_role_assignment.pull"];
    },
    says: /InvalidParameterValueInContainerTemplate: .*has a role that counts in 600 s on .*sketchcr/,
  },
  {
    rule: "app-job/image-right",
    what: "a run whose images nobody may pull any more",
    stack: APP_JOB,
    run: (stack, scene) =>
      applyAnd(stack, () => {
        const { world } = scene;
        const pull = world.ofType("azurerm_role_assignment").filter(({ values }) => isPull(values));
        pull.forEach(({ id }) => world.remove(id));
        const [{ id }] = world.ofType("azurerm_container_app_job");
        return asked(scene, () => scene.azure.start(id, DEPLOYER));
      }),
    says: /^starting .*jobs\/sketch-job: .*InvalidParameterValueInContainerTemplate: .*its identity has no role on .*sketchcr/,
  },
  {
    rule: "app-job/image",
    what: "a run whose image is gone from its registry",
    stack: APP_JOB,
    run: (stack, scene) =>
      applyAnd(stack, () => {
        const { image } = container(stack.configuration);
        scene.world.deleteImage(image);
        const [{ id }] = scene.world.ofType("azurerm_container_app_job");
        return asked(scene, () => scene.azure.start(id, DEPLOYER));
      }),
    says: /^starting .*jobs\/sketch-job: .*is not in its registry: manifest unknown/,
  },
  {
    rule: "app-job/relay-right",
    what: "a run that is started by hand, whose bridge may not send",
    stack: APP_JOB,
    edit: (configuration) => without(configuration, "azurerm_role_assignment", "send"),
    run: (stack, scene) =>
      applyAnd(stack, () => {
        const [{ id }] = scene.world.ofType("azurerm_container_app_job");
        return asked(scene, () => scene.azure.start(id, DEPLOYER));
      }),
    says: /^starting .*jobs\/sketch-job: .*RelayUnauthorized: The identity .* has no role on .*hybridConnections\/warehouse/,
  },
  {
    rule: "app-job/relay-right",
    what: "a schedule that begins before the right to send counts",
    stack: APP_JOB,
    edit: (configuration) => {
      delete job(configuration).manual_trigger_config;
      job(configuration).schedule_trigger_config = [{ cron_expression: "0 4 * * *" }];
      delete (block(configuration, "time_sleep").triggers as Record<string, string>).send;
      (job(configuration).depends_on as string[]).push("azurerm_role_assignment.send");
      block(configuration, "azurerm_role_assignment", "send").depends_on = ["time_sleep.rights"];
    },
    says: /RelayUnauthorized: The identity .* has a role that counts in 600 s on .*hybridConnections\/warehouse/,
  },
  {
    rule: "rights/start",
    what: "a job that is started by somebody who may not",
    stack: APP_JOB,
    run: (stack, scene) =>
      applyAnd(stack, () => {
        const [{ id }] = scene.world.ofType("azurerm_container_app_job");
        return asked(scene, () => scene.azure.start(id, "somebody"));
      }),
    says: /AuthorizationFailed: .*action 'Microsoft.App\/jobs\/start\/action'/,
  },
  {
    rule: "app-job/image",
    what: "an image that nobody has pushed",
    stack: APP_JOB,
    edit: (configuration) => (container(configuration).image = "sketchcr.azurecr.io/dbt:1.0.1"),
    says: /The image 'sketchcr.azurecr.io\/dbt:1.0.1' is not in its registry: manifest unknown/,
  },
  {
    rule: "existence/reference",
    what: "a job in an environment that is not there",
    stack: APP_JOB,
    edit: (configuration) =>
      (job(configuration).container_app_environment_id = "/subscriptions/s/managedEnvironments/other"),
    says: /400 with error: InvalidResourceReference: Resource .*managedEnvironments\/other referenced by .*sketch-job was not found/,
  },
];
