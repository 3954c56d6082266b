import { Aspects, IAspect, TerraformStack } from "cdktf";
import { IConstruct } from "constructs";
import { ProviderBlock, isStacksOwn, providerBlocks } from "../core/provider-blocks";
import { Rule, Violation, refuseAtSynth, warn } from "../core/rule";
import { AZAPI } from "./azapi-metadata";

const PROVIDER = new Rule({
  id: "azapi/provider",
  why: "With azapi's own defaults a property that is removed from a body stays in Azure, and the plan says that nothing changes.",
  fix: 'Add new AzapiProvider(this, "azapi") of this library to the stack, and no other provider of azapi.',
  source: "azapi 2.12: ignore_no_op_changes",
});

const CREDENTIALS = new Rule({
  id: "azapi/credentials",
  why: "What stands in the block of azurerm does not count for azapi, which would sign in in another way, or elsewhere.",
  fix: "Give AzapiProvider the same, or give both by the variables ARM_… of the environment.",
  source: "azapi 2.12: authentication",
});

/** What both providers call the same, and each needs for itself: by what one signs in, and where. */
const CREDENTIAL_ARGUMENTS = [
  "auxiliary_tenant_ids",
  "client_certificate",
  "client_certificate_password",
  "client_certificate_path",
  "client_id",
  "client_id_file_path",
  "client_secret",
  "client_secret_file_path",
  "environment",
  "oidc_request_token",
  "oidc_request_url",
  "oidc_token",
  "oidc_token_file_path",
  "tenant_id",
  "use_aks_workload_identity",
  "use_cli",
  "use_msi",
  "use_oidc",
];

/** azurerm finds another cloud by this; azapi does not know it. */
const METADATA_HOST = "metadata_host";

/** Stacks that are looked at when they are synthesized; one look per stack. */
const CHECKED = new WeakSet<TerraformStack>();

/** Looks, when the stack of `block` is synthesized, at its providers: refuses azapi's defaults, warns of credentials that azapi lacks. */
export function checkProvider(block: IConstruct): void {
  const stack = TerraformStack.of(block);
  if (!CHECKED.has(stack)) {
    CHECKED.add(stack);
    refuseAtSynth(stack, () => providerViolations(stack));
    Aspects.of(stack).add(new CredentialsAspect(stack));
  }
}

/** Warns before the stack is synthesized, when everything in it is made. */
class CredentialsAspect implements IAspect {
  constructor(private readonly stack: TerraformStack) {}

  public visit(node: IConstruct): void {
    if (node === this.stack) {
      warn(node, credentialViolations(this.stack));
    }
  }
}

function providerViolations(stack: TerraformStack): Violation[] {
  const blocks = providerBlocks(stack)[AZAPI] ?? [];
  const other = blocks.find((block) => block.ignore_no_op_changes !== false);
  return [
    ...PROVIDER.when(blocks.length === 0, "no provider azapi"),
    ...PROVIDER.when(other !== undefined, "a provider azapi with other settings"),
  ];
}

/** What the stack's own block of azurerm says, and azapi's does not. */
function credentialViolations(stack: TerraformStack): Violation[] {
  const all = providerBlocks(stack);
  const [azurerm, azapi] = ["azurerm", AZAPI].map((type) => all[type]?.find(isStacksOwn) ?? {});
  const said = (block: ProviderBlock, name: string) => block[name] !== undefined;
  const missing = CREDENTIAL_ARGUMENTS.filter((name) => said(azurerm, name) && !said(azapi, name));
  const elsewhere = said(azurerm, METADATA_HOST) && !said(azapi, "environment") && !said(azapi, "endpoint");
  const names = [...missing, ...(elsewhere ? [METADATA_HOST] : [])].join(", ");
  return CREDENTIALS.when(names !== "", `azurerm with ${names}, and azapi without`);
}
