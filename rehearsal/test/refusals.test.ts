import { resourceId } from "../src/azure/ids";
import { REFUSALS } from "../src/azure/rules";
import { Rehearsal } from "../src/rehearsal";
import { Configuration, Run, TerraformStackRun } from "../src/terraform";
import {
  BOOKS,
  DOMAIN_SUBSCRIPTION,
  HUB,
  HUB_DEPLOYER,
  HUB_SUBSCRIPTION,
  SALES,
  SALES_DEPLOYER,
  Stage,
  applied,
  block,
  outcome,
  without,
} from "./support/stage";

const FACTORY = "azurerm_data_factory";
const RUNTIME = "azurerm_data_factory_integration_runtime_self_hosted";
const ROLE = "azurerm_role_assignment";
const GROUP = "azurerm_container_group";
const SECRET = "azurerm_key_vault_secret";
const RULE = "azurerm_relay_hybrid_connection_authorization_rule";

const RUNTIME_ID = resourceId(
  HUB_SUBSCRIPTION,
  "contoso-retail-production-rg",
  "Microsoft.DataFactory",
  "factories",
  "contoso-retail-production-adf",
  "integrationRuntimes",
  "retail-production-ir",
);

type Volume = Record<string, unknown> & { name: string };
type Container = Record<string, unknown> & { name: string; volume: Volume[] };

/** A stack made wrong, and the rule that must refuse it. */
interface Wrong {
  readonly rule: string;
  /** What is wrong, in words. */
  readonly what: string;
  readonly stack: string;
  /** What else is, or happened. */
  readonly given?: (rehearsal: Rehearsal) => void;
  readonly edit?: (configuration: Configuration) => void;
  /** Instead of applying. */
  readonly run?: (stack: TerraformStackRun, rehearsal: Rehearsal) => Promise<Run>;
  /** Azure's error, in the first line of Terraform's. */
  readonly says: string | RegExp;
}

const group = (configuration: Configuration) => block(configuration, GROUP) as { container: Container[] };
const bridge = (configuration: Configuration) =>
  group(configuration).container.find(({ name }) => name === "azbridge")!;
const filesOf = ({ volume }: Container) => volume.find(({ secret }) => secret !== undefined)!;
const vaultOf = ({ azure }: Rehearsal) => azure.ofType("azurerm_key_vault")[0].id;
const assignmentsOf = ({ azure }: Rehearsal, principalId: string, role: string) =>
  azure
    .ofType(ROLE)
    .filter(({ values }) => values.principal_id === principalId && values.role_definition_name === role)
    .map(({ id }) => id);

async function applyAnd(stack: TerraformStackRun, then: () => Promise<Run>): Promise<Run> {
  await applied(stack);
  return then();
}

