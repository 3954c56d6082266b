import { TerraformStack } from "cdktf";
import {
  Azbridge,
  ContainerAppEnvironment,
  ContainerImage,
  DbtCommand,
  DbtContainerAppJob,
  DbtContainerAppJobProps,
  DbtJob,
  DbtJobProps,
  DbtProfile,
  Forward,
  JobRelay,
  KeyVault,
  Protocol,
  RelayNamespace,
} from "../../lib";
import { template } from "./stack";

const GROUP_ID = "/subscriptions/1a2b3c4d-0000-4000-8000-000000000001/resourceGroups/hub-rg/providers";

export const warehouse = new Forward("warehouse", {
  host: "sql01.retail.example",
  port: 1433,
  protocol: Protocol.SQL_SERVER,
});
export const plant = new Forward("plant", {
  host: "pg01.retail.example",
  port: 5432,
  protocol: Protocol.POSTGRESQL,
  bindAddress: "127.0.10.2",
});

export const RELAY_ID = `${GROUP_ID}/Microsoft.Relay/namespaces/contoso-retail-relay`;
export const VAULT_ID = `${GROUP_ID}/Microsoft.KeyVault/vaults/contoso-retail-kv`;

/** Somebody else's vault, once per stack. */
export function vaultIn(stack: TerraformStack) {
  const known = stack.node.tryFindChild("Vault") as ReturnType<typeof KeyVault.fromAttributes> | undefined;
  return known ?? KeyVault.fromAttributes(stack, "Vault", { resourceId: VAULT_ID });
}

/** Somebody else's Relay namespace, once per stack. */
export function relayIn(stack: TerraformStack) {
  const known = stack.node.tryFindChild("Relay") as ReturnType<typeof RelayNamespace.fromResourceId> | undefined;
  return known ?? RelayNamespace.fromResourceId(stack, "Relay", RELAY_ID);
}

/** A profile for {@link warehouse} whose password is in the vault. */
export function warehouseProfile(stack: TerraformStack, forward = warehouse): DbtProfile {
  return DbtProfile.sqlServer({
    forward,
    database: "dwh",
    schema: "salesforce",
    user: "dbt",
    password: vaultIn(stack).secret("warehouse-password"),
  });
}

/** A valid job with public images; what is given replaces what it has. */
export function jobProps(stack: TerraformStack, given: Partial<DbtJobProps> = {}): DbtJobProps {
  return {
    groupName: "retail-prod-salesforce-transform",
    identityName: "retail-prod-salesforce-transform-id",
    resourceGroupName: "retail-rg",
    location: "westeurope",
    dbtImage: ContainerImage.fromPublic("ghcr.io/contoso/dbt:1.4.2"),
    azbridgeImage: ContainerImage.fromPublic(`ghcr.io/contoso/azbridge:${Azbridge.VERSION}`),
    command: DbtCommand.run({ select: "salesforce" }),
    forwards: [warehouse],
    profile: given.profile ?? warehouseProfile(stack),
    relay: given.relay ?? JobRelay.byIdentity(relayIn(stack)),
    ...given,
  };
}

const APPS_ID = `${GROUP_ID}/Microsoft.App/managedEnvironments/contoso-apps`;

/** A valid Container Apps job of the same containers; what is given replaces what it has. */
export function appJobProps(
  stack: TerraformStack,
  given: Partial<DbtContainerAppJobProps> = {},
): DbtContainerAppJobProps {
  return {
    ...jobProps(stack, given),
    jobName: "salesforce-transform",
    containerAppEnvironment: ContainerAppEnvironment.fromResourceId(stack, "Apps", APPS_ID),
    ...given,
  };
}

/** A container of a Container Apps job, as Terraform reads it. */
export interface AppContainer {
  readonly name: string;
  readonly command: string[];
  readonly env: Record<string, string>[];
  readonly volume_mounts: { readonly name: string; readonly path: string; readonly sub_path?: string }[];
  readonly [argument: string]: unknown;
}

/** A Container Apps job, as Terraform reads it. */
export interface AppJob {
  readonly template: { readonly container: AppContainer[]; readonly volume: Record<string, string>[] };
  readonly secret: Record<string, string>[];
  readonly depends_on?: string[];
  readonly [argument: string]: unknown;
}

/** The job like {@link appJobProps}, synthesized. */
export function appJobOf(stack: TerraformStack, given: Partial<DbtContainerAppJobProps> = {}): AppJob {
  new DbtContainerAppJob(stack, "Transform", appJobProps(stack, given));
  const jobs = Object.values(template(stack).resource?.azurerm_container_app_job ?? {});
  expect(jobs).toHaveLength(1);
  return jobs[0] as unknown as AppJob;
}

/** A volume of a container, as Terraform reads it. */
export interface Volume {
  readonly name: string;
  readonly mount_path: string;
  readonly read_only: boolean;
  readonly empty_dir?: boolean;
  readonly secret?: Record<string, string>;
}

/** A container of the group, as Terraform reads it. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly cpu: number;
  readonly memory: number;
  readonly commands: string[];
  readonly environment_variables: Record<string, string>;
  readonly secure_environment_variables?: Record<string, string>;
  readonly volume: Volume[];
  readonly liveness_probe?: Record<string, unknown>;
}

/** A container group, as Terraform reads it. */
export interface Group {
  readonly container: Container[];
  readonly depends_on?: string[];
  readonly [argument: string]: unknown;
}

/** The only container group of a stack. */
export function groupIn(stack: TerraformStack): Group {
  const groups = Object.values(template(stack).resource?.azurerm_container_group ?? {});
  expect(groups).toHaveLength(1);
  return groups[0] as Group;
}

/** The group of a job like {@link jobProps}, synthesized. */
export function groupOf(stack: TerraformStack, given: Partial<DbtJobProps> = {}): Group {
  new DbtJob(stack, "Transform", jobProps(stack, given));
  return groupIn(stack);
}

/** The container of this name. */
export function containerOf(group: Group, name: string): Container {
  return group.container.find((container) => container.name === name)!;
}

/** A file that a secret volume puts into the container, decoded; Terraform's own encoding is left as it is. */
export function fileIn(container: Container, file: string): string {
  const encoded = container.volume.find(({ secret }) => secret !== undefined)!.secret![file];
  return encoded.startsWith("${") ? encoded : Buffer.from(encoded, "base64").toString("utf8");
}

/** What Terraform makes of `${base64encode(yamlencode({…}))}`, references left as they are. */
export function yamlEncoded(expression: string): unknown {
  const [, body = ""] = /^\$\{base64encode\(yamlencode\((.*)\)\)\}$/s.exec(expression) ?? [];
  const json = body.replace(/"((?:[^"\\]|\\.)*)" = /g, '"$1": ').replace(/: ((?:data|azurerm)[\w.-]*)/g, ': "$1"');
  return JSON.parse(json);
}
