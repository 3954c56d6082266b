import { CopyActivity, Expression, FileFormat } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** Parquet by nodes that have no Java. */
export function program(): void {
  const moving = new MovingFactory();
  new CopyActivity("Copy", {
    source: moving.sqlServer().table("dbo", "Article"),
    sink: moving.blob().into(Expression.literal("articles"), FileFormat.PARQUET),
  });
}
