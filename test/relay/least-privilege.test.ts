import { KeyVaultSecret } from "@cdktf/provider-azurerm/lib/key-vault-secret";
import { RelayNamespace as NamespaceResource } from "@cdktf/provider-azurerm/lib/relay-namespace";
import { RelayNamespaceAuthorizationRule } from "@cdktf/provider-azurerm/lib/relay-namespace-authorization-rule";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { App, TerraformLocal, TerraformOutput, TerraformStack, Testing } from "cdktf";
import {
  AzapiResourceAction,
  EphemeralAzapiResourceAction,
  HybridConnection,
  KeyVault,
  RelayNamespace,
} from "../../lib";
import { namespaceKeyViolations } from "../../lib/relay/least-privilege";
import { GROUP_ID, PLACE, principalIn } from "../support/azure";
import { stackUnderTest, synthesized, template } from "../support/stack";

const REFUSAL = "[relay/least-privilege] given";
const NAMESPACE_ID = `${GROUP_ID}/providers/Microsoft.Relay/namespaces/contoso-relay`;

/** A stack with a namespace of the library's, and one that somebody made by azurerm, which knows its keys. */
function relayStack(name?: string, app?: App) {
  const stack = stackUnderTest(name, app);
  const relay = new RelayNamespace(stack, "Ours", { ...PLACE, namespaceName: "contoso-relay" });
  const resource = new NamespaceResource(stack, "Relay", { ...PLACE, name: "contoso-other", skuName: "Standard" });
  return { stack, relay, resource };
}

/** What keeps a text for whoever reads it. */
function keep(stack: TerraformStack, value: string): void {
  new KeyVaultSecret(stack, "Kept", { name: "kept", keyVaultId: "somewhere", value });
}

describe("a key of the whole namespace", () => {
  test.each([
    ["primaryConnectionString", "primary_connection_string"],
    ["secondaryConnectionString", "secondary_connection_string"],
    ["primaryKey", "primary_key"],
    ["secondaryKey", "secondary_key"],
  ] as const)("is refused in a resource: %s", (property, attribute) => {
    const { stack, resource } = relayStack();
    keep(stack, `before ${resource[property]} after`);
    expect(() => synthesized(stack)).toThrow(
      new RegExp(
        `\\[relay/least-privilege\\] given azurerm_relay_namespace\\.Relay\\.${attribute} in resource azurerm_key_vault_secret\\.Kept\\. `,
      ),
    );
  });

  test("is refused in an output", () => {
    const { stack, resource } = relayStack();
    new TerraformOutput(stack, "key", { value: resource.primaryKey, sensitive: true });
    expect(() => synthesized(stack)).toThrow(/given azurerm_relay_namespace\.Relay\.primary_key in output\.key\. /);
  });

  test("is refused in a local", () => {
    const { stack, resource } = relayStack();
    new TerraformLocal(stack, "key", resource.primaryKey);
    expect(() => synthesized(stack)).toThrow(/given azurerm_relay_namespace\.Relay\.primary_key in locals\.key\. /);
  });

  test("is refused in another stack", () => {
    // GIVEN
    const app = Testing.app();
    const { resource } = relayStack("hub", app);
    const domain = stackUnderTest("domain", app);
    // WHEN
    keep(domain, resource.primaryConnectionString);
    // THEN
    expect(() => app.synth()).toThrow(
      /given azurerm_relay_namespace\.Relay\.primary_connection_string in output\.cross-stack-output-/,
    );
  });

  test("is refused within the whole namespace as one value, and under any spelling", () => {
    [
      (fqn: string) => `\${jsonencode(${fqn})}`,
      (fqn: string) => `\${${fqn}}`,
      (fqn: string) => `\${lookup(${fqn}, "primary_key")}`,
      (fqn: string) => `\${${fqn}["primary_key"]}`,
      (fqn: string) => `\${${fqn}[*].primary_key}`,
      (fqn: string) => `\${[for it in [${fqn}] : it.primary_key]}`,
    ].forEach((spelled) => {
      const { stack } = relayStack();
      const [name] = Object.keys(template(stack).resource!.azurerm_relay_namespace);
      keep(stack, spelled(`azurerm_relay_namespace.${name}`));
      expect(() => synthesized(stack)).toThrow(REFUSAL);
    });
  });

  test("is refused in plain text", () => {
    const { stack } = relayStack();
    keep(stack, "Endpoint=sb://contoso-relay/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=0");
    expect(() => synthesized(stack)).toThrow(
      `${REFUSAL} RootManageSharedAccessKey in resource azurerm_key_vault_secret.`,
    );
  });

  test.each(["of this stack", "of somebody else"])("is refused from a rule of a namespace %s", (owner) => {
    const stack = stackUnderTest();
    const relay =
      owner === "of this stack"
        ? new RelayNamespace(stack, "Relay", { ...PLACE, namespaceName: "contoso-relay" })
        : RelayNamespace.fromResourceId(stack, "Relay", NAMESPACE_ID);
    const rule = new RelayNamespaceAuthorizationRule(stack, "Rule", {
      name: "send",
      namespaceName: relay.namespaceName,
      resourceGroupName: relay.resourceGroupName,
      send: true,
    });
    expect(Object.keys(template(stack).resource!)).toContain("azurerm_relay_namespace_authorization_rule");
    keep(stack, rule.primaryConnectionString);
    expect(() => synthesized(stack)).toThrow(
      `${REFUSAL} azurerm_relay_namespace_authorization_rule.Rule.primary_connection_string in resource azurerm_key_vault_secret.`,
    );
  });

  test.each(["listKeys", "regenerateKeys"])(
    "is refused where azapi asks a rule of a namespace for it: %s",
    (action) => {
      const { stack } = relayStack();
      const type = "Microsoft.Relay/namespaces/authorizationRules@2024-01-01";
      new EphemeralAzapiResourceAction(stack, "Keys", {
        type,
        resourceId: `${NAMESPACE_ID}/authorizationRules/all`,
        action,
        responseExportValues: ["primaryKey"],
      });
      expect(() => synthesized(stack)).toThrow(
        `${REFUSAL} ${action} of ${type} in ephemeral azapi_resource_action.Keys. `,
      );
    },
  );

  test("is refused where azapi asks for it in a stack that only knows the namespace", () => {
    const stack = stackUnderTest();
    RelayNamespace.fromResourceId(stack, "Relay", NAMESPACE_ID);
    new AzapiResourceAction(stack, "Keys", {
      type: "Microsoft.Relay/namespaces/authorizationRules@2024-01-01",
      resourceId: `${NAMESPACE_ID}/authorizationRules/RootManageSharedAccessKey`,
      action: "regenerateKeys",
    });
    expect(() => synthesized(stack)).toThrow("[relay/least-privilege] given RootManageSharedAccessKey in ");
  });

  test("is reported wherever it is read, one line each", () => {
    const { stack, resource } = relayStack();
    keep(stack, resource.primaryKey);
    new TerraformOutput(stack, "key", { value: resource.secondaryKey, sensitive: true });
    expect(() => synthesized(stack)).toThrow(
      /resource azurerm_key_vault_secret\.Kept\. .*\n.*\[relay\/least-privilege\] .* output\.key\. /,
    );
  });
});

