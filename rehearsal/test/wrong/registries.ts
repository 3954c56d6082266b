import { block } from "../support/stage";
import { PLACE, Sketch } from "../support/workshop";
import { Wrong, applyAnd } from "../support/wrong";

const REGISTRY = "azurerm_container_registry";

/** A registry in the premium tier, with what only that has. */
const premium = (more: Record<string, unknown>): Sketch => ({
  name: "premium-registry",
  resources: () => ({ [REGISTRY]: { images: { ...PLACE, name: "sketchacr", sku: "Premium", ...more } } }),
});

/** It is applied, and goes down a tier. */
const goesTo =
  (sku: string): Wrong<Sketch>["run"] =>
  (stack) =>
    applyAnd(stack, () => {
      stack.change((configuration) => (block(configuration, REGISTRY).sku = sku));
      return stack.apply();
    });

/** What a registry has, and what keeps it where it is. */
const KEPT: readonly (readonly [what: string, more: Record<string, unknown>, says: RegExp])[] = [
  ["replications", { georeplications: [{ location: "northeurope", tags: null }] }, /an ACR geo-replication can only/],
  ["a quarantine", { quarantine_policy_enabled: true }, /an ACR quarantine policy can only .* please unset/s],
  ["a retention", { retention_policy_in_days: 7 }, /an ACR retention policy can only/],
  ["trust in contents", { trust_policy_enabled: true }, /an ACR trust policy can only/],
  [
    "no exports",
    { export_policy_enabled: false, public_network_access_enabled: false },
    /an ACR export policy can only be disabled/,
  ],
  [
    "a key of its own",
    {
      encryption: [
        {
          identity_client_id: "5a5a5a5a-0000-4000-8000-000000000009",
          key_vault_key_id: "https://sketch-kv.vault.azure.net/keys/images/1",
        },
      ],
    },
    /an ACR encryption can only/,
  ],
  ["zones", { zone_redundancy_enabled: true }, /ACR zone redundancy can only/],
  ["data endpoints", { data_endpoint_enabled: true }, /`data_endpoint_enabled` can only/],
];

/** Registries in a tier that does not have what they have. */
export const WRONG_REGISTRIES: readonly Wrong<Sketch>[] = [
  ...KEPT.map(([what, more, says]): Wrong<Sketch> => ({
    rule: "registry/planned-tier",
    what: `a premium registry with ${what} that becomes a standard one`,
    stack: premium(more),
    run: goesTo("Standard"),
    says,
  })),
  {
    rule: "registry/planned-tier",
    what: "a registry from which anybody pulls and that becomes a basic one",
    stack: premium({ anonymous_pull_enabled: true }),
    run: goesTo("Basic"),
    says: /`anonymous_pull_enabled` can only be applied when using the Standard\/Premium Sku/,
  },
  {
    rule: "registry/tier",
    what: "a registry that no public network reaches and that becomes a standard one",
    stack: premium({ public_network_access_enabled: false }),
    run: goesTo("Standard"),
    says: /`public_network_access_enabled` can only be disabled for a Premium Sku/,
  },
  {
    rule: "registry/tier",
    what: "a registry with rules for networks that becomes a basic one",
    stack: premium({
      network_rule_set: [{ default_action: "Deny", ip_rule: [{ action: "Allow", ip_range: "203.0.113.0/24" }] }],
    }),
    run: goesTo("Basic"),
    says: /`network_rule_set_set` can only be specified for a Premium Sku/,
  },
];
