import { sameId } from "../../azure/ids";

/** What azapi calls a type: `Microsoft.DataFactory/factories/pipelines@2018-06-01`. */
export interface AzureType {
  /** Without the version. */
  readonly name: string;
  readonly version: string;
}

const RESOURCE_GROUPS = "Microsoft.Resources/resourceGroups";

export function azureTypeIn(text: string): AzureType | undefined {
  const [, name = "", version = ""] = /^([^@]+\/[^@]+)@(\d{4}-\d{2}-\d{2}(?:-\w+)?)$/.exec(text) ?? [];
  return name === "" ? undefined : { name, version };
}

/** ID of something of a type, with this name, in its parent. */
export function childId(type: string, parentId: string, name: string): string {
  if (sameId(type, RESOURCE_GROUPS)) {
    return `${parentId}/resourceGroups/${name}`;
  }
  const path = type.split("/");
  return path.length > TOP_LEVEL ? `${parentId}/${path.pop()}/${name}` : `${parentId}/providers/${type}/${name}`;
}

/** Namespace and type of what lies directly in a resource group. */
const TOP_LEVEL = 2;

/** What stands in an ID as its type. */
export function typeOf(id: string): string {
  const [groups, ...rest] = id.split(/\/providers\//i);
  if (rest.length === 0) {
    return /\/resourceGroups\/[^/]+$/i.test(groups) ? RESOURCE_GROUPS : "Microsoft.Resources/subscriptions";
  }
  const [namespace, ...path] = rest[rest.length - 1].split("/");
  return [namespace, ...path.filter((_, index) => index % 2 === 0)].join("/");
}

/** Parent and name of what has this ID. */
export function partsOf(id: string): { parentId: string; name: string } {
  const [, parentId = "", name = ""] = /^(.*?)(?:\/providers\/[^/]+)?\/[^/]+\/([^/]+)$/.exec(id) ?? [];
  return { parentId, name };
}

/** Why something of this type cannot be in its parent. */
export function parentRefused(type: string, parentId: string): string | undefined {
  const path = type.split("/");
  const wanted = path.length > TOP_LEVEL ? path.slice(0, -1).join("/") : undefined;
  return wanted === undefined || sameId(typeOf(parentId), wanted)
    ? undefined
    : `\`parent_id is invalid\`, expect ID of \`${wanted}\`, but got \`${parentId}\``;
}
