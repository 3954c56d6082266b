/** What a container is given. */
export interface ContainerSize {
  /** Cores, 0.1-31 as far as the region has them. */
  readonly cpuCores: number;
  /** Memory, 0.1-240 GiB as far as the region has it. */
  readonly memoryGib: number;
}
