import { HoldingContents } from "./app";
import { exampleDomains } from "./example-domains";
import { exampleEdges } from "./example-edges";
import { exampleGateways } from "./example-gateways";

/** What the stacks of the example holding hold beyond its plan. */
export const example: HoldingContents = { domains: exampleDomains, gateways: exampleGateways, edges: exampleEdges };
