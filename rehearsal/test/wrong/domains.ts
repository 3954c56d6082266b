import { resourceId } from "../../src/azure/ids";
import { text } from "../../src/azure/operation";
import { ROLES } from "../../src/azure/roles";
import { CREDENTIAL, RUNTIME } from "../../src/azure/types/data-factory";
import { CONNECTION_RULE, HYBRID_CONNECTION, rightsOf } from "../../src/azure/types/relay";
import { World } from "../../src/azure/world";
import { Configuration } from "../../src/terraform";
import {
  BOOKS,
  DOMAIN_SUBSCRIPTION,
  HUB,
  HUB_DEPLOYER,
  HUB_SUBSCRIPTION,
  LISTENER,
  OPERATORS,
  SALES,
  SALES_ACCESS,
  SALES_DEPLOYER,
  applied,
  block,
  linkedTo,
  part,
  without,
  withoutSecret,
} from "../support/stage";
import { Scene, Wrong, applyAnd, asked } from "../support/wrong";

const FACTORY = "azurerm_data_factory";
const ROLE = "azurerm_role_assignment";
const GROUP = "azurerm_container_group";
const SECRET = "azurerm_key_vault_secret";

const VAULT_NAME = "contoso-reta-b0tdapga-kv";

const RUNTIME_ID = resourceId(
  HUB_SUBSCRIPTION,
  "contoso-retail-production-rg",
  "Microsoft.DataFactory",
  "factories",
  "contoso-retail-production-adf",
  "integrationRuntimes",
  "retail-production-ir",
);

const HUB_IDENTITIES = resourceId(
  HUB_SUBSCRIPTION,
  "contoso-retail-production-rg",
  "Microsoft.ManagedIdentity",
  "userAssignedIdentities",
);

type Volume = Record<string, unknown> & { name: string };
type Container = Record<string, unknown> & { name: string; volume: Volume[] };

const group = (configuration: Configuration) => block(configuration, GROUP) as { container: Container[] };
const bridge = (configuration: Configuration) =>
  group(configuration).container.find(({ name }) => name === "azbridge")!;
const filesOf = ({ volume }: Container) => volume.find(({ secret }) => secret !== undefined)!;
const sendRule = (configuration: Configuration) =>
  part(configuration, CONNECTION_RULE, "Hub_Forward-warehouse_SendRule").body.properties;
const linkTo = (configuration: Configuration, resourceId: string) => {
  const credential = { referenceName: "factory-identity", type: "CredentialReference" };
  const { type, typeProperties } = linkedTo(resourceId);
  const linkedInfo = { ...(typeProperties.linkedInfo as object), credential };
  part(configuration, RUNTIME).body.properties = { type, typeProperties: { linkedInfo } };
};
const connectionOf = ({ world }: Scene, name: string) =>
  world.ofType(HYBRID_CONNECTION).find(({ values }) => values.name === name)!.id;
const sendRules = ({ world }: Scene) =>
  world.ofType(CONNECTION_RULE).filter(({ values }) => rightsOf(values).includes("Send"));
const vaultOf = ({ world }: Scene) => world.ofType("azurerm_key_vault")[0].id;
/** What is given by stacks: the IDs of a role's assignments, to one principal or to all. */
const assignmentsIn = (world: World, principalId: string | undefined, role: string) =>
  world
    .ofType(ROLE)
    .filter(({ values }) => principalId === undefined || values.principal_id === principalId)
    .filter(({ values }) => values.role_definition_name === role)
    .map(({ id }) => id);
const factoryPrincipal = (world: World) =>
  text(world.find(`${HUB_IDENTITIES}/retail-prod-sales-factory-westeurope-id`)!.values, "principal_id");

