import { TerraformResource, TerraformStack } from "cdktf";
import { IConstruct } from "constructs";
import { Rule, Violation, refuseAtSynth } from "../core/rule";

const LEAST_PRIVILEGE = new Rule({
  id: "relay/least-privilege",
  why: "RootManageSharedAccessKey, like any key of a whole namespace, opens every hybrid connection and may change them.",
  fix: "Give the role Azure Relay Sender or Listener on one hybrid connection (grantSend, grantListen), or store a send-only or listen-only rule of one (storeSendRule, storeListenRule).",
  source: "Microsoft: Azure Relay authentication and authorization",
});

const KEY_HOLDERS = ["azurerm_relay_namespace", "azurerm_relay_namespace_authorization_rule"];

/** A reference to a key, or to the whole resource, keys included; a bare address, as in `depends_on`, reads nothing. */
const NAMESPACE_KEY =
  /(?<!")azurerm_relay_namespace(?:_authorization_rule)?\.[\w-]+(?:\.\*|\.\d+|\[[^\]]*\])*(?:\.(?:primary|secondary)_(?:key|connection_string)|(?![\w.[-]))|RootManageSharedAccessKey/;

/** Sections of a stack whose blocks have a type and a name; those of all others have a name. */
const TYPED_SECTIONS = ["resource", "data", "ephemeral"];

type Blocks = Record<string, unknown>;

const CHECKED = new WeakSet<TerraformStack>();

/** Refuses, at synth, the stack of `namespace` if anything in it reads a key of a whole namespace; one look per stack. */
export function refuseRootKeys(namespace: IConstruct): void {
  const stack = TerraformStack.of(namespace);
  if (!CHECKED.has(stack)) {
    CHECKED.add(stack);
    refuseAtSynth(namespace, () => rootKeyViolations(namespace));
  }
}

/**
 * Violations in the synthesized stack of `namespace`: whatever reads a key of a whole namespace. A reader in another
 * stack shows as an output of this one.
 */
function rootKeyViolations(namespace: IConstruct): Violation[] {
  const stack = TerraformStack.of(namespace);
  if (!stack.node.findAll().some(holdsNamespaceKey)) {
    return [];
  }
  return Object.entries(stack.toTerraform() as Record<string, Blocks>)
    .filter(([section]) => section !== "//")
    .flatMap(([section, blocks]) =>
      TYPED_SECTIONS.includes(section) ? typed(section, blocks) : named(section, blocks),
    )
    .flatMap(([address, body]) => namespaceKeyViolations(address, body));
}

/** One violation if text anywhere within `given` is, or refers to, a key of a whole namespace. */
export function namespaceKeyViolations(what: string, given: unknown): Violation[] {
  const found = NAMESPACE_KEY.exec(JSON.stringify(given) ?? "");
  return LEAST_PRIVILEGE.when(found !== null, `${found?.[0]} in ${what}`);
}

function holdsNamespaceKey(construct: IConstruct): boolean {
  return TerraformResource.isTerraformResource(construct) && KEY_HOLDERS.includes(construct.terraformResourceType);
}

function typed(section: string, types: Blocks): [string, unknown][] {
  return Object.entries(types).flatMap(([type, blocks]) => named(`${section} ${type}`, blocks as Blocks));
}

function named(kind: string, blocks: Blocks): [string, unknown][] {
  return Object.entries(blocks).map(([name, body]) => [`${kind}.${name}`, body]);
}
