import { TerraformStack } from "cdktf";
import {
  Azbridge,
  GatewayPackage,
  BlobContainer,
  Forward,
  GatewayNetwork,
  KeyVault,
  PortPlan,
  RelayGateway,
  RelayGatewayProps,
  StorageAccount,
} from "../../lib";
import { gatewayDefinitionOf } from "../../lib/gateway/gateway-definition";
import { gatewayFiles } from "../../lib/gateway/gateway-files";
import { GROUP_ID, PLACE } from "./azure";
import { relayIn, warehouse } from "./job";
import { resources } from "./stack";

export const SHA256 = "5f4dcc3b5aa765d61d8327deb882cf995f4dcc3b5aa765d61d8327deb882cf99";
/** The release's blob there. */
export const PACKAGE_BLOB = `azbridge_${Azbridge.VERSION}_amd64.deb`;
const STORAGE_ID = `${GROUP_ID}/providers/Microsoft.Storage/storageAccounts/contosoretail`;
const VAULT_ID = `${GROUP_ID}/providers/Microsoft.KeyVault/vaults/contoso-certs-kv`;

/** The release in somebody else's storage, once per stack. */
export function packageIn(stack: TerraformStack, sha256 = SHA256): GatewayPackage {
  const account = StorageAccount.fromResourceId(stack, "Storage", STORAGE_ID);
  const container = BlobContainer.fromName(stack, "Packages", account, "packages");
  return GatewayPackage.fromBlob(container, PACKAGE_BLOB, sha256);
}

/** Somebody else's vault with a server certificate, once per stack. */
export function certificateVaultIn(stack: TerraformStack) {
  return KeyVault.fromAttributes(stack, "CertificateVault", { resourceId: VAULT_ID });
}

/** A valid gateway of one forward in a network of its own; what is given replaces what it has. */
export function gatewayProps(stack: TerraformStack, given: Partial<RelayGatewayProps> = {}): RelayGatewayProps {
  return {
    ...PLACE,
    gatewayName: "retail-gateway",
    relayNamespace: relayIn(stack),
    ports: PortPlan.gateway([{ forward: warehouse }]),
    azbridgePackage: given.azbridgePackage ?? packageIn(stack),
    network: GatewayNetwork.own("10.40.0.0/26"),
    allowedSources: ["10.20.0.0/16"],
    ...given,
  };
}

/** What stands on the machines of such a gateway, by path. */
export function filesOfGateway(stack: TerraformStack, given: Partial<RelayGatewayProps> = {}): Record<string, string> {
  return gatewayFiles(gatewayDefinitionOf(gatewayProps(stack, given)));
}

/** Such a gateway in `stack`. */
export function gatewayIn(stack: TerraformStack, given: Partial<RelayGatewayProps> = {}): RelayGateway {
  return new RelayGateway(stack, "Gateway", gatewayProps(stack, given));
}

/** The ports of a gateway that exposes these forwards at their own ports. */
export function portsOf(...forwards: Forward[]): PortPlan {
  return PortPlan.gateway(forwards.map((forward) => ({ forward })));
}

export const CLIENT_ID = "c11e0000-0000-4000-8000-000000000001";

/** What cloud-init is to do, as far as the library says it. */
export interface CloudConfiguration {
  readonly manage_etc_hosts: string;
  readonly ssh_pwauth: boolean;
  readonly runcmd: string[][];
  readonly write_files: { readonly path: string; readonly permissions: string; readonly content: string }[];
}

/** The scale set of a stack, as Terraform reads it. */
export function scaleSetIn(stack: TerraformStack): Record<string, unknown> {
  const sets = resources(stack, "azurerm_linux_virtual_machine_scale_set");
  expect(sets).toHaveLength(1);
  return sets[0];
}

/** Custom data as a machine finds it, with {@link CLIENT_ID} where Terraform puts that of the identity. */
export function customDataIn(stack: TerraformStack): string {
  return decodedCustomData(scaleSetIn(stack).custom_data as string);
}

/** The text of such an argument: quoted in Terraform's words, for its function to compress. */
export function decodedCustomData(argument: string): string {
  const [, text = ""] = /^\$\{base64gzip\("(.*)"\)\}$/.exec(argument)!;
  const known = text.replace(/(?<!\$)\$\{azurerm_user_assigned_identity\.[\w-]+\.client_id\}/g, CLIENT_ID);
  expect(known).not.toMatch(/(?<![$%])[$%]\{/);
  return JSON.parse(`"${known.replace(/([$%])\1\{/g, "$1{")}"`) as string;
}

/** What custom data says, after its first line. */
export function configurationIn(stack: TerraformStack): CloudConfiguration {
  const [first, ...rest] = customDataIn(stack).split("\n");
  expect(first).toBe("#cloud-config");
  return JSON.parse(rest.join("\n")) as CloudConfiguration;
}

/** A file that cloud-init writes. */
export function machineFile({ write_files }: CloudConfiguration, path: string): string {
  return write_files.find((file) => file.path === path)!.content;
}
