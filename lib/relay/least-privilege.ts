import { TerraformElement, TerraformStack } from "cdktf";
import { IConstruct } from "constructs";
import { Rule, Violation, refuseAtSynth } from "../core/rule";

const LEAST_PRIVILEGE = new Rule({
  id: "relay/least-privilege",
  why: "RootManageSharedAccessKey, like any key of a whole namespace, opens every hybrid connection and may change them.",
  fix: "Give the role Azure Relay Sender or Listener on one hybrid connection (grantSend, grantListen), or store a send-only or listen-only rule of one (storeSendRule, storeListenRule).",
  source: "Microsoft: Azure Relay authentication and authorization",
});

/** What has, or may ask for, a key of a whole namespace, and so makes a look at the whole stack worth its while. */
const KEY_HOLDERS = ["azurerm_relay_namespace", "azurerm_relay_namespace_authorization_rule", "azapi_resource_action"];

/** A namespace, and its own rules, as azapi calls them. */
const NAMESPACE = /^Microsoft\.Relay\/namespaces(?:@|$)/i;
const NAMESPACE_RULE = /^Microsoft\.Relay\/namespaces\/authorizationRules(?:@|$)/i;

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
  const found = NAMESPACE_KEY.exec(JSON.stringify(given) ?? "")?.[0] ?? askedFor(given);
  return LEAST_PRIVILEGE.when(found !== undefined, `${found} in ${what}`);
}

/** What azapi is told to ask a namespace's own rule, which answers with keys: `listKeys of Microsoft.Relay/…`. */
function askedFor(given: unknown): string | undefined {
  const { type, action } = (given ?? {}) as Readonly<Record<string, unknown>>;
  const asks = typeof type === "string" && typeof action === "string" && NAMESPACE_RULE.test(type);
  return asks ? `${action} of ${type}` : undefined;
}

function holdsNamespaceKey(construct: IConstruct): boolean {
  const { terraformResourceType = "", azureType = "" } = construct as Partial<Element>;
  const holds = KEY_HOLDERS.includes(terraformResourceType) || NAMESPACE.test(azureType);
  return holds && TerraformElement.isTerraformElement(construct);
}

/** What elements of a stack say of themselves, where they do. */
interface Element {
  readonly terraformResourceType: string;
  readonly azureType: string;
}

function typed(section: string, types: Blocks): [string, unknown][] {
  return Object.entries(types).flatMap(([type, blocks]) => named(`${section} ${type}`, blocks as Blocks));
}

function named(kind: string, blocks: Blocks): [string, unknown][] {
  return Object.entries(blocks).map(([name, body]) => [`${kind}.${name}`, body]);
}
