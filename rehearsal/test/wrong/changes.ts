import { Configuration } from "../../src/terraform";
import { block } from "../support/stage";
import { GATEWAY, VAULT_ID } from "../support/sketches";
import { PLACE, Sketch } from "../support/workshop";
import { Wrong, applyAnd } from "../support/wrong";

const VAULT: Sketch = {
  name: "vault",
  resources: () => ({
    azurerm_key_vault: {
      vault: {
        ...PLACE,
        name: "sketch-kv",
        tenant_id: "7e0a5c1e-0000-4000-8000-000000000001",
        sku_name: "standard",
        rbac_authorization_enabled: true,
        purge_protection_enabled: true,
        soft_delete_retention_days: 30,
      },
    },
  }),
};

const vault = (configuration: Configuration) => block(configuration, "azurerm_key_vault");

/** Applies a sketch, and then what it has become. */
const applied =
  (edit: (configuration: Configuration) => void): Wrong<Sketch>["run"] =>
  (stack) =>
    applyAnd(stack, () => {
      stack.change(edit);
      return stack.apply();
    });

/** What cannot be changed any more. */
export const WRONG_CHANGES: readonly Wrong<Sketch>[] = [
  {
    rule: "change/vault-retention",
    what: "a vault's retention that was chosen before",
    stack: VAULT,
    run: applied((configuration) => (vault(configuration).soft_delete_retention_days = 60)),
    says: /once `soft_delete_retention_days` has been configured it cannot be changed, from 30 to 60/,
  },
  {
    rule: "change/purge-protection",
    what: "a vault's protection that is taken away",
    stack: VAULT,
    run: applied((configuration) => (vault(configuration).purge_protection_enabled = false)),
    says: /once Purge Protection has been Enabled it's not possible to disable it/,
  },
  {
    rule: "change/subnet-in-use",
    what: "addresses of a subnet with machines in it",
    stack: GATEWAY,
    run: applied((configuration) => (block(configuration, "azurerm_subnet").address_prefixes = ["10.0.0.64/26"])),
    says: /InUsePrefixCannotBeDeleted: IpPrefix 10\.0\.0\.0\/26 on Subnet machines has active allocations/,
  },
  {
    rule: "change/locked",
    what: "a deletion under a lock",
    stack: VAULT,
    run: (stack, { world }) =>
      applyAnd(stack, () => {
        world.lock(VAULT_ID, "CanNotDelete");
        return stack.destroy();
      }),
    says: /409 with error: ScopeLocked: The scope '.*' cannot perform delete operation/,
  },
  {
    rule: "change/locked",
    what: "a change under a lock that lets nothing change, set on the group",
    stack: VAULT,
    run: (stack, { world }) =>
      applyAnd(stack, () => {
        world.lock(VAULT_ID.split("/providers/")[0], "ReadOnly");
        stack.change((configuration) => (vault(configuration).tags = { owner: "sales" }));
        return stack.apply();
      }),
    says: /ScopeLocked: The scope '.*' cannot perform write operation/,
  },
];
