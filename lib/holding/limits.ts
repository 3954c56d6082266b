import { Range } from "../core/range";

/** Shorter prefixes are more addresses than a deployer or a site has. Source: this library. */
export const SHORTEST_PUBLIC_PREFIX = 8;

/** Machines of one self-hosted runtime. Source: Microsoft, Azure Data Factory limits: 4, which support may raise. */
export const NODES_PER_RUNTIME = 4;

/** Machines on which a site listens unless told otherwise: one may be restarted while the other carries on. Source: this library. */
export const DEFAULT_LISTENERS = 2;

/** Characters of a holding's name: it begins every name that is global in Azure, the shortest of which has 24. Source: this library. */
export const HOLDING_NAME_LENGTH = new Range(2, 12, "characters");

/** Characters of the other names in a plan. Source: this library. */
export const PLAN_NAME_LENGTH = new Range(2, 40, "characters");

/** Characters of a Windows computer name, which a runtime node is known by. Source: Microsoft, NetBIOS computer names. */
export const NODE_NAME_LENGTH = new Range(1, 15, "characters");
