import { resourceId, segment } from "../../../azure/ids";
import { text } from "../../../azure/operation";
import { given } from "../../../azure/types/kind";
import { ROOT_RULE } from "../../../azure/types/relay";
import type { Resource } from "../../../azure/world";
import { Value, Values } from "../../value";
import type { Copy } from "./copy";
import { Place, at } from "./place";

/** An ID by the types in it, each with the argument that is its name. */
const idFrom =
  (...path: readonly string[]): Copy["id"] =>
  (values, { subscriptionId }) =>
    resourceId(
      subscriptionId,
      text(values, "resource_group_name"),
      "Microsoft.Relay",
      ...path.map((part, index) => (index % 2 === 0 ? part : text(values, part))),
    );

/** One right of a rule, to azurerm an argument of its own; the body lists those that it has. */
const right = (name: string, azureName: string): Place => ({
  argument: name,
  path: "properties.rights",
  write: (value) => (value === true ? [azureName] : []),
  read: (rights: Value) => given({ rights }, "rights").includes(azureName),
  none: false,
});

/** What azurerm calls the keys that a rule has. */
const keysOf = ({ hidden = {} }: Resource): Values => ({
  primary_key: hidden.primaryKey,
  secondary_key: hidden.secondaryKey,
  primary_connection_string: hidden.primaryConnectionString,
  secondary_connection_string: hidden.secondaryConnectionString,
});

const called = (id: string): Values => ({
  name: id.split("/").pop()!,
  resource_group_name: segment(id, "resourceGroups") ?? null,
});

/** Relay namespaces, hybrid connections and their keys, as azurerm has them: keys are read into the state. */
export const RELAY: Readonly<Record<string, Copy>> = {
  azurerm_relay_namespace: {
    id: idFrom("namespaces", "name"),
    named: called,
    places: [at("location", "location"), at("sku.name", "sku_name"), at("tags", "tags")],
    always: { properties: {} },
    computed: ({ id }, world) => ({
      metric_id: `${segment(id, "subscriptions")}:${segment(id, "namespaces")}`,
      ...keysOf(world.find(`${id}/${ROOT_RULE}`)!),
    }),
  },
  azurerm_relay_hybrid_connection: {
    id: idFrom("namespaces", "relay_namespace_name", "hybridConnections", "name"),
    named: (id) => ({ ...called(id), relay_namespace_name: segment(id, "namespaces") ?? null }),
    places: [
      at("properties.requiresClientAuthorization", "requires_client_authorization"),
      at("properties.userMetadata", "user_metadata"),
    ],
  },
  azurerm_relay_hybrid_connection_authorization_rule: {
    id: idFrom(
      "namespaces",
      "namespace_name",
      "hybridConnections",
      "hybrid_connection_name",
      "authorizationRules",
      "name",
    ),
    named: (id) => ({
      ...called(id),
      namespace_name: segment(id, "namespaces") ?? null,
      hybrid_connection_name: segment(id, "hybridConnections") ?? null,
    }),
    places: [right("listen", "Listen"), right("manage", "Manage"), right("send", "Send")],
    computed: keysOf,
  },
};
