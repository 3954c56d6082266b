import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { gunzipSync } from "node:zlib";
import { Forward, Protocol } from "../../lib";
import { CloudConfig } from "../../lib/gateway/cloud-config";
import { CUSTOM_DATA_BYTES, PACKED_BYTES } from "../../lib/gateway/limits";
import { CLIENT_ID, decodedCustomData, filesOfGateway, gatewayIn, portsOf, scaleSetIn } from "../support/gateway";
import { warehouse } from "../support/job";
import { stackUnderTest } from "../support/stack";

/** As many as a network interface takes. */
const MANY = Array.from({ length: 300 }, (_, index) => {
  const name = `service-${index}`;
  return new Forward(name, { host: `${name}.retail.example`, port: 9000 + index, protocol: Protocol.TLS });
});

let directory: string;

beforeAll(() => (directory = fs.mkdtempSync(path.join(os.tmpdir(), "custom-data-"))));
afterAll(() => fs.rmSync(directory, { recursive: true }));

/** What Terraform itself makes of an argument of the scale set. */
function evaluated(argument: string): string {
  const known = argument.replace(/azurerm_user_assigned_identity\.[\w-]+\.client_id/g, "local.client_id");
  const locals = { client_id: CLIENT_ID, argument: known };
  fs.writeFileSync(path.join(directory, "main.tf.json"), JSON.stringify({ locals }));
  const env = { ...process.env, CHECKPOINT_DISABLE: "1", TF_CLI_CONFIG_FILE: "" };
  const options = { cwd: directory, env, input: "jsonencode(local.argument)", encoding: "utf8" } as const;
  return JSON.parse(JSON.parse(execFileSync("terraform", ["console"], options)) as string) as string;
}

/** What cloud-init takes for user data. */
function taken(customData: string): string {
  const program = `
import base64, sys
from cloudinit import util
print(util.decomp_gzip(base64.b64decode(sys.stdin.read())), end="")`;
  return execFileSync("/usr/bin/python3", ["-c", program], { input: customData, encoding: "utf8" });
}

test.each([
  ["one forward", [warehouse]],
  ["as many forwards as there may be", MANY],
])("%s: Terraform packs what is synthesized, and cloud-init finds it", (_, forwards) => {
  const stack = stackUnderTest();
  gatewayIn(stack, { ports: portsOf(...forwards) });
  const set = scaleSetIn(stack);
  const customData = evaluated(set.custom_data as string);
  const text = taken(customData);
  expect(text).toBe(decodedCustomData(set.custom_data as string));
  expect(text.match(new RegExp(`AZURE_CLIENT_ID=${CLIENT_ID}`, "g"))).toHaveLength(1);
  const file = path.join(directory, "user-data");
  fs.writeFileSync(file, text);
  expect(execFileSync("cloud-init", ["schema", "--config-file", file], { encoding: "utf8" })).toMatch(/Valid/);

  // What the library measures is nearly what Terraform makes: within what is left of Azure's limit.
  const made = Buffer.from(customData, "base64").length;
  const measured = new CloudConfig(filesOfGateway(stackUnderTest(), { ports: portsOf(...forwards) }), "");
  expect(made / measured.bytes).toBeLessThan(CUSTOM_DATA_BYTES / PACKED_BYTES);

  const [{ settings }] = set.extension as { settings: string }[];
  const { script } = JSON.parse(evaluated(settings)) as { script: string };
  expect(gunzipSync(Buffer.from(script, "base64")).toString()).toContain(`<<'END OF CONFIGURATION'\n${text}END OF`);
});
