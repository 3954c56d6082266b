import type { Site } from "../holding/site";
import { Way, waysOut, waysWithin } from "./egress";
import { FilesByPath } from "./files";
import { SiteKitProps } from "./site-kit-props";

const COLUMNS: (keyof Way)[] = ["from", "to", "port", "purpose", "when", "basis"];

/** The list for the firewall team, to read and to import. */
export function egressFiles(site: Site, props: SiteKitProps): FilesByPath {
  const [out, within] = [waysOut(site, props), waysWithin(site)];
  return { "egress.md": page(site, out, within), "egress.csv": csv(out, within) };
}

function page(site: Site, out: readonly Way[], within: readonly Way[]): string {
  const addresses = site.egressAddresses.length === 0 ? "not planned" : site.egressAddresses.join(", ");
  return `# What the site ${site.path} needs from its firewall

Everything is TCP and is opened from inside: nothing needs a way in. Private link is ${
    out.some(({ port }) => port.includes("-")) ? "planned" : "not planned"
  } for the Relay. The public
addresses by which the site leaves, which the vaults admit: ${addresses}.

Where the way out is an HTTP proxy, that is what needs the lines to port 443, and listeners are installed with \`--proxy\`.
Besides these the machines resolve names and keep their clocks, by whatever the site has for that. Sources that
runtime nodes copy from are not in the plan, unless they are forwards too. The agent of Azure Arc, where a machine has
one, has a list of its own: <https://learn.microsoft.com/azure/azure-arc/servers/network-requirements>.

## Out of the site

${markdown(out)}

## Within the site

${markdown(within)}

## Where this stands

_documented_: the source says so. _inferred_: it follows from the source, nobody tried it. _plan_: the plan of the holding.
_to fill in_: neither the plan nor Microsoft knows it; whoever runs the machine puts the names where the angle brackets are.

${[...new Set([...out, ...within].map(({ source }) => source))].map((source) => `- ${source.startsWith("https:") ? `<${source}>` : source}`).join("\n")}
`;
}

function markdown(ways: readonly Way[]): string {
  if (ways.length === 0) {
    return "Nothing.";
  }
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const code = (way: Way, column: keyof Way) => (column === "to" ? `\`${way[column]}\`` : way[column]);
  return [
    row(COLUMNS),
    row(COLUMNS.map(() => "---")),
    ...ways.map((way) => row(COLUMNS.map((column) => code(way, column)))),
  ].join("\n");
}

function csv(out: readonly Way[], within: readonly Way[]): string {
  const quoted = (cells: readonly string[]) => `${cells.map((cell) => `"${cell.replace(/"/g, '""')}"`).join(",")}\n`;
  const rows = (direction: string, ways: readonly Way[]) =>
    ways.map((way) => quoted([direction, ...COLUMNS.map((column) => way[column]), way.source]));
  return [
    quoted(["direction", ...COLUMNS, "source"]),
    ...rows("out of the site", out),
    ...rows("within the site", within),
  ].join("");
}
