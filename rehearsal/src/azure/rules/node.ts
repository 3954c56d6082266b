import { Refusal } from "../operation";
import { RUNTIME, linkedInfoOf } from "../types/data-factory";

const NODES_PER_RUNTIME = 4;

/** Machines that carry a runtime. */
export const NODE: readonly Refusal[] = [
  {
    id: "node/four",
    refuses: `A runtime has at most ${NODES_PER_RUNTIME} nodes.`,
    source: "Microsoft: self-hosted integration runtime, high availability and scalability",
    status: 400,
    code: "IntegrationRuntimeNodeLimitExceeded",
    types: [RUNTIME],
    kinds: ["register-node"],
    says: ({ world, id }) =>
      world.nodes(id).length < NODES_PER_RUNTIME
        ? undefined
        : `${id} has ${world.nodes(id).length} nodes already: ${world.nodes(id).join(", ")}.`,
  },
  {
    id: "node/linked",
    refuses: "A node is registered with a physical runtime: a linked one has no keys.",
    source: "Microsoft: create a shared self-hosted integration runtime",
    status: 400,
    code: "InvalidIntegrationRuntimeKey",
    types: [RUNTIME],
    kinds: ["register-node"],
    says: ({ id, values }) =>
      linkedInfoOf(values) === undefined
        ? undefined
        : `${id} is linked to another runtime, with which nodes are registered.`,
  },
];
