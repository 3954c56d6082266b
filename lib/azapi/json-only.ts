import { IConstruct } from "constructs";
import { Rule, refuse } from "../core/rule";

const JSON_ONLY = new Rule({
  id: "azapi/json-only",
  why: "What cdktf writes as HCL has no lists within a body, and no ephemeral blocks.",
  fix: "Synthesize JSON: leave --hcl out.",
  source: "cdktf 0.21: lib/hcl/render",
});

/** Refuses to be written as HCL, instead of being written as something else. */
export function refuseHcl(block: IConstruct): void {
  refuse(block, JSON_ONLY.when(true, "HCL"));
}
