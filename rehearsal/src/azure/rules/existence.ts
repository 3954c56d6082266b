import { segment, within } from "../ids";
import { Refusal, text } from "../operation";
import { KINDS } from "../types";

/** What must exist, and what must not. */
export const EXISTENCE: readonly Refusal[] = [
  {
    id: "existence/parent",
    refuses: "Nothing can be made in something that does not exist.",
    source: "Microsoft: troubleshoot Azure Resource Manager, ResourceNotFound and ParentResourceNotFound",
    status: 404,
    code: "ParentResourceNotFound",
    kinds: ["create"],
    says: ({ type, id, values, azure }) => {
      const parent = KINDS[type].parent?.(id, values);
      // A secret need not exist for a role on it; its vault must. A subscription always exists.
      const wanted = parent?.replace(/\/secrets\/[^/]+$/, "");
      const exists = wanted === undefined || !/\/resourceGroups\//i.test(wanted) || azure.find(wanted) !== undefined;
      return exists ? undefined : `Can not perform requested operation on nested resource. '${wanted}' not found.`;
    },
  },
  {
    id: "existence/already",
    refuses: "The provider makes nothing that exists already; it would have to be imported.",
    source: "azurerm: resources that exist already",
    status: 409,
    code: "ResourceAlreadyExists",
    kinds: ["create"],
    says: ({ type, id, azure }) =>
      azure.find(id) === undefined
        ? undefined
        : `A resource with the ID "${id}" already exists - to be managed via Terraform this resource needs to be imported into the State. Please see the resource documentation for "${type}" for more information.`,
  },
  {
    id: "existence/gone",
    refuses: "What somebody else has deleted cannot be changed.",
    source: "Microsoft: troubleshoot Azure Resource Manager, ResourceNotFound",
    status: 404,
    code: "ResourceNotFound",
    kinds: ["update"],
    says: ({ id, azure }) => (azure.find(id) === undefined ? `'${id}' was not found.` : undefined),
  },
  {
    id: "existence/group-not-empty",
    refuses: "The provider deletes no resource group that still holds resources, unless its features say so.",
    source: "azurerm: features, resource_group, prevent_deletion_if_contains_resources",
    status: 409,
    code: "ResourceGroupNotEmpty",
    types: ["azurerm_resource_group"],
    kinds: ["delete"],
    says: ({ id, values, azure, caller }) => {
      const inside = azure.all.filter(
        (resource) =>
          resource.id !== id &&
          within(resource.id, id) &&
          segment(resource.id, "providers") !== "Microsoft.Authorization",
      );
      return inside.length === 0 || !caller.keepsFilledGroups
        ? undefined
        : `the Resource Group "${text(values, "name")}" still contains Resources: ${inside.map((it) => it.id).join(", ")}`;
    },
  },
];
