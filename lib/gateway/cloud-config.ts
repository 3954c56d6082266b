import { Fn, Token } from "cdktf";
import { base64 } from "../core/literal";
import { CONFIGURATION_FOLDER, PROGRAM_FOLDER } from "./gateway-paths";
import { BASE64_GROUP, CLIENT_ID_BYTES } from "./limits";

/** Stands for the client ID until the text is cut in two there. */
const CLIENT_ID = "<client ID>";
const FIRST_LINE = "#cloud-config\n";

/** Runs the program that puts a text in force as the text brings it, whatever program a machine has. */
const OWN_PROGRAM = [
  "import json, sys",
  "text = sys.stdin.read()",
  'files = json.loads(text.split("\\n", 1)[1])["write_files"]',
  'program = {"__name__": "gateway_apply"}',
  'exec(next(file["content"] for file in files if file["path"].endswith("/gateway_apply.py")), program)',
  'program["main"](text)',
].join("\n");

/**
 * What cloud-init does at a machine's first boot, in JSON, which is valid YAML. It is known when the stack is
 * synthesized but for the client ID of the machines' identity.
 */
export class CloudConfig {
  private readonly text: string;

  /** @param files what stands on a machine, by path; programs are started by their interpreters. */
  constructor(
    files: Readonly<Record<string, string>>,
    private readonly clientId: string,
  ) {
    const environment = {
      path: `${CONFIGURATION_FOLDER}/identity.env`,
      // Without developer credentials in the chain: azbridge builds it anew for every token.
      content: `AZURE_TOKEN_CREDENTIALS=prod\nAZURE_CLIENT_ID=${CLIENT_ID}\n`,
    };
    const written = [...Object.entries(files).map(([path, content]) => ({ path, content })), environment];
    const configuration = {
      manage_etc_hosts: "localhost", // azbridge ends at start where the machine's own name does not resolve
      ssh_pwauth: false,
      runcmd: [["/bin/bash", `${PROGRAM_FOLDER}/gateway_start.sh`]],
      write_files: written.map((file) => ({ ...file, permissions: "0644" })),
    };
    this.text = `${FIRST_LINE}${JSON.stringify(configuration, null, 1)}\n`;
  }

  /** Whether it holds nothing but the client ID that is known after apply only. */
  public get isKnown(): boolean {
    return !Token.isUnresolved(this.text);
  }

  /** How much Azure hands to a machine. */
  public get bytes(): number {
    return Buffer.byteLength(this.text) + CLIENT_ID_BYTES;
  }

  /** In base64, as Azure wants it. */
  public get customData(): string {
    return this.encoded(this.text);
  }

  /**
   * A script, in base64, that puts the same in force on machines that run, by the text's own program. Custom data reaches
   * a machine when it is made and never again, so that without it a changed forward would be known to new machines alone.
   */
  public get script(): string {
    const lines = [
      "#!/bin/sh",
      "cloud-init status --wait >/dev/null",
      `exec /usr/bin/python3 -c '${OWN_PROGRAM}' <<'END OF CONFIGURATION'`,
      `${this.text}END OF CONFIGURATION`,
      "",
    ];
    return this.encoded(lines.join("\n"));
  }

  /** Base64 in three parts that join without padding, the middle one made by Terraform: a client ID is 36 bytes long. */
  private encoded(text: string): string {
    const [head, tail] = text.split(CLIENT_ID);
    return base64(padded(head)) + Fn.base64encode(this.clientId) + base64(tail);
  }
}

/** With spaces where JSON may have them, so that its base64 ends in no padding. */
function padded(head: string): string {
  const missing = (BASE64_GROUP - (Buffer.byteLength(head) % BASE64_GROUP)) % BASE64_GROUP;
  return head.replace(FIRST_LINE, FIRST_LINE + " ".repeat(missing));
}