const WRONG: readonly Wrong[] = [
  {
    rule: "rights/write",
    what: "a domain in a subscription where its deployer is nobody",
    stack: SALES,
    edit: ({ provider }) => {
      (provider as { azurerm: { subscription_id: string }[] }).azurerm[0].subscription_id = HUB_SUBSCRIPTION;
    },
    says: /creating .*contoso-retail-prod-sales-rg: unexpected status 403 with error: AuthorizationFailed: /,
  },
  {
    rule: "rights/read",
    what: "a refresh by a deployer who has lost its right",
    stack: SALES,
    run: (stack, { azure }) =>
      applyAnd(stack, () => {
        azure.withdraw(SALES_DEPLOYER);
        return stack.plan();
      }),
    says: /reading .*: unexpected status 403 with error: AuthorizationFailed: .*action 'read'/,
  },
  {
    rule: "rights/role-assignment",
    what: "another role than the one that the deployer may give",
    stack: SALES,
    edit: (configuration) => {
      block(configuration, ROLE, "Domain_Transform_Identity_Principal_AcrPull").role_definition_name = "AcrPush";
    },
    says: /AuthorizationFailed: .*action 'Microsoft.Authorization\/roleAssignments\/write'/,
  },
  {
    rule: "rights/role-assignment",
    what: "a role for a person, where the deployer may give it to service principals only",
    stack: SALES,
    edit: (configuration) => {
      const assignment = block(configuration, ROLE, "Domain_Transform_Identity_Principal_AcrPull");
      assignment.principal_type = "User";
      delete assignment.skip_service_principal_aad_check;
    },
    says: /AuthorizationFailed: .*action 'Microsoft.Authorization\/roleAssignments\/write'/,
  },
  {
    rule: "rights/vault-settings",
    what: "a look-up in a vault whose settings the deployer may not read",
    stack: SALES,
    given: (rehearsal) => {
      const given = [
        ...assignmentsOf(rehearsal, SALES_DEPLOYER, "Reader"),
        ...assignmentsOf(rehearsal, SALES_DEPLOYER, "Role Based Access Control Administrator"),
      ].filter((id) => !id.includes("/secrets/"));
      expect(given.filter((id) => id.includes("/vaults/"))).toHaveLength(1);
      given.filter((id) => id.includes("/vaults/")).forEach((id) => rehearsal.azure.remove(id));
    },
    says: /AuthorizationFailed: .*action 'Microsoft.KeyVault\/vaults\/read'/,
  },
  {
    rule: "existence/parent",
    what: "a factory in a resource group that nobody made",
    stack: SALES,
    edit: (configuration) => {
      block(configuration, FACTORY).resource_group_name = "elsewhere-rg";
    },
    says: /404 with error: ParentResourceNotFound: .*elsewhere-rg' not found/,
  },
  {
    rule: "existence/already",
    what: "a resource group that somebody made by hand",
    stack: SALES,
    given: ({ azure }) =>
      azure.put(
        "azurerm_resource_group",
        `/subscriptions/${DOMAIN_SUBSCRIPTION}/resourceGroups/contoso-retail-prod-sales-rg`,
        { name: "contoso-retail-prod-sales-rg", location: "westeurope" },
      ),
    says: /already exists - to be managed via Terraform this resource needs to be imported into the State/,
  },
  {
    rule: "existence/gone",
    what: "a change of what is deleted between plan and apply",
    stack: SALES,
    run: (stack, { azure }) =>
      applyAnd(stack, async () => {
        stack.change((configuration) => (block(configuration, FACTORY).tags = { owner: "sales" }));
        await stack.plan();
        azure.remove(azure.ofType(FACTORY).find(({ id }) => id.includes(DOMAIN_SUBSCRIPTION))!.id);
        return stack.applyPlan();
      }),
    says: /updating .*factories\/contoso-retail-prod-sales-adf: unexpected status 404 with error: ResourceNotFound/,
  },
  {
    rule: "existence/group-not-empty",
    what: "a resource group in which somebody made an identity by hand",
    stack: SALES,
    run: (stack, { azure }) =>
      applyAnd(stack, () => {
        const place = [DOMAIN_SUBSCRIPTION, "contoso-retail-prod-sales-rg"] as const;
        const id = resourceId(...place, "Microsoft.ManagedIdentity", "userAssignedIdentities", "by-hand");
        azure.put("azurerm_user_assigned_identity", id, { name: "by-hand" });
        return stack.destroy();
      }),
    says: /the Resource Group "contoso-retail-prod-sales-rg" still contains Resources: .*by-hand/,
  },
  {
    rule: "name/invalid",
    what: "an identity's name with a dot",
    stack: SALES,
    edit: (configuration) => {
      block(configuration, "azurerm_user_assigned_identity").name = "sales.id";
    },
    says: /InvalidResourceName: 'sales.id' is not a valid name: 3-128 characters/,
  },
  {
    rule: "name/invalid",
    what: "a file share's name of two characters",
    stack: BOOKS,
    edit: (configuration) => {
      block(configuration, "azurerm_storage_share").name = "db";
    },
    says: /InvalidResourceName: 'db' is not a valid name: 3-63 characters/,
  },
  {
    rule: "name/taken",
    what: "a factory's name that somebody else in Azure has",
    stack: SALES,
    given: ({ azure }) => azure.takeName("Microsoft.DataFactory/factories", "contoso-retail-prod-sales-adf"),
    says: /409 with error: NameUnavailable: The name 'contoso-retail-prod-sales-adf' is in use already/,
  },
  {
    rule: "name/taken",
    what: "a factory's name that the hub has",
    stack: SALES,
    edit: (configuration) => {
      block(configuration, FACTORY).name = "contoso-retail-production-adf";
    },
    says: /NameUnavailable: The name 'contoso-retail-production-adf' is in use already/,
  },
  {
    rule: "role/unknown",
    what: "a role that Azure does not have",
    stack: HUB,
    edit: (configuration) => {
      block(configuration, ROLE, "Hub_Deployer_KeyVaultSecretsOfficer").role_definition_name = "Key Vault Secretary";
    },
    says: /could not find role 'Key Vault Secretary'/,
  },
  {
    rule: "role/twice",
    what: "one role for one principal on one scope, made twice",
    stack: HUB,
    edit: (configuration) => {
      const assignment = block(configuration, ROLE, "Hub_Deployer_KeyVaultSecretsOfficer");
      configuration.resource![ROLE].Again = { ...assignment };
    },
    says: /409 with error: RoleAssignmentExists: The role assignment already exists. The ID of the existing role assignment is \/sub/,
  },
  {
    rule: "role/fresh-principal",
    what: "a role for an identity made a moment ago, of which Azure is not told that it is one",
    stack: SALES,
    edit: (configuration) => {
      const assignment = block(configuration, ROLE, "Domain_Transform_Identity_Principal_AcrPull");
      delete assignment.principal_type;
      delete assignment.skip_service_principal_aad_check;
    },
    says: /400 with error: PrincipalNotFound: Principal .* does not exist in the directory/,
  },
  {
    rule: "link/shared-runtime",
    what: "a link to a runtime that is not there",
    stack: SALES,
    edit: (configuration) => {
      block(configuration, RUNTIME).rbac_authorization = [{ resource_id: `${RUNTIME_ID}-2` }];
    },
    says: /404 with error: SharedIntegrationRuntimeNotFound: There is no shared integration runtime .*ir-2/,
  },
  {
    rule: "link/system-identity",
    what: "a link from a factory that has a user-assigned identity only",
    stack: SALES,
    edit: (configuration) => {
      without(configuration, ROLE, "Domain_DataFactory_Identity_Contributor");
      const [identity] = Object.keys(configuration.resource!.azurerm_user_assigned_identity);
      const ids = [`\${azurerm_user_assigned_identity.${identity}.id}`];
      block(configuration, FACTORY).identity = { type: "UserAssigned", identity_ids: ids };
    },
    says: /400 with error: ManagedIdentityRequiredToCreateLinkedIntegrationRuntime/,
  },
  {
    rule: "link/role",
    what: "a link without a role on the shared runtime",
    stack: SALES,
    edit: (configuration) => without(configuration, ROLE, "Domain_DataFactory_Identity_Contributor"),
    says: /403 with error: AccessDeniedToSharedIntegrationRuntime: .* has no role on the shared integration runtime/,
  },
  {
    rule: "link/role",
    what: "a link that waits for the role, and not until it counts",
    stack: SALES,
    edit: (configuration) => {
      const [assignment] = Object.keys(configuration.resource![ROLE]).filter((id) => id.includes("_Contributor"));
      block(configuration, RUNTIME).depends_on = [`${ROLE}.${assignment}`];
    },
    says: /AccessDeniedToSharedIntegrationRuntime: .* has a role that counts in 600 s on the shared/,
  },
  {
    rule: "link/role",
    what: "a link that waits as long, and not for the role",
    stack: SALES,
    edit: (configuration) => delete block(configuration, "time_sleep", "Domain_Runtime").triggers,
    says: /AccessDeniedToSharedIntegrationRuntime: .* has a role that counts in 20 s on the shared/,
  },
  {
    rule: "link/role-until-the-end",
    what: "a link that is taken away after its role",
    stack: SALES,
    edit: (configuration) => {
      block(configuration, "time_sleep", "Domain_Runtime").create_duration = "700s";
      delete block(configuration, "time_sleep", "Domain_Runtime").triggers;
    },
    run: (stack) => applyAnd(stack, () => stack.destroy()),
    says: /deleting .*retail-production-ir: unexpected status 403 with error: AccessDeniedToSharedIntegrationRuntime/,
  },
  {
    rule: "link/registered-node",
    what: "a link to a runtime with which no node is registered",
    stack: SALES,
    edit: (configuration) => {
      block(configuration, RUNTIME).rbac_authorization = [{ resource_id: `${RUNTIME_ID}-new` }];
      block(configuration, ROLE, "Domain_DataFactory_Identity_Contributor").scope = `${RUNTIME_ID}-new`;
    },
    given: ({ azure }) => {
      azure.put(RUNTIME, `${RUNTIME_ID}-new`, { name: "retail-production-ir-new" });
      azure.give(SALES_DEPLOYER, "Owner", `${RUNTIME_ID}-new`);
    },
    says: /400 with error: SharedIntegrationRuntimeHasNoNode: No node is registered with .*-new/,
  },
  {
    rule: "link/100",
    what: "the 101st link to one runtime",
    stack: SALES,
    given: ({ azure }) => {
      for (let index = 1; index <= 100; index++) {
        const id = resourceId(
          DOMAIN_SUBSCRIPTION,
          "other-rg",
          "Microsoft.DataFactory",
          "factories",
          `other-${index}`,
          "integrationRuntimes",
          "linked",
        );
        azure.put(RUNTIME, id, { name: "linked", rbac_authorization: [{ resource_id: RUNTIME_ID }] });
      }
    },
    says: /LinkedIntegrationRuntimeLimitExceeded: .*retail-production-ir has 100 linked integration runtimes already/,
  },
  {
    rule: "link/links-first",
    what: "a hub that is taken down under its domains",
    stack: SALES,
    run: (stack, rehearsal) => applyAnd(stack, () => rehearsal.stack(HUB).destroy()),
    says: /CannotDeleteSharedIntegrationRuntime: .* remove these linked integration runtimes first: .*prod-sales-adf/,
  },
  {
    rule: "relay/manage-needs-both",
    what: "a key that manages and does not listen",
    stack: HUB,
    edit: (configuration) => (block(configuration, RULE).manage = true),
    says: /if `manage` is set both `listen` and `send` must be set to true too/,
  },
  {
    rule: "relay/some-right",
    what: "a key without a right",
    stack: HUB,
    edit: (configuration) => (block(configuration, RULE).send = false),
    says: /One of the `listen`, `send` or `manage` properties needs to be set/,
  },
  {
    rule: "vault/address",
    what: "secrets from an address that the vault denies",
    stack: HUB,
    edit: (configuration) => {
      const acls = block(configuration, "azurerm_key_vault").network_acls as { ip_rules: string[] };
      acls.ip_rules = acls.ip_rules.filter((range) => range !== "203.0.113.11");
    },
    says: /403 with error: ForbiddenByFirewall: .*Client address: 203.0.113.11. Admitted: 198.51.100.0\/28, 203.0.113.13/,
  },
  {
    rule: "vault/data-plane",
    what: "secrets that do not wait until the right to write them counts",
    stack: HUB,
    edit: (configuration) =>
      Object.values(configuration.resource![SECRET]).forEach((secret) => delete secret.depends_on),
    says: /403 with error: ForbiddenByRbac: .*(?:counts in \d+ s|Assignment: \(not found\))/,
  },
  {
    rule: "vault/data-plane",
    what: "secrets without a right to write them, by the owner of the subscription",
    stack: HUB,
    given: ({ azure }) => azure.give(HUB_DEPLOYER, "Owner", `/subscriptions/${HUB_SUBSCRIPTION}`),
    edit: (configuration) => without(configuration, ROLE, "Hub_Deployer_KeyVaultSecretsOfficer"),
    says: /403 with error: ForbiddenByRbac: .*Assignment: \(not found\)/,
  },
  {
    rule: "vault/no-such-secret",
    what: "a secret that people have not put into the vault",
    stack: BOOKS,
    given: (rehearsal) => rehearsal.azure.remove(`${vaultOf(rehearsal)}/secrets/books-password`),
    says: /404 with error: SecretNotFound: KeyVault Secret ".*books-password" does not exist/,
  },
  {
    rule: "group/container-name",
    what: "two containers of one name",
    stack: SALES,
    edit: (configuration) => group(configuration).container.forEach((container) => (container.name = "dbt")),
    says: /DuplicateContainerName: The container name 'dbt' is used twice/,
  },
  {
    rule: "group/volume-source",
    what: "a volume that is both an empty directory and secret files",
    stack: SALES,
    edit: (configuration) => (filesOf(bridge(configuration)).empty_dir = true),
    says: /InvalidVolume: The volume 'azbridge-files' has 2 sources instead of one/,
  },
  {
    rule: "group/volume-twice",
    what: "a volume of secret files that both containers mount by one name",
    stack: SALES,
    edit: (configuration) => group(configuration).container.forEach((one) => (filesOf(one).name = "job-files")),
    says: /DuplicateVolumeName: The volume name 'job-files' is used twice, and is no empty directory/,
  },
  {
    rule: "group/volume-name",
    what: "a volume's name of three characters",
    stack: SALES,
    edit: (configuration) => (filesOf(bridge(configuration)).name = "dbt"),
    says: /InvalidVolumeName: 'dbt' is not a valid volume name/,
  },
  {
    rule: "group/limits",
    what: "21 volumes",
    stack: SALES,
    edit: (configuration) => {
      const { volume } = bridge(configuration);
      for (let index = 1; index <= 17; index++) {
        volume.push({ name: `empty-${index}`, mount_path: `/empty/${index}`, empty_dir: true });
      }
    },
    says: /QuotaExceeded: The group has 2 containers and 21 volumes/,
  },
  {
    rule: "group/secret-files",
    what: "a secret file that is not base64",
    stack: SALES,
    edit: (configuration) =>
      ((filesOf(bridge(configuration)).secret as Record<string, string>)["bridge.sh"] = "#!/bin/sh"),
    says: /InvalidSecretVolume: The file 'bridge.sh' of the volume 'azbridge-files' is not base64/,
  },
  {
    rule: "group/probe",
    what: "a probe that does nothing",
    stack: SALES,
    edit: (configuration) => delete (bridge(configuration).liveness_probe as Record<string, unknown>).exec,
    says: /InvalidProbe: The liveness_probe of 'azbridge' has 0 actions/,
  },
  {
    rule: "group/probe",
    what: "a liveness probe that must succeed twice",
    stack: SALES,
    edit: (configuration) => {
      (bridge(configuration).liveness_probe as Record<string, unknown>).success_threshold = 2;
    },
    says: /InvalidProbe: The liveness_probe of 'azbridge' has 1 actions and a success threshold of 2/,
  },
  {
    rule: "group/public-port",
    what: "a public IP address without ports, as by default",
    stack: SALES,
    edit: (configuration) => delete (group(configuration) as Record<string, unknown>).ip_address_type,
    says: /400 with error: MissingIpAddressPorts/,
  },
  {
    rule: "group/identity",
    what: "an attached identity that does not exist",
    stack: SALES,
    edit: (configuration) => {
      const [identity] = [block(configuration, GROUP).identity as { identity_ids: string[] }];
      const place = [DOMAIN_SUBSCRIPTION, "elsewhere-rg"] as const;
      identity.identity_ids.push(resourceId(...place, "Microsoft.ManagedIdentity", "userAssignedIdentities", "nobody"));
    },
    says: /FailedIdentityOperation: There is no identity .*nobody/,
  },
  {
    rule: "group/image-right",
    what: "images that the group's identity may not pull",
    stack: SALES,
    edit: (configuration) => without(configuration, ROLE, "Domain_Transform_Identity_Principal_AcrPull"),
    says: /InaccessibleImage: The image '.*\/dbt:1.0.0' in container group .* is not accessible.*has no role/,
  },
  {
    rule: "group/image-right",
    what: "a group that starts before the right to pull counts",
    stack: BOOKS,
    edit: (configuration) => {
      block(configuration, "time_sleep", "Domain_Transform").create_duration = "300s";
    },
    says: /InaccessibleImage: .*has a role that counts in 300 s on .*registries/,
  },
  {
    rule: "group/image-right",
    what: "images of a registry for which no credential is given",
    stack: SALES,
    edit: (configuration) => delete block(configuration, GROUP).image_registry_credential,
    says: /InaccessibleImage: .*no credential for it is given/,
  },
  {
    rule: "group/file-share",
    what: "a share that is not there",
    stack: BOOKS,
    edit: (configuration) => {
      group(configuration)
        .container.flatMap(({ volume }) => volume)
        .filter(({ share_name: share }) => share !== undefined)
        .forEach((volume) => (volume.share_name = "other"));
    },
    says: /CannotAccessStorageAccount: There is no share 'other' in the storage account/,
  },
  {
    rule: "group/file-share",
    what: "a key that is not the account's",
    stack: BOOKS,
    edit: (configuration) => {
      group(configuration)
        .container.flatMap(({ volume }) => volume)
        .filter(({ share_name: share }) => share !== undefined)
        .forEach((volume) => (volume.storage_account_key = "c2VjcmV0"));
    },
    says: /CannotAccessStorageAccount: Cannot access the storage account '.*' with the key given/,
  },
  {
    rule: "group/relay-right",
    what: "a bridge whose identity may not send",
    stack: SALES,
    edit: (configuration) => without(configuration, ROLE, "Domain_Transform_Identity_Principal_AzureRelaySender"),
    says: /401 with error: RelayUnauthorized: The identity .* has no role on .*hybridConnections\/warehouse/,
  },
  {
    rule: "group/relay-right",
    what: "a bridge that does not say which identity it uses",
    stack: SALES,
    edit: (configuration) => {
      delete (bridge(configuration).environment_variables as Record<string, string>).AZURE_CLIENT_ID;
    },
    says: /RelayUnauthorized: AZURE_CLIENT_ID '' is no identity that is attached to the group/,
  },
  {
    rule: "group/relay-right",
    what: "a key that has been changed at the Relay and not in the vault",
    stack: BOOKS,
    given: ({ azure }) => (azure.ofType(RULE)[0].values.primary_key = "changed"),
    says: /RelayUnauthorized: The connection string of 'warehouse' does not let its holder send through it/,
  },
];

