import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInNamespaces } from "../support/aci/namespaces";

const out = mkdtempSync(join(tmpdir(), "out-"));
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** What two programs do that name a file after their process, as tsx's server does. */
const TAKES_ITS_NUMBER = `
set -o noclobber
echo taken >"$TMPDIR/$$.pipe" || exit 1
sleep 1
echo "$$ $TMPDIR" >"$0"`;

test("of commands side by side, with the same process numbers, each has temporary files of its own, gone afterwards", async () => {
  const files = ["one", "other"].map((name) => join(out, name));
  const codes = await Promise.all(files.map((file) => runInNamespaces(["bash", "-c", TAKES_ITS_NUMBER, file], {})));
  expect(codes).toEqual([0, 0]);
  const [[number, folder], [same, another]] = files.map((file) => readFileSync(file, "utf8").trim().split(" "));
  expect(same).toBe(number);
  expect(another).not.toBe(folder);
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith("namespaces-"))).toEqual([]);
});
