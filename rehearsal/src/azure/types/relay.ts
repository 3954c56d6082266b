import { Values } from "../../provider/value";
import { keyOf, parentOf, segment } from "../ids";
import { text } from "../operation";
import { Kinds, argument, fixed, grouped, topLevel } from "./kind";

function relayKeys(namespace: string, rule: string, entity: string | undefined, seed: string): Values {
  const [primary, secondary] = [keyOf(`${rule} 1 ${seed}`), keyOf(`${rule} 2 ${seed}`)];
  const connection = (key: string): string =>
    [
      `Endpoint=sb://${namespace}.servicebus.windows.net/`,
      `SharedAccessKeyName=${rule}`,
      `SharedAccessKey=${key}`,
      ...(entity === undefined ? [] : [`EntityPath=${entity}`]),
    ].join(";");
  return {
    primary_key: primary,
    secondary_key: secondary,
    primary_connection_string: connection(primary),
    secondary_connection_string: connection(secondary),
  };
}

/** Relay namespaces, hybrid connections and their keys. */
export const RELAY: Kinds = {
  azurerm_relay_namespace: {
    ...topLevel("Microsoft.Relay", "namespaces"),
    globalName: "Microsoft.Relay/namespaces",
    computed: (values, { id, seed }) => ({
      metric_id: `${segment(id, "subscriptions")}:${text(values, "name")}`,
      ...relayKeys(text(values, "name"), "RootManageSharedAccessKey", undefined, seed),
    }),
  },
  azurerm_relay_hybrid_connection: {
    ...grouped(
      "Microsoft.Relay",
      fixed("namespaces"),
      argument("relay_namespace_name"),
      fixed("hybridConnections"),
      argument("name"),
    ),
    parent: parentOf,
  },
  azurerm_relay_hybrid_connection_authorization_rule: {
    ...grouped(
      "Microsoft.Relay",
      fixed("namespaces"),
      argument("namespace_name"),
      fixed("hybridConnections"),
      argument("hybrid_connection_name"),
      fixed("authorizationRules"),
      argument("name"),
    ),
    parent: parentOf,
    computed: (values, { seed }) =>
      relayKeys(text(values, "namespace_name"), text(values, "name"), text(values, "hybrid_connection_name"), seed),
  },
};
