import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { type Template } from "../stack";

/** One volume of a container, as Terraform sends it. */
export interface Volume {
  readonly name: string;
  readonly mount_path: string;
  readonly read_only?: boolean;
  readonly empty_dir?: boolean;
  readonly secret?: Record<string, string>;
  readonly share_name?: string;
  readonly storage_account_name?: string;
  readonly storage_account_key?: string;
}

/** A probe with all five numbers. */
export interface Probe {
  readonly exec: string[];
  readonly initial_delay_seconds: number;
  readonly period_seconds: number;
  readonly failure_threshold: number;
  readonly success_threshold: number;
  readonly timeout_seconds: number;
}

/** One container, as Terraform sends it. */
export interface ContainerBlock {
  readonly name: string;
  readonly image: string;
  readonly commands: string[];
  readonly environment_variables?: Record<string, string>;
  readonly secure_environment_variables?: Record<string, string>;
  readonly volume?: Volume[];
  readonly liveness_probe?: Probe;
}

/** A container group, as Terraform sends it. */
export interface GroupBlock {
  readonly name: string;
  readonly restart_policy: string;
  readonly os_type: string;
  readonly container: ContainerBlock[];
}

/** Values of references: `<type>.<attribute>`, or `<type>(<its name argument>).<attribute>`. */
export type References = Readonly<Record<string, string>>;

const REFERENCE = /\b(data\.)?(azurerm_\w+|azapi_resource)\.([\w-]+)\.((?:output\.)?\w+)/g;

/**
 * The only container group of a synthesized template, evaluated by Terraform itself: what is sent to Azure.
 *
 * @throws when a reference has no value in the table, by its name.
 */
export function evaluatedGroup(template: Template, references: References): GroupBlock {
  const blocks = Object.values(template.resource?.azurerm_container_group ?? {});
  if (blocks.length !== 1) throw new Error(`${blocks.length} container groups in the template`);
  const { name, restart_policy, os_type, container } = blocks[0] as unknown as GroupBlock;
  return evaluated<GroupBlock>(template, references, { name, restart_policy, os_type, container });
}

/**
 * A part of a synthesized template, evaluated by Terraform itself.
 *
 * @throws when a reference has no value in the table, by its name.
 */
export function evaluated<Block>(template: Template, references: References, part: unknown): Block {
  const values: Record<string, string> = {};
  const resolve = (reference: string, data: string | undefined, type: string, id: string, attribute: string) => {
    const body = (data === undefined ? template.resource : template.data)?.[type]?.[id];
    const name = String(body?.name);
    const value =
      references[`${type}(${name}).${attribute}`] ?? references[`${type}.${attribute}`] ?? written(body?.[attribute]);
    if (value === undefined) throw new Error(`${reference} (name: ${name}) has no value in the table`);
    values[reference] = value.replace(/[$%](?=\{)/g, "$&$&");
    return `local.values[\\"${reference}\\"]`;
  };
  const text = JSON.stringify(part).replace(REFERENCE, resolve);
  return JSON.parse(jsonOf(values, text)) as Block;
}

/** What stands there in so many words, so that no table need repeat it. */
function written(argument: unknown): string | undefined {
  return typeof argument === "string" && !argument.includes("${") ? argument : undefined;
}

/** One start of Terraform for all expressions of a part. */
function jsonOf(values: Record<string, string>, part: string): string {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "terraform-"));
  try {
    fs.writeFileSync(
      path.join(directory, "main.tf.json"),
      `{"locals":{"values":${JSON.stringify(values)},"part":${part}}}`,
      { mode: 0o600 },
    );
    const encoded = execFileSync("terraform", ["console"], {
      cwd: directory,
      input: "base64encode(jsonencode(local.part))",
      encoding: "utf8",
      env: { PATH: process.env.PATH, HOME: directory, CHECKPOINT_DISABLE: "1" },
      stdio: ["pipe", "pipe", "pipe"],
    });
    return Buffer.from(JSON.parse(encoded) as string, "base64").toString("utf8");
  } finally {
    fs.rmSync(directory, { recursive: true });
  }
}
