import { Token } from "cdktf";
import { gzipSync } from "zlib";
import { quoted } from "../core/literal";
import { CONFIGURATION_FOLDER, PROGRAM_FOLDER } from "./gateway-paths";

/** Stands for the client ID until the text is cut in two there; as long, and as hard to compress. */
const CLIENT_ID = "c2b1d7f0-8e3a-4d95-b6c4-07f9a15e2d38";
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

  /** How much Azure hands to a machine, as far as it is known before Terraform has compressed it. */
  public get bytes(): number {
    return gzipSync(this.text).length;
  }

  /** What Azure wants, compressed and in base64; cloud-init unpacks it. */
  public get customData(): string {
    return this.packed(this.text);
  }

  /**
   * A script, packed likewise, that puts the same in force on machines that run, by the text's own program. Custom data
   * reaches a machine when it is made and never again, so that without it a changed forward would be known to new
   * machines alone.
   */
  public get script(): string {
    const lines = [
      "#!/bin/sh",
      "cloud-init status --wait >/dev/null",
      `exec /usr/bin/python3 -c '${OWN_PROGRAM}' <<'END OF CONFIGURATION'`,
      `${this.text}END OF CONFIGURATION`,
      "",
    ];
    return this.packed(lines.join("\n"));
  }

  /** By Terraform, which knows the client ID: what is synthesized stays text, and the same on every machine. */
  private packed(text: string): string {
    const parts = text.split(CLIENT_ID).map(quoted);
    return `\${base64gzip("${parts.join(this.clientId)}")}`;
  }
}
