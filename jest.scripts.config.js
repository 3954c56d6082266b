const { execFileSync } = require("node:child_process");

/** What the scripts' tests stand on: real processes in namespaces. A suite that cannot run fails by name. */
function missing() {
  const lacks = [];
  for (const program of ["bash", "python3", "unshare", "nsenter", "setpriv", "ip", "mount", "nft"]) {
    try {
      execFileSync("/bin/sh", ["-c", `command -v ${program}`]);
    } catch {
      lacks.push(program);
    }
  }
  if (process.getuid() !== 0) lacks.push("root (namespaces with mounts of their own)");
  else if (lacks.length === 0) {
    try {
      execFileSync("unshare", ["--mount", "--net", "--uts", "--pid", "--fork", "mount", "--make-rprivate", "/"], {
        stdio: "pipe",
      });
    } catch {
      lacks.push("the right to make namespaces (CAP_SYS_ADMIN)");
    }
  }
  return lacks;
}

const lacks = missing();
if (lacks.length > 0) throw new Error(`npm run test:scripts cannot run here; missing: ${lacks.join(", ")}`);
// Every container of the tests mounts a file system of its own here.
execFileSync("mkdir", ["-p", "/aci"]);

/** @type {import("jest").Config} */
module.exports = {
  ...require("./jest.config.js"),
  testSequencer: "<rootDir>/test/support/run/longest-first.js",
  testMatch: ["**/*.process.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  testTimeout: 30_000,
  maxWorkers: 4, // they mostly wait
  forceExit: true, // processes of a test that failed half-way must not keep everybody waiting
};
