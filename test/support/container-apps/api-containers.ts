import { type ApiContainer } from "../data-factory/container-apps-jobs";
import { type AppJobBlock } from "./terraform";

/** The containers of a job as Azure's API shows them. */
export function apiContainers({ template }: Pick<AppJobBlock, "template">): ApiContainer[] {
  return template.container.map(({ name, image, cpu, memory, command, env, volume_mounts }) => ({
    name,
    image,
    command,
    env: env.map(({ name, value, secret_name }) => ({
      name,
      ...(secret_name === undefined ? { value } : { secretRef: secret_name }),
    })),
    resources: { cpu, memory },
    volumeMounts: volume_mounts.map(({ name, path, sub_path }) => ({
      volumeName: name,
      mountPath: path,
      subPath: sub_path,
    })),
  }));
}
