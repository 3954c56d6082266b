import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ContainerGroup, type GroupProps } from "../aci/container-group";
import { type Image } from "../aci/image";
import { type ContainerBlock, type GroupBlock, type Volume } from "../aci/terraform";
import { type AppContainer, type AppJobBlock, type AppJobBlocks, type AppSecret } from "./terraform";

/** Between SIGTERM and SIGKILL. Source: Microsoft, application lifecycle management in Azure Container Apps; of jobs [assumed A23]. */
const TERMINATION_GRACE_SECONDS = 30;

/** Secrets in vaults by URL, and the resource IDs of the identities that may read them. */
export type Vaults = Readonly<Record<string, { readonly value: string; readonly readers: readonly string[] }>>;

/** What a job needs of its surroundings. */
export interface AppJobProps extends Omit<GroupProps, "probe"> {
  readonly vaults?: Vaults;
  /** Between SIGTERM and SIGKILL. @default 30 */
  readonly graceSeconds?: number;
}

export type ExecutionStatus = "Running" | "Succeeded" | "Failed" | "Stopped";

/** One start of a job: a replica, and further ones as far as failed ones are repeated. */
export class Execution {
  public readonly replicas: ContainerGroup[] = [];
  public status: ExecutionStatus = "Running";
  /** How it ended. */
  public readonly ended: Promise<ExecutionStatus>;
  private stopping = false;

  public constructor(
    private readonly job: AppJob,
    private readonly containers: readonly AppContainer[],
  ) {
    this.ended = this.run();
    this.ended.catch(() => undefined); // who waits for it gets it
  }

  /** The replica that runs, or ran last. */
  public get replica(): ContainerGroup {
    return this.replicas[this.replicas.length - 1];
  }

  public async stop(): Promise<void> {
    this.stopping = true;
    await this.replica.stop(this.job.graceSeconds);
    await this.ended;
  }

  private async run(): Promise<ExecutionStatus> {
    const { replica_retry_limit, replica_timeout_in_seconds } = this.job.block;
    while (this.replicas.length <= replica_retry_limit) {
      const replica = this.job.replica(this.containers);
      this.replicas.push(replica);
      await replica.start();
      const over = new AbortController();
      const timeout = sleep(replica_timeout_in_seconds * 1000, "late", { signal: over.signal }).catch(() => "ended");
      const late = (await Promise.race([replica.ended(), timeout])) === "late";
      over.abort();
      if (late) await replica.stop(this.job.graceSeconds);
      if (this.stopping) return (this.status = "Stopped");
      if (!late && replica.state === "Succeeded") return (this.status = "Succeeded");
    }
    return (this.status = "Failed");
  }
}

/**
 * A job as Container Apps runs it, on the pieces that run container groups. Documented: containers of a replica share
 * its network and its emptyDirs, an emptyDir lives as long as the replica; a volume of secrets has a file per secret,
 * named after it; a secret of a vault is read by the identity that the job names. [assumed A23]: a sub_path mounts a
 * single file of such a volume, read-only, with mode 0644; a retry is a new replica; a replica has succeeded when all its
 * containers ended with 0; one /etc/hosts for all its containers, and `$(NAME)` in plain values and commands, both as in Kubernetes.
 */
export class AppJob {
  public readonly block: AppJobBlock;
  private readonly executions: Execution[] = [];
  private readonly replicas: ContainerGroup[] = [];
  private readonly values: Readonly<Record<string, string>>;
  private readonly directory = fs.mkdtempSync(path.join(os.tmpdir(), "app-job-"));

  /** @throws for what Azure would refuse when the job is made, by its name. */
  public constructor(
    private readonly blocks: AppJobBlocks,
    private readonly props: AppJobProps,
  ) {
    this.block = blocks.job;
    const values = this.block.secret.map((secret) => [secret.name, this.valueOf(secret)] as const);
    if (new Set(values.map(([name]) => name)).size !== values.length) throw new Error("a secret is declared twice");
    this.values = Object.fromEntries(values);
    for (const [name, value] of values) fs.writeFileSync(path.join(this.directory, name), value, { mode: 0o644 });
    this.replica(); // what it refers to is looked up now
  }

  public get graceSeconds(): number {
    return this.props.graceSeconds ?? TERMINATION_GRACE_SECONDS;
  }

  /** Starts it, by hand or by the clock. @param containers those of a template for this execution alone. */
  public start(containers: readonly AppContainer[] = this.block.template.container): Execution {
    const execution = new Execution(this, containers);
    this.executions.push(execution);
    return execution;
  }

