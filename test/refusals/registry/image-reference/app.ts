import { ContainerImage } from "../../../../lib";

/** A public image without a version. */
export function program(): void {
  ContainerImage.fromPublic("ghcr.io/dbt-labs/dbt-postgres");
}
