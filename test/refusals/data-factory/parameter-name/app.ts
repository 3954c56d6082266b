import { PipelineParameter } from "../../../../lib";

/** A name that an expression would take for a difference. */
export function program(): void {
  PipelineParameter.text("load-date", "");
}
