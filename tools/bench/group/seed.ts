import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ContainerBlock, type GroupBlock, type Probe } from "../../../test/support/aci/terraform";

/** The figures of the seed's protocol. The probe's threshold, timeout and the like are Azure's defaults. */
export const SEED = {
  pollSeconds: 5,
  probeDelaySeconds: 10,
  probePeriodSeconds: 5,
  probeFailures: 3,
  failureSeconds: 25,
};

/** The same group, its two containers coordinated by the seed's protocol: its images, profile and folders stay. */
export function seedGroup(block: GroupBlock): GroupBlock {
  const liveness_probe: Probe = {
    exec: ["cat", `/aci/groups/${block.name}`],
    initial_delay_seconds: SEED.probeDelaySeconds,
    period_seconds: SEED.probePeriodSeconds,
    failure_threshold: SEED.probeFailures,
    success_threshold: 1,
    timeout_seconds: 1,
  };
  const [dbt, bridge] = block.container;
  const figures = { SEED_POLL_SECONDS: `${SEED.pollSeconds}`, SEED_FAILURE_SECONDS: `${SEED.failureSeconds}` };
  return {
    ...block,
    container: [
      {
        ...running(dbt, "/bin/sh", "seed-dbt.sh"),
        environment_variables: { ...dbt.environment_variables, ...figures },
      },
      { ...running(bridge, "/bin/bash", "seed-bridge.sh"), liveness_probe },
    ],
  };
}

/** A container that runs one of the scripts beside this file, from a volume of its own. */
function running(container: ContainerBlock, shell: string, script: string): ContainerBlock {
  const secret = { [script]: readFileSync(join(__dirname, script)).toString("base64") };
  const volume = { name: script.replace(".sh", ""), mount_path: "/seed", read_only: true, secret };
  return { ...container, commands: [shell, `/seed/${script}`], volume: [...(container.volume ?? []), volume] };
}
