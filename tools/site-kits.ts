/**
 * `npm run site-kits`: writes what the sites of the example holding install into site-kits/, or into the folder that is
 * named: `npm run site-kits -- <folder>`. Nothing in it is secret.
 */
import { SiteKit } from "../lib";
import { contoso } from "../stacks/example-holding";

const [directory = "site-kits"] = process.argv.slice(2);
if (directory.startsWith("-")) {
  console.error("npm run site-kits [-- <folder>]: it takes a folder, and no option.");
  process.exit(1);
}
for (const site of contoso.subsidiaries.flatMap(({ sites }) => sites)) {
  const kit = new SiteKit(site);
  const folder = kit.write(directory);
  console.log(
    `${folder}  ${Object.keys(kit.files).length} files: ${site.forwards.length} forwards, ${site.runtimes.length} runtimes`,
  );
}
