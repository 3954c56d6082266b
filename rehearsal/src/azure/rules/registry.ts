import { Values } from "../../provider/value";
import { OperationKind, Refusal, blocks, figure, text } from "../operation";

const PREMIUM = "Premium";

/** What a registry has only in some tiers, and what the provider says where it is in another. */
interface OfTier {
  readonly has: (registry: Values) => boolean;
  readonly says: string;
  /** In which; in the premium one alone where nothing is said. */
  readonly tiers?: readonly string[];
}

const only = (what: string): string => `an ACR ${what} can only be applied when using the Premium Sku`;
const downgrading = (argument: string): string =>
  `If you are downgrading from a Premium SKU please unset \`${argument}\``;

/** Which the provider looks at as it plans. */
const AS_PLANNED: readonly OfTier[] = [
  { has: (registry) => blocks(registry, "georeplications").length > 0, says: only("geo-replication") },
  {
    has: (registry) => registry.quarantine_policy_enabled === true,
    says: `${only("quarantine policy")}. ${downgrading("quarantine_policy_enabled")}`,
  },
  {
    has: (registry) => figure(registry, "retention_policy_in_days") > 0,
    says: `${only("retention policy")}. ${downgrading("retention_policy_in_days")}`,
  },
  {
    has: (registry) => registry.trust_policy_enabled === true,
    says: `${only("trust policy")}. ${downgrading("trust_policy_enabled")}`,
  },
  {
    has: (registry) => registry.export_policy_enabled === false,
    says: `an ACR export policy can only be disabled when using the Premium Sku. ${downgrading("export_policy_enabled")}`,
  },
  { has: (registry) => blocks(registry, "encryption").length > 0, says: only("encryption") },
  {
    has: (registry) => registry.zone_redundancy_enabled === true,
    says: "ACR zone redundancy can only be applied when using the Premium Sku",
  },
  {
    has: (registry) => registry.anonymous_pull_enabled === true,
    says: "`anonymous_pull_enabled` can only be applied when using the Standard/Premium Sku",
    tiers: ["Standard", PREMIUM],
  },
  {
    has: (registry) => registry.data_endpoint_enabled === true,
    says: "`data_endpoint_enabled` can only be applied when using the Premium Sku",
  },
];

/** Which Azure, or the provider on the way there, looks at as it applies. */
const AS_APPLIED: readonly OfTier[] = [
  {
    has: (registry) => registry.public_network_access_enabled === false,
    says: "`public_network_access_enabled` can only be disabled for a Premium Sku",
  },
  {
    has: (registry) => blocks(registry, "network_rule_set").length > 0,
    says: "`network_rule_set_set` can only be specified for a Premium Sku. If you are reverting from a Premium to Basic SKU please set network_rule_set = []",
  },
];

const refusal = (id: string, of: readonly OfTier[], kinds: readonly OperationKind[]): Refusal => ({
  id,
  refuses: "A registry has geo-replication, zones, policies, keys and networks of its own in its premium tier only.",
  source:
    "azurerm: container_registry, CustomizeDiff, create and update; Microsoft: Azure Container Registry service tiers",
  status: 400,
  code: "InvalidParameter",
  types: ["azurerm_container_registry"],
  kinds,
  says: ({ values }) =>
    of.find(({ has, tiers = [PREMIUM] }) => !tiers.includes(text(values, "sku")) && has(values))?.says,
});

/** What registries refuse. */
export const REGISTRY: readonly Refusal[] = [
  refusal("registry/planned-tier", AS_PLANNED, ["plan"]),
  refusal("registry/tier", AS_APPLIED, ["create", "update"]),
];
