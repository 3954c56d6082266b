import { SiteKit } from "../../lib";

/** The rows of the file that a firewall team imports, by the names of its columns. */
export function waysIn(kit: SiteKit): Record<string, string>[] {
  const [header, ...lines] = kit.files["egress.csv"]
    .trimEnd()
    .split("\n")
    .map((line) => [...line.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)].map(([, cell]) => cell.replace(/""/g, '"')));
  return lines.map((cells) => Object.fromEntries(header.map((name, index) => [name, cells[index]])));
}
