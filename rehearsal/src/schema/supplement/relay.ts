import { PLACE, Supplements, azurerm } from "./supplement";

const KEYS = ["primary_connection_string", "primary_key", "secondary_connection_string", "secondary_key"];

/** Relay namespaces, hybrid connections and their keys. */
export const RELAY: Supplements = {
  azurerm_relay_namespace: {
    module: azurerm("relay-namespace"),
    className: "RelayNamespace",
    forceNew: PLACE,
    sensitive: KEYS,
  },
  azurerm_relay_hybrid_connection: {
    module: azurerm("relay-hybrid-connection"),
    className: "RelayHybridConnection",
    forceNew: ["name", "relay_namespace_name", "requires_client_authorization", "resource_group_name"],
    defaults: { requires_client_authorization: true },
  },
  azurerm_relay_hybrid_connection_authorization_rule: {
    module: azurerm("relay-hybrid-connection-authorization-rule"),
    className: "RelayHybridConnectionAuthorizationRule",
    forceNew: ["hybrid_connection_name", "name", "namespace_name", "resource_group_name"],
    sensitive: KEYS,
    defaults: { listen: false, manage: false, send: false },
  },
};