  /** All containers of one run, with folders of their own. */
  public replica(containers: readonly AppContainer[] = this.block.template.container): ContainerGroup {
    const images: Record<string, Image> = {};
    const container = containers.map((one): ContainerBlock => {
      const image = this.props.images[one.image];
      if (image === undefined) throw new Error(`the image ${one.image} cannot be pulled: not in the table`);
      const reference = `${one.image} for ${one.name}`; // since every container finds other files
      images[reference] = { ...image, files: { ...image.files, ...this.secretFiles(one) } };
      return this.containerBlock(one, reference);
    });
    const group: GroupBlock = { name: this.block.name, restart_policy: "Never", os_type: "Linux", container };
    const replica = new ContainerGroup(group, { ...this.props, images, sharedHosts: true });
    this.replicas.push(replica);
    return replica;
  }

  public async destroy(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.destroy()));
    await Promise.all(this.executions.map(({ ended }) => ended.catch(() => undefined)));
    fs.rmSync(this.directory, { recursive: true, force: true });
  }

  private containerBlock(container: AppContainer, image: string): ContainerBlock {
    const variables = Object.fromEntries(
      container.env.map(({ name, value, secret_name }) => [
        name,
        secret_name === undefined ? { plain: value ?? "" } : { secret: this.secret(secret_name) },
      ]),
    ) as Record<string, { plain?: string; secret?: string }>;
    const known = (name: string) => variables[name]?.plain ?? variables[name]?.secret;
    return {
      name: container.name,
      image,
      commands: container.command.map((word) => expanded(word, known)),
      environment_variables: Object.fromEntries(
        Object.entries(variables).map(([name, { plain, secret }]) => [name, secret ?? expanded(plain!, known)]),
      ),
      volume: container.volume_mounts.flatMap(({ name, path: mount_path, sub_path }): Volume[] => {
        const volume = this.block.template.volume.find((one) => one.name === name);
        if (volume === undefined) throw new Error(`volume mount ${name} refers to no volume`);
        if (volume.storage_type === "Secret") return [];
        if (sub_path !== undefined) throw new Error("a sub_path of a folder is not implemented");
        return volume.storage_type === "EmptyDir"
          ? [{ name, mount_path, empty_dir: true }]
          : [{ name: `${name}-${container.name}`, mount_path, share_name: this.shareOf(volume.storage_name!) }];
      }),
    };
  }

  /** Files of the container's root that come from the volume of secrets. */
  private secretFiles({ volume_mounts }: AppContainer): Record<string, string> {
    const secrets = this.block.template.volume.filter(({ storage_type }) => storage_type === "Secret");
    const mounts = volume_mounts.filter(({ name }) => secrets.some((volume) => volume.name === name));
    return Object.fromEntries(
      mounts.map(({ path: target, sub_path }) => {
        if (sub_path === undefined) throw new Error(`${target}: the whole volume of secrets is not implemented`);
        this.secret(sub_path);
        return [target, path.join(this.directory, sub_path)];
      }),
    );
  }

  private secret(name: string): string {
    const value = this.values[name];
    if (value === undefined) throw new Error(`the job has no secret ${name}`);
    return value;
  }

  private shareOf(storageName: string): string {
    const storage = this.blocks.storages.find(({ name }) => name === storageName);
    if (storage === undefined) throw new Error(`the environment has no storage ${storageName}`);
    return storage.share_name;
  }

  private valueOf({ name, value, key_vault_secret_id, identity }: AppSecret): string {
    if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name)) throw new Error(`${name} is no name of a secret`);
    if (key_vault_secret_id === undefined) {
      if (value === undefined) throw new Error(`the secret ${name} has no value`);
      return value;
    }
    if (identity === undefined || !this.block.identity.identity_ids.includes(identity)) {
      throw new Error(`the identity of the secret ${name} is not attached to the job`);
    }
    const secret = this.props.vaults?.[key_vault_secret_id];
    if (secret === undefined) throw new Error(`there is no secret ${key_vault_secret_id}`);
    if (!secret.readers.includes(identity)) throw new Error(`${identity} may not read ${key_vault_secret_id}`);
    return secret.value;
  }
}

/** `$(NAME)` by the variable of that name, where there is one; `$$` stands for `$`. */
function expanded(text: string, known: (name: string) => string | undefined): string {
  return text.replace(/\$\$|\$\(([A-Za-z_][\w.-]*)\)/g, (whole, name: string | undefined) =>
    name === undefined ? "$" : (known(name) ?? whole),
  );
}
