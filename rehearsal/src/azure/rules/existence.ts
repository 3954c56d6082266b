import type { World } from "../world";
import { parentOf, sameId, segment, within } from "../ids";
import { Refusal, text } from "../operation";
import { KINDS } from "../types";

/** Whether there is a resource of this ID, be it as a part of another. */
function isThere(world: World, id: string): boolean {
  const holder = world.find(parentOf(id));
  const held = holder === undefined ? [] : (KINDS[holder.type].holds?.(holder.values) ?? []);
  return world.find(id) !== undefined || held.some((end) => sameId(`${holder!.id}/${end}`, id));
}

/** What Azure keeps as long as it is used. */
const USED = [
  "azurerm_virtual_network",
  "azurerm_subnet",
  "azurerm_network_security_group",
  "azurerm_public_ip",
  "azurerm_nat_gateway",
  "azurerm_lb",
  "azurerm_lb_backend_address_pool",
  "azurerm_lb_probe",
  "azurerm_container_app_environment",
  "azurestack_virtual_network",
  "azurestack_subnet",
  "azurestack_network_security_group",
  "azurestack_network_interface",
  "azurestack_availability_set",
];

/** What must exist, and what must not. */
export const EXISTENCE: readonly Refusal[] = [
  {
    id: "existence/parent",
    refuses: "Nothing can be made in something that does not exist.",
    source: "Microsoft: troubleshoot Azure Resource Manager, ResourceNotFound and ParentResourceNotFound",
    status: 404,
    code: "ParentResourceNotFound",
    kinds: ["create"],
    says: ({ type, id, values, world }) => {
      const parent = KINDS[type].parent?.(id, values);
      // A secret need not exist for a role on it; its vault must. A subscription always exists.
      const wanted = parent?.replace(/\/secrets\/[^/]+$/, "");
      const exists = wanted === undefined || !/\/resourceGroups\//i.test(wanted) || world.find(wanted) !== undefined;
      return exists ? undefined : `Can not perform requested operation on nested resource. '${wanted}' not found.`;
    },
  },
  {
    id: "existence/reference",
    refuses: "What a resource refers to exists.",
    source: "Microsoft: troubleshoot Azure Resource Manager, InvalidResourceReference",
    status: 400,
    code: "InvalidResourceReference",
    kinds: ["create", "update"],
    says: ({ type, id, values, world }) => {
      const missing = KINDS[type].refersTo?.(values).find((one) => !isThere(world, one));
      return missing && `Resource ${missing} referenced by resource ${id} was not found.`;
    },
  },
  {
    id: "existence/in-use",
    refuses: "What another resource uses cannot be deleted.",
    source: "Microsoft: troubleshoot Azure networking, InUseSubnetCannotBeDeleted and the like",
    status: 400,
    code: "InUseResourceCannotBeDeleted",
    types: USED,
    kinds: ["delete"],
    says: ({ id, world }) => {
      const users = world.all.filter(
        (other) =>
          !within(other.id, id) && KINDS[other.type].refersTo?.(other.values).some((one) => within(one, id)) === true,
      );
      return users.length === 0 ? undefined : `${id} is in use by ${users.map((user) => user.id).join(", ")}.`;
    },
  },
  {
    id: "existence/already",
    refuses: "The provider makes nothing that exists already; it would have to be imported.",
    source: "azurerm: resources that exist already",
    status: 409,
    code: "ResourceAlreadyExists",
    kinds: ["create"],
    says: ({ through, id, world }) =>
      world.find(id) === undefined
        ? undefined
        : `A resource with the ID "${id}" already exists - to be managed via Terraform this resource needs to be imported into the State. Please see the resource documentation for "${through}" for more information.`,
  },
  {
    id: "existence/gone",
    refuses: "What somebody else has deleted cannot be changed.",
    source: "Microsoft: troubleshoot Azure Resource Manager, ResourceNotFound",
    status: 404,
    code: "ResourceNotFound",
    kinds: ["update", "start", "stop", "act"],
    says: ({ id, world }) => (world.find(id) === undefined ? `'${id}' was not found.` : undefined),
  },
  {
    id: "existence/looked-up",
    refuses: "What a data source looks up is there.",
    source: "azurerm: storage_account data source",
    status: 404,
    code: "ResourceNotFound",
    types: ["azurerm_storage_account"],
    kinds: ["look-up"],
    says: ({ id, world }) => (world.find(id) === undefined ? `'${id}' was not found.` : undefined),
  },
  {
    id: "existence/group-not-empty",
    refuses: "azurerm deletes no resource group that still holds resources, unless its features say so; azapi does.",
    source: "azurerm: features, resource_group, prevent_deletion_if_contains_resources",
    status: 409,
    code: "ResourceGroupNotEmpty",
    types: ["azurerm_resource_group"],
    kinds: ["delete"],
    says: ({ through, id, values, world, caller }) => {
      const inside = world.all.filter(
        (resource) =>
          resource.id !== id &&
          within(resource.id, id) &&
          segment(resource.id, "providers") !== "Microsoft.Authorization",
      );
      return inside.length === 0 || !caller.keepsFilledGroups || through !== "azurerm_resource_group"
        ? undefined
        : `the Resource Group ${JSON.stringify(text(values, "name"))} still contains Resources. Terraform has detected that the following Resources still exist within the Resource Group: ${inside.map((it) => it.id).join(", ")}. You must either remove these Resources, or disable this behaviour using the feature flag 'prevent_deletion_if_contains_resources'.`;
    },
  },
];
