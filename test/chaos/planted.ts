import { type GroupBlock } from "../support/aci/terraform";

/** A bug in a script of the job, the fault that shows it, and what must be found then. */
export interface Planted {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly fault: string;
  readonly found: RegExp;
}

/** One for every invariant. */
export const PLANTED: readonly Planted[] = [
  {
    file: "run_dbt.py",
    from: "if time.monotonic() - self.began > limit:",
    to: "if False:",
    fault: "dbt: stopped",
    found: /^not ended within/,
  },
  {
    file: "dbt.sh",
    from: "*') T '*) exit 1",
    to: "*') T '*) exit 0",
    fault: "run_dbt: stopped",
    found: /^not ended within/,
  },
  {
    file: "share.py",
    from: 'time.sleep(self.timing["pollIntervalSeconds"])',
    to: 'threading.Event().wait(self.timing["pollIntervalSeconds"])',
    fault: "clock: stands still",
    found: /^ended with 69 although/,
  },
  {
    file: "run_dbt.py",
    from: "                raise\n        if dbt.killer",
    to: "                return 0\n        if dbt.killer",
    fault: "azbridge: killed",
    found: /^exit code/,
  },
  {
    file: "run_dbt.py",
    from: "        self._wait_until_proven()\n",
    to: "",
    fault: "path: no listener",
    found: /^dbt ran on a path unproven/,
  },
  {
    file: "run_dbt.py",
    from: "for number, command in enumerate(commands, 1):",
    to: "for number, command in enumerate(commands * 2, 1):",
    fault: "group: nothing",
    found: /^dbt ran 2 times/,
  },
  {
    file: "run_dbt.py",
    from: 'say(f"starting dbt, command {number} of {len(commands)}")',
    to: "say(str(os.environ))",
    fault: "group: nothing",
    found: /^a canary left its place/,
  },
  {
    file: "share.py",
    from: "or watch.still > self.patience",
    to: "or False",
    fault: "lease: another's",
    found: /^the next run/,
  },
];

/** The group with the bug in it. */
export function planted({ file, from, to }: Planted): (block: GroupBlock) => GroupBlock {
  return (block) => {
    const changed = JSON.parse(JSON.stringify(block)) as GroupBlock;
    const secrets = changed.container
      .flatMap(({ volume }) => volume ?? [])
      .flatMap(({ secret }) => (secret === undefined ? [] : [secret]));
    for (const secret of secrets.filter((one) => file in one)) {
      const text = Buffer.from(secret[file], "base64").toString();
      if (!text.includes(from)) throw new Error(`${file} has no such place any more: ${from}`);
      secret[file] = Buffer.from(text.replace(from, to)).toString("base64");
    }
    return changed;
  };
}
