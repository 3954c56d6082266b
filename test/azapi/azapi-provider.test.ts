import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { App, TerraformStack, Testing } from "cdktf";
import { AzapiProvider, AzapiProviderProps, AzapiResource } from "../../lib";
import { GROUP_ID, warningsOf } from "../support/azure";
import { synthesized, template } from "../support/stack";

const RELAY = { type: "Microsoft.Test/relays@2024-01-01", name: "contoso-relay", parentId: GROUP_ID };

/** A stack with a resource of azapi. */
function stackWith(azurerm: object, azapi: AzapiProviderProps, app: App = Testing.app()): TerraformStack {
  const stack = new TerraformStack(app, "Stack");
  new AzurermProvider(stack, "azurerm", { features: [{}], ...azurerm });
  new AzapiProvider(stack, "azapi", azapi);
  new AzapiResource(stack, "Relay", RELAY);
  return stack;
}

/** What a person is warned of who synthesizes the stack. */
function warned(stack: TerraformStack): string[] {
  synthesized(stack);
  return warningsOf(stack);
}

describe("AzapiProvider", () => {
  test("never lets a removed property stay in Azure, whatever it is given", () => {
    const given = { ignoreNoOpChanges: true } as AzapiProviderProps;
    expect(template(stackWith({}, given)).provider?.azapi).toEqual([{ ignore_no_op_changes: false }]);
  });

  test("is required from its own source, in a version that knows ephemeral actions", () => {
    const { terraform } = JSON.parse(synthesized(stackWith({}, {})));
    expect(terraform.required_providers.azapi).toEqual({ source: "Azure/azapi", version: "~> 2.12" });
  });

  test("asks for a Terraform that knows write-only arguments, unless the stack asks for another", () => {
    const required = (stack: TerraformStack) => JSON.parse(synthesized(stack)).terraform.required_version;
    expect(required(stackWith({}, {}))).toBe(">= 1.11.0");
    const pinned = new TerraformStack(Testing.app(), "Stack");
    pinned.addOverride("terraform.required_version", "~> 1.12.0");
    new AzapiProvider(pinned, "azapi");
    expect(required(pinned)).toBe("~> 1.12.0");
  });

  test("signs in by what it is given, by azapi's names", () => {
    const endpoint = {
      activeDirectoryAuthorityHost: "https://login.example/",
      resourceManagerEndpoint: "https://arm.example/",
      resourceManagerAudience: "https://arm.example/",
    };
    const config: AzapiProviderProps = {
      subscriptionId: "s",
      tenantId: "t",
      clientIdFilePath: "/id",
      useOidc: true,
      oidcRequestUrl: "https://oidc.example/",
      useAksWorkloadIdentity: false,
      endpoint: [endpoint],
      skipProviderRegistration: true,
    };
    expect(template(stackWith({}, config)).provider?.azapi).toEqual([
      {
        subscription_id: "s",
        tenant_id: "t",
        client_id_file_path: "/id",
        use_oidc: true,
        oidc_request_url: "https://oidc.example/",
        use_aks_workload_identity: false,
        endpoint: [
          {
            active_directory_authority_host: "https://login.example/",
            resource_manager_endpoint: "https://arm.example/",
            resource_manager_audience: "https://arm.example/",
          },
        ],
        skip_provider_registration: true,
        ignore_no_op_changes: false,
      },
    ]);
  });

  test("is taken by its alias where a stack has several", () => {
    const stack = stackWith({}, {});
    const other = new AzapiProvider(stack, "other", { alias: "other", tenantId: "t" });
    new AzapiResource(stack, "Elsewhere", { ...RELAY, provider: other });
    expect(template(stack)).toMatchObject({
      provider: { azapi: [{ ignore_no_op_changes: false }, { alias: "other", tenant_id: "t" }] },
      resource: { azapi_resource: { Elsewhere: { provider: "azapi.other" } } },
    });
  });
});

describe("azapi/provider", () => {
  test("wants the provider in every stack that holds something of azapi", () => {
    const stack = new TerraformStack(Testing.app(), "Stack");
    new AzapiResource(stack, "Relay", RELAY);
    expect(() => synthesized(stack)).toThrow("[azapi/provider] given no provider azapi.");
  });

  test("wants it in each of several stacks", () => {
    const app = Testing.app();
    stackWith({}, {}, app);
    const other = new TerraformStack(app, "Other");
    new AzapiResource(other, "Relay", RELAY);
    expect(() => synthesized(other)).toThrow("[Other] [azapi/provider]");
  });

  test("looks at every configuration of it", () => {
    const stack = stackWith({}, {});
    new AzapiProvider(stack, "other", { alias: "other" }).addOverride("ignore_no_op_changes", true);
    expect(() => synthesized(stack)).toThrow("[azapi/provider] given a provider azapi with other settings.");
  });
});

describe("azapi/credentials", () => {
  test("warns of what azurerm's block says alone, once for the stack", () => {
    const stack = stackWith({ tenantId: "t", clientId: "c", useOidc: true }, { tenantId: "t" });
    new AzapiResource(stack, "Second", { ...RELAY, name: "contoso-second" });
    expect(warned(stack)).toEqual([
      expect.stringContaining("[azapi/credentials] given azurerm with client_id, use_oidc, and azapi without."),
    ]);
  });

  test("is silent where both say it, or neither, or where only the subscription is said", () => {
    expect(warned(stackWith({}, {}))).toEqual([]);
    expect(warned(stackWith({ subscriptionId: "s" }, {}))).toEqual([]);
    expect(warned(stackWith({ clientId: "a", useMsi: true }, { clientId: "b", useMsi: false }))).toEqual([]);
  });

  test("knows that azapi finds another cloud by environment or endpoint alone", () => {
    const metadataHost = "management.example";
    expect(warned(stackWith({ metadataHost }, {}))).toEqual([expect.stringContaining("azurerm with metadata_host")]);
    expect(warned(stackWith({ metadataHost }, { environment: "china" }))).toEqual([]);
  });

  test("compares the stack's own configurations, not those by alias", () => {
    const stack = stackWith({}, {});
    new AzurermProvider(stack, "other", { features: [{}], alias: "other", clientId: "c" });
    expect(warned(stack)).toEqual([]);
  });
});
