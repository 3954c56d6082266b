import { DefaultTokenResolver, StringConcat, TerraformResource, TerraformStack, Token, Tokenization } from "cdktf";
import { IConstruct } from "constructs";
import { Rule, Violation } from "../core/rule";

const BY_TEXT = new Rule({
  id: "data-factory/by-text",
  why: "A part of a factory is replaced by making the new one first, and so is, in Terraform, whatever its JSON refers to: a container group or an account could never again be replaced under its own name.",
  fix: "Write the name or the ID that it will have as a literal, and let what acts wait for it: allowedBy of a Web activity.",
  source: "Terraform: create_before_destroy; azurerm 4.55.0: a resource with the ID already exists",
});

/** What every factory stands on, so that nothing is added by referring to it from within. */
const FOUNDATIONS: readonly string[] = [
  "azurerm_data_factory",
  "azurerm_resource_group",
  "azurerm_user_assigned_identity",
];

/** Addresses of managed resources in an expression, those of data sources left out. */
const ADDRESS = /(?<![\w.-])(?:azurerm|azapi)_\w+\.[\w-]+/g;

/** How what is only known after apply shows in JSON before it is resolved. */
const UNRESOLVED = /TfToken\[|<unresolved-token>/;

/** Violations by resources of the stack of `part` that a body refers to, but for other parts. */
export function referenceViolations(
  part: IConstruct,
  body: object,
  isPart: (resource: TerraformResource) => boolean,
): Violation[] {
  if (!UNRESOLVED.test(JSON.stringify(body))) {
    return [];
  }
  const resources = resourcesOf(part);
  return [...new Set(addressesIn(part, body))].flatMap((address) => {
    const resource = resources.get(address);
    const known = resource === undefined || FOUNDATIONS.includes(resource.terraformResourceType) || isPart(resource);
    return BY_TEXT.when(!known, `a reference to ${address}`);
  });
}

function addressesIn(scope: IConstruct, body: object): string[] {
  const resolver = new DefaultTokenResolver(new StringConcat());
  const resolved: unknown = Tokenization.resolve(tokensIn(body), { scope, resolver, preparing: false });
  return JSON.stringify(resolved).match(ADDRESS) ?? [];
}

/** What of a value is known after apply alone, so that text which only looks like an address is left out. */
function tokensIn(value: unknown): unknown[] {
  if (typeof value === "string") {
    return Tokenization.reverseString(value).tokens;
  }
  if (Tokenization.isResolvable(value) || (Array.isArray(value) && Token.isUnresolved(value))) {
    return [value];
  }
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap((pair) => pair.flatMap(tokensIn))
    : [];
}

/** By address; what another stack has is not among them, since it comes by that stack's outputs. */
function resourcesOf(part: IConstruct): Map<string, TerraformResource> {
  const all = TerraformStack.of(part).node.findAll().filter(isResource);
  return new Map(all.map((one) => [`${one.terraformResourceType}.${one.friendlyUniqueId}`, one]));
}

function isResource(node: IConstruct): node is TerraformResource {
  return TerraformResource.isTerraformResource(node);
}
