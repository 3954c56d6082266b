import { ContainerImage } from "../../registry/container-image";
import { ContainerSize } from "./container-size";

/** A further container beside dbt and azbridge, for example for monitoring. It ends when the job ends. */
export interface Sidecar {
  /** 1-52 lowercase letters, digits and single inner hyphens, since volumes are named after it; not `dbt`, not `azbridge`. */
  readonly containerName: string;
  /** Its image, with /bin/sh in it. */
  readonly image: ContainerImage;
  /** What it runs, with arguments; the image's own entry point is not used. */
  readonly command: string[];
  /**
   * Plain environment variables.
   *
   * @default - none
   */
  readonly environment?: Record<string, string>;
  /**
   * Environment variables that Azure does not show again.
   *
   * @default - none
   */
  readonly secureEnvironment?: Record<string, string>;
  /**
   * What it is given.
   *
   * @default - half a core, half a GiB
   */
  readonly size?: ContainerSize;
}
