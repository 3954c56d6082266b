import { Expression } from "../../../../lib";

/** With the sign that Data Factory's own pages write before it. */
export function program(): void {
  Expression.of("@pipeline().RunId");
}
