import { Refusal } from "../operation";
import { CONNECTION_RULE, HYBRID_CONNECTION, NAMESPACE_RULE, rightsOf } from "../types/relay";
import { rightMissing } from "./image-use";
import { keyRefused } from "./relay-use";

const RULES = [CONNECTION_RULE, NAMESPACE_RULE];

/** Keys of a hybrid connection. */
export const RELAY: readonly Refusal[] = [
  {
    id: "relay/manage-needs-both",
    refuses: "A key that manages also listens and sends.",
    source: "azurerm: relay_hybrid_connection_authorization_rule; Microsoft: Service Bus access control with SAS",
    status: 400,
    code: "BadRequest",
    types: RULES,
    kinds: ["plan", "create", "update"],
    says: ({ values }) => {
      const rights = rightsOf(values);
      return rights.includes("Manage") && !["Listen", "Send"].every((right) => rights.includes(right))
        ? "if `manage` is set both `listen` and `send` must be set to true too"
        : undefined;
    },
  },
  {
    id: "relay/some-right",
    refuses: "A key has at least one right.",
    source: "azurerm: relay_hybrid_connection_authorization_rule",
    status: 400,
    code: "BadRequest",
    types: RULES,
    kinds: ["plan", "create", "update"],
    says: ({ values }) =>
      rightsOf(values).length > 0 ? undefined : "One of the `listen`, `send` or `manage` properties needs to be set",
  },
  {
    id: "relay/listen",
    refuses: "Who listens has Azure Relay Listener or Owner on the hybrid connection, or a key of it that listens.",
    source: "Microsoft: authenticate a managed identity with Azure Relay; Azure Relay authentication and authorization",
    status: 401,
    code: "Unauthorized",
    types: [HYBRID_CONNECTION],
    kinds: ["listen"],
    says: ({ world, id, config, caller: { principalId } }) => {
      if (world.find(id) === undefined) {
        return `There is no hybrid connection ${id}.`;
      }
      const connection = config.connection_string;
      return typeof connection === "string"
        ? keyRefused(world, connection, id.split("/").pop()!, "listen")
        : rightMissing(world.pending("listen", principalId, id), `The identity ${principalId}`, id);
    },
  },
];
