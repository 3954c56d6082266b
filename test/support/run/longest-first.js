const { existsSync } = require("node:fs");
const { join } = require("node:path");
const Sequencer = require("@jest/test-sequencer").default;

const ROOT = join(__dirname, "../../..");

/** Suites that take longest. Without times of an earlier run, jest begins with those of the largest files. */
const LONGEST = [
  "test/group/container-app.group.test.ts",
  "test/group/container-app-faults.group.test.ts",
  "test/group/run.group.test.ts",
  "test/group/adapters.group.test.ts",
  "test/group/loss.group.test.ts",
  "test/group/share.group.test.ts",
  "test/group/surroundings.group.test.ts",
  "test/site/watchdog.process.test.ts",
  "test/site/cut-off.process.test.ts",
  "test/site/install.process.test.ts",
  "test/gateway/front.process.test.ts",
  "test/tunnel/prove-path.process.test.ts",
  "test/gateway/cut-off.process.test.ts",
  "rehearsal/test/changed-plans.test.ts",
  "rehearsal/test/taken-out.test.ts",
  "rehearsal/test/refusals.test.ts",
  "rehearsal/test/upgrade.test.ts",
].map((name) => join(ROOT, name));

const gone = LONGEST.filter((path) => !existsSync(path));
if (gone.length > 0) throw new Error(`longest-first.js names suites that are not there: ${gone.join(", ")}`);

/** Begins with what takes longest, which would otherwise go on alone at the end. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => (LONGEST.includes(path) ? LONGEST.indexOf(path) : LONGEST.length);
    return super.sort(tests).sort((one, other) => rank(one) - rank(other));
  }
};
