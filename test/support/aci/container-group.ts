import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Container, type Place, type ProbeFaults } from "./container";
import { type Image } from "./image";
import { Network } from "./network";
import { type Share } from "./share";
import { type ContainerBlock, type GroupBlock, type Volume } from "./terraform";

/** What a volume is. Source: azurerm 4.55.0. */
const EXCLUSIVE = ["empty_dir", "secret", "share_name"] as const;

/** What a group needs of its surroundings. */
export interface GroupProps {
  /** Images by reference. */
  readonly images: Readonly<Record<string, Image>>;
  /** File shares by name. */
  readonly shares?: Readonly<Record<string, Share>>;
  /** Host names that its name resolution knows, with their addresses; they stand in /etc/hosts. */
  readonly names?: Readonly<Record<string, string>>;
  /** Whether its own host name resolves. @default true */
  readonly hostNameResolves?: boolean;
  /** One /etc/hosts for all containers, in place of one each. @default false */
  readonly sharedHosts?: boolean;
  readonly probe?: ProbeFaults;
}

export type GroupState = "Pending" | "Running" | "Succeeded" | "Failed" | "Stopped";

/** A container group as Azure runs it: its containers share a network and the volumes that they mount, nothing else. */
export class ContainerGroup {
  public readonly containers: readonly Container[];
  public network?: Network;
  private stopped = false;
  private directory?: string;
  private readonly hostName = `SandboxHost-${Math.random().toString(36).slice(2, 10)}`;

  /** @throws for what Azure would refuse, by its name. */
  public constructor(
    public readonly block: GroupBlock,
    private readonly props: GroupProps,
  ) {
    if (block.restart_policy !== "Never") throw new Error(`restart policy ${block.restart_policy} is not implemented`);
    if (block.os_type !== "Linux") throw new Error("several containers in one group need Linux");
    refuseVolumes(block.container);
    this.containers = block.container.map((container) => {
      const image = props.images[container.image];
      if (image === undefined) throw new Error(`the image ${container.image} cannot be pulled: not in the table`);
      return new Container(container, image, props.probe ?? {});
    });
  }

  public container(name: string): Container {
    const found = this.containers.find((container) => container.name === name);
    if (found === undefined) throw new Error(`${this.block.name} has no container ${name}`);
    return found;
  }

  public get state(): GroupState {
    const states = this.containers.map(({ state }) => state);
    if (this.stopped) return "Stopped";
    if (states.every(({ state }) => state === "Waiting")) return "Pending";
    if (states.some(({ state }) => state !== "Terminated")) return "Running";
    return states.every(({ exitCode }) => exitCode === 0) ? "Succeeded" : "Failed";
  }

  /**
   * Starts it, or starts it again: with new empty folders and a new network, on the same shares.
   *
   * @param delays by container, seconds after which its image is there.
   */
  public async start(delays: Readonly<Record<string, number>> = {}): Promise<void> {
    await this.prepare();
    const start = async ({ name }: Container) => {
      if (delays[name] !== undefined) await sleep(delays[name] * 1000);
      await this.startContainer(name);
    };
    await Promise.all(this.containers.map(start));
  }

  /** Does what comes before the first container: the rest is up to {@link startContainer}. */
  public async prepare(): Promise<void> {
    if (this.state === "Running") throw new Error(`${this.block.name} runs`); // Azure: 204
    this.discard();
    this.stopped = false;
    for (const container of this.containers) container.reset();
    this.directory = fs.mkdtempSync(path.join(os.tmpdir(), "group-"));
    fs.mkdirSync(path.join(this.directory, "volumes"));
    this.network = await Network.open();
  }

  /** Starts one container, again if it has run: the group's folders stay. */
  public async startContainer(name: string): Promise<Container> {
    if (this.network === undefined || this.stopped) throw new Error(`${this.block.name} is not started`);
    const container = this.container(name);
    await container.start(this.place(container.block));
    return container;
  }

  /** SIGTERM to every container, SIGKILL to those that do not end in time. */
  public async stop(graceSeconds = 10): Promise<void> {
    await Promise.all(this.containers.map((container) => container.stop(graceSeconds)));
    this.stopped = true;
  }

  /** Waits until every container has ended. */
  public async ended(): Promise<GroupState> {
    await Promise.all(this.containers.map(({ ended }) => ended));
    return this.state;
  }

  /** Where an emptyDir of this start is on this machine. */
  public emptyDir(name: string, ...file: string[]): string {
    return path.join(this.directory!, "volumes", name, ...file);
  }

  /** Where all emptyDirs of this start are; undefined where nothing is started. */
  public get volumes(): string | undefined {
    return this.directory === undefined ? undefined : path.join(this.directory, "volumes");
  }

  /** Logs of all containers. */
  public get log(): string {
    return this.containers.map(({ name, log }) => `--- ${name}\n${log}`).join("");
  }

  public async destroy(): Promise<void> {
    await this.stop(0);
    this.discard();
  }

  private place(block: ContainerBlock): Place {
    const own = this.props.hostNameResolves === false ? [] : [`127.0.0.1 ${this.hostName}\n`];
    const names = Object.entries(this.props.names ?? {}).map(([name, address]) => `${address} ${name}\n`);
    return {
      directory: this.directory!,
      network: this.network!.path,
      hostName: this.hostName,
      hosts: ["127.0.0.1 localhost\n", ...own, ...names].join(""),
      sharedHosts: this.props.sharedHosts ?? false,
      mounts: (block.volume ?? []).flatMap((volume) => {
        const source = this.sourceOf(volume);
        return source === undefined ? [] : [{ source, target: volume.mount_path, readOnly: volume.read_only ?? false }];
      }),
    };
  }

  private sourceOf(volume: Volume): string | undefined {
    if (volume.secret !== undefined) return undefined;
    if (volume.empty_dir) {
      const folder = this.emptyDir(volume.name);
      fs.mkdirSync(folder, { recursive: true });
      fs.chmodSync(folder, 0o777); // as Kubernetes makes them
      return folder;
    }
    const share = this.props.shares?.[volume.share_name!];
    if (share === undefined) throw new Error(`there is no file share ${volume.share_name}`);
    return share.path;
  }

  private discard(): void {
    this.network?.close();
    if (this.directory !== undefined) fs.rmSync(this.directory, { recursive: true, force: true });
    this.network = this.directory = undefined;
  }
}

function refuseVolumes(containers: readonly ContainerBlock[]): void {
  const seen = new Map<string, Volume>();
  for (const volume of containers.flatMap(({ volume }) => volume ?? [])) {
    const kinds = EXCLUSIVE.filter((kind) => volume[kind] !== undefined && volume[kind] !== false);
    if (kinds.length !== 1) throw new Error(`volume ${volume.name}: exactly one of ${EXCLUSIVE.join(", ")}`);
    const other = seen.get(volume.name);
    if (other !== undefined && !(volume.empty_dir && other.empty_dir)) {
      throw new Error(`volume ${volume.name} is declared twice`);
    }
    seen.set(volume.name, volume);
  }
}
