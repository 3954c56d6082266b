import { parentOf, within } from "../ids";
import { Refusal, figure, text } from "../operation";
import { KINDS } from "../types";
import { given } from "../types/kind";

/** In which azurerm knows that nobody has chosen a retention yet. */
const UNCHOSEN_DAYS = 90;

/** What cannot be changed any more, once it is so. What forces a replacement instead, the schema says. */
export const CHANGE: readonly Refusal[] = [
  {
    id: "change/vault-retention",
    refuses: "How long a vault keeps what was deleted can be chosen once.",
    source: "azurerm: key_vault, soft_delete_retention_days; Microsoft: Key Vault soft-delete overview",
    status: 400,
    code: "BadRequest",
    types: ["azurerm_key_vault"],
    kinds: ["update"],
    says: ({ values, before = {} }) => {
      const [was, will] = [before, values].map((one) => figure(one, "soft_delete_retention_days"));
      return was === will || was === UNCHOSEN_DAYS
        ? undefined
        : `updating Key Vault: once \`soft_delete_retention_days\` has been configured it cannot be changed, from ${was} to ${will}.`;
    },
  },
  {
    id: "change/purge-protection",
    refuses: "A vault's protection from purge is never taken away again.",
    source: "azurerm: key_vault, purge_protection_enabled; hashicorp/terraform-provider-azurerm#17815",
    status: 400,
    code: "BadRequest",
    types: ["azurerm_key_vault"],
    kinds: ["update"],
    says: ({ values, before = {} }) =>
      before.purge_protection_enabled === true && values.purge_protection_enabled !== true
        ? "once Purge Protection has been Enabled it's not possible to disable it"
        : undefined,
  },
  {
    id: "change/subnet-in-use",
    refuses: "A subnet keeps its addresses and its delegation as long as anything is in it.",
    source: "Microsoft: troubleshoot Azure networking, InUsePrefixCannotBeDeleted",
    status: 400,
    code: "InUsePrefixCannotBeDeleted",
    types: ["azurerm_subnet"],
    kinds: ["update"],
    says: ({ id, values, before = {}, world }) => {
      const left = given(before, "address_prefixes").filter(
        (range) => !given(values, "address_prefixes").includes(range),
      );
      const user = world.all.find(
        (other) =>
          !within(other.id, id) &&
          !within(other.id, parentOf(id)) &&
          KINDS[other.type].refersTo?.(other.values).some((one) => within(one, id)) === true,
      );
      return left.length > 0 && user !== undefined
        ? `IpPrefix ${left.join(", ")} on Subnet ${text(values, "name")} has active allocations and cannot be deleted: ${user.id}.`
        : undefined;
    },
  },
  {
    id: "change/locked",
    refuses: "Nothing is deleted, or changed, under a lock that somebody has set on it or above it.",
    source: "Microsoft: lock your resources to protect your infrastructure",
    status: 409,
    code: "ScopeLocked",
    kinds: ["update", "delete"],
    says: ({ id, kind, world }) => {
      const [locked] = world.locksOn(id).filter(({ level }) => kind === "delete" || level === "ReadOnly");
      const verb = kind === "delete" ? "delete" : "write";
      return (
        locked &&
        `The scope '${id}' cannot perform ${verb} operation because following scope(s) are locked: '${locked.scope}'. Please remove the lock and try again.`
      );
    },
  },
];