const stage = new Stage();
let withHub: Rehearsal;
let restore: () => void;

beforeAll(async () => {
  withHub = await stage.withHub();
  restore = withHub.azure.snapshot();
});
afterAll(() => stage.clear());

it("has a wrong stack for every rule", () => {
  const tried = new Set(WRONG.map(({ rule }) => rule));
  expect(REFUSALS.map(({ id }) => id).filter((id) => !tried.has(id))).toEqual([]);
  expect(new Set(REFUSALS.map(({ id }) => id)).size).toBe(REFUSALS.length);
});

it.each(WRONG)("$rule refuses $what", async ({ rule, stack: stackName, given, edit, run, says }) => {
  // GIVEN a stack of which one thing is wrong
  restore();
  const rehearsal = stackName === HUB ? stage.rehearsal() : withHub;
  given?.(rehearsal);
  const stack = rehearsal.freshStack(stackName);
  stack.change((configuration) => edit?.(configuration));
  const before = rehearsal.azure.events.all.length;
  // WHEN
  expect(await outcome(stack.init())).toBe("ok");
  const { code, output } = await (run?.(stack, rehearsal) ?? stack.apply());
  // THEN
  expect(code).not.toBe(0);
  const refused = rehearsal.azure.events.since(before).filter(({ kind }) => kind === "refused");
  expect([...new Set(refused.map((event) => event.rule))]).toEqual([rule]);
  expect(output.replace(/\s*\n(?:[│ ]*)?/g, " ")).toMatch(says);
  expect(output).toContain(`[${rule}]`);
});
