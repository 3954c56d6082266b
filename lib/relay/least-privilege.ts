import { TerraformStack } from "cdktf";
import { IConstruct } from "constructs";
import { Rule, Violation } from "../core/rule";

const LEAST_PRIVILEGE = new Rule({
  id: "relay/least-privilege",
  why: "RootManageSharedAccessKey, like any key of a whole namespace, opens every hybrid connection and may change them.",
  fix: "Give the role Azure Relay Sender or Listener on one hybrid connection (grantSend, grantListen), or store a send-only or listen-only rule of one (storeSendRule, storeListenRule).",
  source: "Microsoft: Azure Relay authentication and authorization",
});

const NAMESPACE_KEY =
  /azurerm_relay_namespace(?:_authorization_rule)?\.[\w-]+\.(?:primary|secondary)_(?:key|connection_string)|RootManageSharedAccessKey/;

/**
 * Violations in the synthesized stack of `namespace`: whatever reads a key of the whole namespace. A reader in another
 * stack shows as an output of this one.
 */
export function rootKeyViolations(namespace: IConstruct): Violation[] {
  const stack = TerraformStack.of(namespace).toTerraform() as Record<string, Record<string, unknown>>;
  return ["resource", "data", "output", "locals", "module"].flatMap((section) =>
    Object.entries(stack[section] ?? {}).flatMap(([name, body]) => namespaceKeyViolations(`${section}.${name}`, body)),
  );
}

/** One violation if text anywhere within `given` is, or refers to, a key of a whole namespace. */
export function namespaceKeyViolations(what: string, given: unknown): Violation[] {
  const found = NAMESPACE_KEY.exec(JSON.stringify(given) ?? "");
  return LEAST_PRIVILEGE.when(found !== null, `${found?.[0]} in ${what}`);
}
