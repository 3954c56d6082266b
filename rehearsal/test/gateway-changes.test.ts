/** Changes of a living gateway that its load balancer cannot make in place: one apply makes what is concerned anew. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GatewayFrontend, RelayGatewayProps } from "../../lib";
import { HoldingApp } from "../../stacks/app";
import { GatewayOf } from "../../stacks/gateway-stack";
import { example } from "../../stacks/example";
import { contoso } from "../../stacks/example-holding";
import { Rehearsal } from "../src/rehearsal";
import { Configuration } from "../src/terraform";
import { applied, changed, outcome } from "./support/stage";

const GATEWAY = "gateway-retail-production";
const HUB = "hub-retail-production";
const folder = mkdtempSync(join(tmpdir(), "gateway-changes-"));
let count = 0;

/** Where the example is synthesized, its gateway with these props besides. */
function synthesized(more: Partial<RelayGatewayProps> = {}): string {
  count += 1;
  const outdir = join(folder, `out-${count}`);
  const { [GATEWAY]: settings } = example.gateways;
  const settled: GatewayOf = (packages) => ({ ...settings(packages), ...more });
  const gateways = { ...example.gateways, [GATEWAY]: settled };
  new HoldingApp(contoso, { ...example, gateways }, undefined, { outdir }).synth();
  return outdir;
}

let rehearsal: Rehearsal;

beforeAll(async () => {
  const outdir = synthesized();
  rehearsal = new Rehearsal({ holding: contoso, outdir, workspace: join(folder, "states"), stacks: [GATEWAY] });
  await applied(rehearsal.stack(HUB));
  rehearsal.onSite();
  await applied(rehearsal.stack(GATEWAY));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each([
  ["a public address", { frontend: GatewayFrontend.publicAddress() }],
  ["a public address in a region without zones", { frontend: GatewayFrontend.publicAddress(), zones: [] }],
  ["a private one there", { zones: [] }],
  ["a private one in zones, as it was", {}],
])("becomes one with %s in one apply", async (_, props) => {
  const outdir = synthesized(props);
  rehearsal.stack(GATEWAY).change((configuration) => {
    const file = join(outdir, "stacks", GATEWAY, "cdk.tf.json");
    Object.assign(configuration, JSON.parse(readFileSync(file, "utf8")) as Configuration);
  });
  expect(await changed(rehearsal, GATEWAY)).toEqual(
    expect.arrayContaining(["azurerm_lb delete create", "azurerm_linux_virtual_machine_scale_set delete create"]),
  );
  expect(await outcome(rehearsal.stack(GATEWAY).apply())).toBe("ok");
  expect(await changed(rehearsal, GATEWAY)).toEqual([]);
});
