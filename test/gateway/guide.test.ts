import * as fs from "node:fs";
import * as path from "node:path";

const GUIDE = fs.readFileSync(path.join(__dirname, "../../docs/guides/relay-gateway.md"), "utf8");
const DOUBLE = path.join(__dirname, "../support/azbridge");

test("the guide knows every word of azbridge's as sender, as its double says them", () => {
  const texts = fs.readdirSync(DOUBLE).map((name) => fs.readFileSync(path.join(DOUBLE, name), "utf8"));
  const events = new Set(texts.flatMap((text) => [...text.matchAll(/"(LocalForward\w+)"/g)].map(([, event]) => event)));
  const said = [...events].filter((event) => event !== "LocalForward"); // the profile's key
  expect(said.length).toBeGreaterThan(3);
  expect(said.filter((event) => !GUIDE.includes(`\`${event}\``))).toEqual([]);
});
