import { BlobAccess, Expression } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** Files for a container that the factory may only read. */
export function program(): void {
  new MovingFactory().blob("Files", { access: BlobAccess.READ }).into(Expression.literal("articles"));
}
