import { ContainerImage, CoordinationTiming, DbtContainerAppJobProps, Duration } from "../../../lib";
import { appJobOf, plant, vaultIn } from "../../support/job";
import { stackUnderTest } from "../../support/stack";

const IMAGE = ContainerImage.fromPublic("ghcr.io/contoso/metrics:1");
const METRICS = { containerName: "metrics", image: IMAGE, command: ["run"] };

const job = (given: Partial<DbtContainerAppJobProps>) => () => appJobOf(stackUnderTest(), given);
const sized = (cpuCores: number, memoryGib: number) => ({ dbtSize: { cpuCores, memoryGib } });
const sidecars = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ ...METRICS, containerName: `metrics-${index}` }));

const refused: [string, Partial<DbtContainerAppJobProps>, string][] = [
  ["its name has capitals", { jobName: "Transform" }, '[dbt/app-job-name] given "Transform".'],
  ["its name is longer than 32", { jobName: "a".repeat(33) }, "[dbt/app-job-name]"],
  ["its name begins with a digit", { jobName: "1a" }, "[dbt/app-job-name]"],
  ["its identity's name is too short", { identityName: "id" }, '[identity/identity-name] given "id".'],
  ["the profile's forward is another", { forwards: [plant] }, '[dbt/profile-forward] given "warehouse".'],
  [
    "containers have too little memory together",
    sized(1, 1.5),
    "[dbt/app-job-size] given 2 containers with 1.5 cores and 2.5 GiB together.",
  ],
  ["containers have an odd quarter of a core", sized(0.6, 1.2), "given 2 containers with 1.1 cores and 2.2 GiB"],
  ["containers have more than 4 cores together", sized(3.75, 7.5), "given 2 containers with 4.25 cores"],
  ["a container has none", { ...sized(0, 0), azbridgeSize: { cpuCores: 1, memoryGib: 2 } }, "[dbt/app-job-size]"],
  ["there are too many sidecars", { sidecars: sidecars(6) }, "given 8 containers with 4.5 cores and 9 GiB together."],
  [
    "Azure ends it before it ends itself",
    { replicaTimeout: Duration.seconds(5406) },
    "[dbt/replica-timeout] given a replicaTimeout of 5406 s with runTimeout and terminationGrace of 5406 s together.",
  ],
  [
    "it may run longer than a week",
    { replicaTimeout: Duration.days(8) },
    "[dbt/replica-timeout] given a replicaTimeout in seconds of 691200.",
  ],
  ["it may run half seconds", { replicaTimeout: Duration.seconds(7200.5) }, "[dbt/replica-timeout]"],
  ["it is repeated too often", { retryLimit: 11 }, "[dbt/retry-limit] given retryLimit 11."],
  ["it is repeated by halves", { retryLimit: 0.5 }, "[dbt/retry-limit]"],
  [
    "figures of a probe are given",
    { timing: new CoordinationTiming({ probePeriod: Duration.seconds(6), probeFailureThreshold: 4 }) },
    "[dbt/no-probe] given probePeriod 6.",
  ],
  [
    "a sidecar's command has the name of one of its variables",
    { sidecars: [{ ...METRICS, command: ["echo", "$(ENV_GROUP_NAME)"] }] },
    '[dbt/command-expansion] given "$(ENV_GROUP_NAME)" in the command of metrics.',
  ],
  [
    "a sidecar's command has the name of a secure variable of its own",
    { sidecars: [{ ...METRICS, command: ["echo", "a$(TOKEN)"], secureEnvironment: { TOKEN: "t" } }] },
    '[dbt/command-expansion] given "a$(TOKEN)" in the command of metrics.',
  ],
  ["a sidecar's command has $$", { sidecars: [{ ...METRICS, command: ["sh", "-c", "echo $$"] }] }, 'given "echo $$"'],
  [
    "a variable is plain and in a vault",
    { environment: { TOKEN: "a" }, secretEnvironment: { TOKEN: vaultIn(stackUnderTest()).secret("token") } },
    '[dbt/variable-taken] given "TOKEN".',
  ],
];

const accepted: [string, Partial<DbtContainerAppJobProps>][] = [
  ["the shortest and the longest names", { jobName: "aa", identityName: "a".repeat(128) }],
  ["a name of 32 characters", { jobName: "a".repeat(32) }],
  ["the smallest replica", { ...sized(0.15, 0.3), azbridgeSize: { cpuCores: 0.1, memoryGib: 0.2 } }],
  ["the largest replica", sized(3.5, 7)],
  [
    "sizes that binary fractions do not add up",
    { ...sized(0.1, 0.2), azbridgeSize: { cpuCores: 0.4, memoryGib: 0.8 } },
  ],
  ["as many sidecars of the usual size as fit", { sidecars: sidecars(5) }],
  ["any size on machines of one's own", { ...sized(8, 64), workloadProfileName: "big" }],
  ["a second more than it takes to end itself", { replicaTimeout: Duration.seconds(5407) }],
  ["a longer run, in a replica that lasts longer still", { runTimeout: Duration.hours(9) }],
  ["a week", { replicaTimeout: Duration.days(7) }],
  ["ten retries", { retryLimit: 10 }],
  [
    "a shell's own substitution in a sidecar's command",
    { sidecars: [{ ...METRICS, command: ["sh", "-c", "$(date)"] }] },
  ],
];

test.each(refused)("a Container Apps job fails if %s", (_, given, message) => {
  expect(job(given)).toThrow(message);
});

test.each(accepted)("a Container Apps job takes %s", (_, given) => {
  expect(job(given)).not.toThrow();
});

test("all that is wrong is said at once", () => {
  const wrong = job({ jobName: "X", retryLimit: -1, ...sized(9, 9), projectDirectory: "app" });
  for (const id of ["app-job-name", "retry-limit", "app-job-size", "project-directory"]) {
    expect(wrong).toThrow(`[dbt/${id}]`);
  }
});