describe("what else is known of a namespace", () => {
  test("may be read and depended on", () => {
    const { stack, relay, resource } = relayStack();
    new TerraformOutput(stack, "id", { value: `${resource.id} ${resource.name} ${resource.location}` });
    new ResourceGroup(stack, "Group", { name: relay.hostName, location: "westeurope", dependsOn: [resource] });
    expect(Object.keys(template(stack).output!)).toEqual(["id"]);
  });

  test("goes to other stacks", () => {
    const app = Testing.app();
    const { relay } = relayStack("hub", app);
    const domain = stackUnderTest("domain", app);
    new HybridConnection(domain, "Warehouse", { relayNamespace: relay, hybridConnectionName: "warehouse" });
    app.synth();
    expect(Object.keys(template(domain).resource!)).toEqual(["azurerm_relay_hybrid_connection"]);
  });

  test("leaves the rules of single hybrid connections to be stored", () => {
    const { stack, relay } = relayStack();
    const vault = new KeyVault(stack, "Vault", { ...PLACE, vaultName: "contoso-kv" });
    vault.grantWrite(principalIn(stack));
    const connection = new HybridConnection(stack, "W", { relayNamespace: relay, hybridConnectionName: "w" });
    connection.storeSendRule(vault, "warehouse-string");
    expect(Object.keys(template(stack).resource!)).toContain("azapi_resource");
  });
});

describe("namespaceKeyViolations", () => {
  test.each([
    "azurerm_relay_namespace.a",
    { depends_on: ["azurerm_relay_namespace.a"] },
    "${azurerm_relay_namespace.a.id}",
    "${azurerm_relay_namespace.a[0].name}",
    "${azurerm_relay_namespace.a_b-c.metric_id}",
    "${azurerm_relay_hybrid_connection_authorization_rule.a.primary_key}",
    undefined,
    {},
  ])("lets %j pass", (given) => {
    expect(namespaceKeyViolations("the environment", given)).toEqual([]);
  });

  test.each([
    [{ A: ["${azurerm_relay_namespace.a.primary_key}"] }, "azurerm_relay_namespace.a.primary_key"],
    ["${azurerm_relay_namespace.a[0].secondary_key}", "azurerm_relay_namespace.a[0].secondary_key"],
    ["${azurerm_relay_namespace.a.*.secondary_key}", "azurerm_relay_namespace.a.*.secondary_key"],
    ["${azurerm_relay_namespace.a}", "azurerm_relay_namespace.a"],
    ["${azurerm_relay_namespace_authorization_rule.a}", "azurerm_relay_namespace_authorization_rule.a"],
    ["RootManageSharedAccessKey", "RootManageSharedAccessKey"],
  ])("finds the key in %j", (given, found) => {
    expect(namespaceKeyViolations("the environment", given)).toEqual([
      expect.stringContaining(`[relay/least-privilege] given ${found} in the environment. `),
    ]);
  });
});
