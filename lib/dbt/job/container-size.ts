/** What a container is given. */
export interface ContainerSize {
  /** Cores, 0.1-31 as far as the region has them, for all containers of a group together. */
  readonly cpuCores: number;
  /** Memory, 0.1-240 GiB as far as the region has it, for all containers of a group together. */
  readonly memoryGib: number;
}
