import { Refusal } from "../operation";

const RULE = ["azurerm_relay_hybrid_connection_authorization_rule"];

/** Keys of a hybrid connection. */
export const RELAY: readonly Refusal[] = [
  {
    id: "relay/manage-needs-both",
    refuses: "A key that manages also listens and sends.",
    source: "azurerm: relay_hybrid_connection_authorization_rule",
    status: 400,
    code: "BadRequest",
    types: RULE,
    kinds: ["create", "update"],
    says: ({ values: { manage, listen, send } }) =>
      manage === true && !(listen === true && send === true)
        ? "if `manage` is set both `listen` and `send` must be set to true too"
        : undefined,
  },
  {
    id: "relay/some-right",
    refuses: "A key has at least one right.",
    source: "azurerm: relay_hybrid_connection_authorization_rule",
    status: 400,
    code: "BadRequest",
    types: RULE,
    kinds: ["create", "update"],
    says: ({ values: { manage, listen, send } }) =>
      [manage, listen, send].includes(true)
        ? undefined
        : "One of the `listen`, `send` or `manage` properties needs to be set",
  },
];