/** Hubs and domains made wrong. */
export const WRONG_DOMAINS: readonly Wrong<string>[] = [
  {
    rule: "rights/write",
    what: "a domain in a group where its deployer is nobody",
    stack: SALES,
    edit: (configuration) => {
      block(configuration, FACTORY).resource_group_name = "contoso-retail-prod-books-rg";
    },
    says: /creating .*factories\/contoso-retail-prod-sales-adf: unexpected status 403 with error: AuthorizationFailed: /,
  },
  {
    rule: "rights/read",
    what: "a refresh by a deployer who has lost its right",
    stack: SALES,
    run: (stack, { world }) =>
      applyAnd(stack, () => {
        ["Contributor", "Managed Identity Operator"]
          .flatMap((role) => assignmentsIn(world, SALES_DEPLOYER, role))
          .forEach((id) => world.remove(id));
        return stack.plan();
      }),
    says: /reading .*: unexpected status 403 with error: AuthorizationFailed: .*action 'read'/,
  },
  {
    rule: "rights/role-assignment",
    what: "a role that a domain's stack gives: its deployer may give none",
    stack: SALES,
    edit: (configuration) => {
      configuration.resource![ROLE] = {
        Pull: {
          scope: `/subscriptions/${DOMAIN_SUBSCRIPTION}/resourceGroups/contoso-retail-prod-sales-rg`,
          role_definition_name: "Reader",
          principal_id: SALES_DEPLOYER,
        },
      };
    },
    says: /AuthorizationFailed: .*action 'Microsoft.Authorization\/roleAssignments\/write'/,
  },
  {
    rule: "rights/assign-identity",
    what: "a domain that comes as another one's identity",
    stack: SALES,
    edit: (configuration) => {
      const { identity } = block(configuration, FACTORY) as { identity: { identity_ids: string[] } };
      identity.identity_ids = identity.identity_ids.map((id) => id.replace("prod-sales-", "prod-books-"));
    },
    says: /403 with error: LinkedAuthorizationFailed: .*userAssignedIdentities\/assign\/action' on the linked scope\(s\) '.*prod-books-factory/,
  },
  {
    rule: "rights/vault-settings",
    what: "a look-up in a vault whose settings the deployer may not read",
    stack: SALES,
    given: (rehearsal) => {
      const given = assignmentsIn(rehearsal.world, SALES_DEPLOYER, "Reader");
      expect(given.filter((id) => id.includes("/vaults/"))).toHaveLength(1);
      given.forEach((id) => rehearsal.world.remove(id));
    },
    says: /AuthorizationFailed: .*action 'Microsoft.KeyVault\/vaults\/read'/,
  },
  {
    rule: "existence/parent",
    what: "a factory in a resource group that nobody made",
    stack: SALES,
    given: ({ world }) => world.give(SALES_DEPLOYER, "Contributor", `/subscriptions/${DOMAIN_SUBSCRIPTION}`),
    edit: (configuration) => {
      block(configuration, FACTORY).resource_group_name = "elsewhere-rg";
    },
    says: /404 with error: ParentResourceNotFound: .*elsewhere-rg' not found/,
  },
  {
    rule: "existence/already",
    what: "a factory that somebody made by hand",
    stack: SALES,
    given: ({ world }) =>
      world.put(
        FACTORY,
        resourceId(
          DOMAIN_SUBSCRIPTION,
          "contoso-retail-prod-sales-rg",
          "Microsoft.DataFactory",
          "factories",
          "contoso-retail-prod-sales-adf",
        ),
        { name: "contoso-retail-prod-sales-adf", location: "westeurope" },
      ),
    says: /already exists - to be managed via Terraform this resource needs to be imported into the State/,
  },
  {
    rule: "existence/looked-up",
    what: "a storage account of the platform team that nobody has made",
    stack: SALES,
    edit: (configuration) => {
      const lookup = { name: "contosodata", resource_group_name: "platform-rg" };
      configuration.data = { ...configuration.data, azurerm_storage_account: { platform: lookup } };
    },
    says: /storageAccounts\/contosodata: .*404 .*ResourceNotFound/,
  },
  {
    rule: "existence/gone",
    what: "a change of what is deleted between plan and apply",
    stack: SALES,
    run: (stack, { world }) =>
      applyAnd(stack, async () => {
        stack.change((configuration) => (block(configuration, FACTORY).tags = { owner: "sales" }));
        await stack.plan();
        world.remove(world.ofType(FACTORY).find(({ id }) => id.includes(DOMAIN_SUBSCRIPTION))!.id);
        return stack.applyPlan();
      }),
    says: /updating .*factories\/contoso-retail-prod-sales-adf: unexpected status 404 with error: ResourceNotFound/,
  },
  {
    rule: "existence/group-not-empty",
    what: "a resource group in which somebody made an identity by hand",
    stack: HUB,
    run: (stack, { world }) =>
      applyAnd(stack, () => {
        const place = [HUB_SUBSCRIPTION, "contoso-retail-production-rg"] as const;
        const id = resourceId(...place, "Microsoft.ManagedIdentity", "userAssignedIdentities", "by-hand");
        world.put("azurerm_user_assigned_identity", id, { name: "by-hand" });
        return stack.destroy();
      }),
    says: /the Resource Group "contoso-retail-production-rg" still contains Resources\. .*by-hand/,
  },
  {
    rule: "name/invalid",
    what: "an identity's name with a dot",
    stack: SALES_ACCESS,
    edit: (configuration) => {
      block(configuration, "azurerm_user_assigned_identity", "Access_Jobs").name = "sales.id";
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
    given: ({ world }) => world.takeName("Microsoft.DataFactory/factories", "contoso-retail-prod-sales-adf"),
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
    rule: "role/twice",
    what: "a role that the access stack gives, given again by a domain's, by its ID",
    stack: SALES,
    given: (scene) => scene.world.give(SALES_DEPLOYER, "Owner", vaultOf(scene)),
    edit: (configuration) => {
      configuration.resource![ROLE] = {};
      const subscription = `/subscriptions/${HUB_SUBSCRIPTION}`;
      configuration.resource![ROLE].Again = {
        scope: resourceId(HUB_SUBSCRIPTION, "contoso-retail-production-rg", "Microsoft.KeyVault", "vaults", VAULT_NAME),
        role_definition_id: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${ROLES.Reader}`,
        principal_id: SALES_DEPLOYER,
      };
    },
    says: /409 with error: RoleAssignmentExists: The role assignment already exists/,
  },
  {
    rule: "role/fresh-principal",
    what: "a role for an identity made a moment ago, of which Azure is not told that it is one",
    stack: SALES_ACCESS,
    edit: (configuration) => {
      const assignment = block(configuration, ROLE, "Access_Jobs_Principal_AcrPull");
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
      linkTo(configuration, `${RUNTIME_ID}-2`);
    },
    says: /ERROR CODE: SharedIntegrationRuntimeNotFound .*There is no shared integration runtime .*ir-2/,
  },
  {
    rule: "link/system-identity",
    what: "a link without a credential, from a factory that has a user-assigned identity only",
    stack: SALES,
    edit: (configuration) => {
      part(configuration, RUNTIME).body.properties = linkedTo(RUNTIME_ID);
    },
    says: /ERROR CODE: ManagedIdentityRequiredToCreateLinkedIntegrationRuntime/,
  },
  {
    rule: "link/system-identity",
    what: "a link by a credential for an identity that the factory does not carry",
    stack: SALES,
    edit: (configuration) => {
      part(configuration, CREDENTIAL).body.properties.typeProperties = { resourceId: `${HUB_IDENTITIES}/nobody` };
    },
    says: /ERROR CODE: ManagedIdentityRequiredToCreateLinkedIntegrationRuntime/,
  },
  {
    rule: "link/role",
    what: "a link as an identity without a role on the shared runtime",
    stack: SALES,
    given: ({ world }) =>
      assignmentsIn(world, factoryPrincipal(world), "Contributor").forEach((id) => world.remove(id)),
    says: /ERROR CODE: AccessDeniedToSharedIntegrationRuntime .* has no role on the shared integration runtime/,
  },
  {
    rule: "link/role",
    what: "a domain that is deployed before the rights in its access stack count",
    stack: SALES,
    given: ({ world }) => {
      const [id] = assignmentsIn(world, factoryPrincipal(world), "Contributor");
      const { values } = world.find(id)!;
      world.remove(id);
      world.put(ROLE, id, values);
    },
    says: /AccessDeniedToSharedIntegrationRuntime .* has a role that counts in 600 s on the shared/,
  },
  {
    rule: "link/role-until-the-end",
    what: "a link that is taken away after its role",
    stack: SALES,
    run: (stack, { world }) =>
      applyAnd(stack, () => {
        assignmentsIn(world, factoryPrincipal(world), "Contributor").forEach((id) => world.remove(id));
        return stack.destroy();
      }),
    says: /Failed to delete resource .*retail-production-ir.*ERROR CODE: AccessDeniedToSharedIntegrationRuntime/,
  },
  {
    rule: "link/registered-node",
    what: "a link to a runtime with which no node is registered",
    stack: SALES,
    edit: (configuration) => linkTo(configuration, `${RUNTIME_ID}-new`),
    given: ({ world }) => {
      world.put(RUNTIME, `${RUNTIME_ID}-new`, { properties: { type: "SelfHosted" } });
      world.give(factoryPrincipal(world), "Contributor", `${RUNTIME_ID}-new`);
    },
    says: /ERROR CODE: SharedIntegrationRuntimeHasNoNode .*No node is registered with .*-new/,
  },
  {
    rule: "link/100",
    what: "the 101st link to one runtime",
    stack: SALES,
    given: ({ world }) => {
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
        world.put(RUNTIME, id, { properties: linkedTo(RUNTIME_ID) });
      }
    },
    says: /LinkedIntegrationRuntimeLimitExceeded .*retail-production-ir has 100 linked integration runtimes already/,
  },
  {
    rule: "link/links-first",
    what: "a hub that is taken down under its domains",
    stack: SALES,
    run: (stack, rehearsal) => applyAnd(stack, () => rehearsal.stack(HUB).destroy()),
    says: /CannotDeleteSharedIntegrationRuntime .* remove these linked integration runtimes first: .*prod-sales-adf/,
  },
  {
    rule: "relay/manage-needs-both",
    what: "a key that manages and does not listen",
    stack: HUB,
    edit: (configuration) => (sendRule(configuration).rights = ["Manage", "Send"]),
    says: /if `manage` is set both `listen` and `send` must be set to true too/,
  },
  {
    rule: "relay/some-right",
    what: "a key without a right",
    stack: HUB,
    edit: (configuration) => (sendRule(configuration).rights = []),
    says: /One of the `listen`, `send` or `manage` properties needs to be set/,
  },
  {
    rule: "relay/listen",
    what: "a machine without a role on the connection on which it listens",
    stack: HUB,
    edit: (configuration) => without(configuration, ROLE, `Hub_Operator-${LISTENER}_AzureRelayListener`),
    run: (stack, scene) =>
      applyAnd(stack, () =>
        asked(scene, () => scene.azure.listen(connectionOf(scene, "archive"), { principalId: LISTENER })),
      ),
    says: /401 with error: Unauthorized: The identity 0e0e0e0e-0000-4000-8000-000000000003 has no role on .*archive/,
  },
  {
    rule: "relay/listen",
    what: "a listener with the key of a sender",
    stack: HUB,
    run: (stack, scene) =>
      applyAnd(stack, () => {
        const [rule] = sendRules(scene);
        const key = rule.hidden!.primaryConnectionString as string;
        return asked(scene, () => scene.azure.listen(connectionOf(scene, "warehouse"), {}, key));
      }),
    says: /The connection string of 'warehouse' does not let its holder listen on it/,
  },
  {
    rule: "relay/listen",
    what: "a listener of a connection that is not there",
    stack: HUB,
    run: (stack, scene) =>
      applyAnd(stack, () =>
        asked(scene, () => scene.azure.listen(`${connectionOf(scene, "archive")}-2`, { principalId: HUB_DEPLOYER })),
      ),
    says: /There is no hybrid connection .*archive-2/,
  },
  {
    rule: "registry/pull",
    what: "an image of who has no role on its registry",
    stack: HUB,
    run: (stack, scene) =>
      applyAnd(stack, () =>
        asked(scene, () => {
          const [{ id }] = scene.world.ofType("azurerm_container_registry");
          scene.azure.pull(id, { principalId: LISTENER });
        }),
      ),
    says: /pulling from .*: unexpected status 401 with error: UNAUTHORIZED: The identity 0e0e0e0e-0000-4000-8000-000000000003 has no role on .*registries/,
  },
  {
    rule: "registry/pull",
    what: "an image of a registry that is not there",
    stack: HUB,
    run: (stack, scene) =>
      applyAnd(stack, () =>
        asked(scene, () => {
          const [{ id }] = scene.world.ofType("azurerm_container_registry");
          scene.azure.pull(`${id}2`, { principalId: OPERATORS });
        }),
      ),
    says: /There is no registry .*2/,
  },
  {
    rule: "vault/address",
    what: "secrets from an address that the vault denies",
    stack: HUB,
    edit: (configuration) => {
      const acls = block(configuration, "azurerm_key_vault").network_acls as { ip_rules: string[] };
      acls.ip_rules = acls.ip_rules.filter((range) => range !== "203.0.113.11");
    },
    says: /403 with error: ForbiddenByFirewall: .*Client address: 203.0.113.11. Admitted: 198.51.100.0\/28, 198.51.100.16\/28, 203.0.113.13/,
  },
  {
    rule: "vault/address",
    what: "a look-up from an address that the vault denies",
    stack: SALES,
    given: ({ world }) => {
      const [acls] = world.ofType("azurerm_key_vault")[0].values.network_acls as { ip_rules: string[] }[];
      acls.ip_rules = acls.ip_rules.filter((range) => range !== "203.0.113.13");
    },
    says: /reading .*secrets\/sales-password: .*ForbiddenByFirewall: .*Client address: 203.0.113.13. Admitted: /,
  },
  {
    rule: "vault/deleted-secret",
    what: "a secret of a name that was deleted, where the provider is told not to recover it",
    stack: HUB,
    run: async (stack) => {
      await applied(stack);
      const [id, secret] = Object.entries(stack.configuration.resource![SECRET]).find(([one]) =>
        one.includes("sales-password"),
      )!;
      stack.change((configuration) => withoutSecret(configuration, id));
      await applied(stack);
      stack.change((configuration) => {
        configuration.resource![SECRET][id] = secret;
        const { azurerm } = configuration.provider as {
          azurerm: { features: { key_vault: Record<string, unknown>[] }[] }[];
        };
        azurerm[0].features[0].key_vault[0].recover_soft_deleted_secrets = false;
      });
      return stack.apply();
    },
    says: /409 with error: ObjectIsDeletedButRecoverable: Secret sales-password is currently in a deleted but recoverable state/,
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
    given: ({ world }) => world.give(HUB_DEPLOYER, "Owner", `/subscriptions/${HUB_SUBSCRIPTION}`),
    edit: (configuration) => without(configuration, ROLE, "Hub_Deployer_KeyVaultSecretsOfficer"),
    says: /403 with error: ForbiddenByRbac: .*Assignment: \(not found\)/,
  },
  {
    rule: "vault/no-such-secret",
    what: "a secret that people have not put into the vault",
    stack: BOOKS,
    given: (rehearsal) => rehearsal.world.remove(`${vaultOf(rehearsal)}/secrets/books-password`),
    says: /404 with error: SecretNotFound: KeyVault Secret ".*books-password" does not exist/,
  },
  {
    rule: "vault/no-such-secret",
    what: "an operator who reads a secret that is not there",
    stack: HUB,
    run: (stack, scene) =>
      applyAnd(stack, () => {
        scene.world.clock.advance(600);
        const by = { principalId: HUB_DEPLOYER, address: "203.0.113.11" };
        return asked(scene, () => scene.azure.readSecret(`${vaultOf(scene)}/secrets/relay-listen-nothing`, by));
      }),
    says: /404 with error: SecretNotFound: KeyVault Secret ".*relay-listen-nothing" does not exist/,
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
    given: ({ world }) => assignmentsIn(world, undefined, "AcrPull").forEach((id) => world.remove(id)),
    says: /InaccessibleImage: The image '.*\/dbt:1.0.0' in .* is not accessible.*has no role/,
  },
  {
    rule: "group/image-right",
    what: "a group that starts before the right to pull counts",
    stack: BOOKS,
    given: ({ world }) =>
      assignmentsIn(world, undefined, "AcrPull").forEach((id) => {
        const { values } = world.find(id)!;
        world.remove(id);
        world.put(ROLE, id, values);
      }),
    says: /InaccessibleImage: .*has a role that counts in 600 s on .*registries/,
  },
  {
    rule: "group/image-right",
    what: "images of a registry for which no credential is given",
    stack: SALES,
    edit: (configuration) => delete block(configuration, GROUP).image_registry_credential,
    says: /InaccessibleImage: .*no credential for it is given/,
  },
  {
    rule: "group/image-right",
    what: "a stopped group that is started again after its right to pull is taken",
    stack: SALES,
    run: (stack, scene) =>
      applyAnd(stack, () => {
        const [{ id }] = scene.world.ofType(GROUP);
        scene.azure.stop(id);
        scene.world
          .ofType(ROLE)
          .filter(({ values }) => values.role_definition_name === "AcrPull")
          .forEach((one) => scene.world.remove(one.id));
        return asked(scene, () => scene.azure.start(id, SALES_DEPLOYER));
      }),
    says: /^starting .*containerGroups\/.*InaccessibleImage: .*its identity has no role on .*registries/,
  },
  {
    rule: "group/image",
    what: "an image that nobody has pushed",
    stack: SALES,
    edit: (configuration) => {
      const [dbt] = group(configuration).container as unknown as { image: string }[];
      dbt.image = dbt.image.replace(/:.*/, ":9.9.9");
    },
    says: /InaccessibleImage: The image '.*dbt:9.9.9' is not in its registry: manifest unknown/,
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
    given: ({ world }) => assignmentsIn(world, undefined, "Azure Relay Sender").forEach((id) => world.remove(id)),
    says: /401 with error: RelayUnauthorized: The identity .* has no role on .*hybridConnections\/warehouse/,
  },
  {
    rule: "group/relay-right",
    what: "a bridge that does not say which identity it uses",
    stack: SALES,
    edit: (configuration) => {
      delete (bridge(configuration).environment_variables as Record<string, string>).AZURE_CLIENT_ID;
    },
    says: /RelayUnauthorized: AZURE_CLIENT_ID '' is no identity that is attached to it/,
  },
  {
    rule: "group/relay-right",
    what: "a key that has been changed at the Relay and not in the vault",
    stack: BOOKS,
    given: (scene) => sendRules(scene).forEach((rule) => (rule.hidden = { ...rule.hidden, primaryKey: "changed" })),
    says: /RelayUnauthorized: The connection string of 'warehouse' does not let its holder send through it/,
  },
];
