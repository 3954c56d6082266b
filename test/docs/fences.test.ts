import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { TerraformStack } from "cdktf";
import { KeyVault, SecretValue, Tier } from "../../lib";
import { contoso } from "../../stacks/example-holding";
import { CDK_TERRAIN, CDK_TERRAIN_BINDINGS } from "../../tools/consumer/hosts";
import { ROOT, Runner, diagnostics, fences, fencesOf, modules, pages, proseOf, textOf } from "../support/docs";
import { PLACE, principalIn } from "../support/azure";
import { partsIn } from "../support/data-factory/parts";
import { resources, stackUnderTest, template } from "../support/stack";
import type { Template } from "../support/stack";

const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const scripts = Object.keys(manifest.scripts);

/** Where a fence stands. */
const at = ({ page, line }: { page: string; line: number }) => `${page}:${line}`;

test("every fence is of a language that is checked, or that nothing here could check", () => {
  const checked = ["ts", "sh", "json"];
  const unchecked = ["text", "mermaid", "yaml", "powershell", "sql"];
  const others = pages()
    .flatMap(fencesOf)
    .filter(({ language }) => ![...checked, ...unchecked].includes(language));
  expect(others.map(at)).toEqual([]);
});

test("every line that opens a fence is seen", () => {
  for (const page of pages()) {
    const opened = textOf(page).match(/^\s*```/gm) ?? [];
    expect([page, opened.length]).toEqual([page, 2 * fencesOf(page).length]);
  }
});

describe("TypeScript", () => {
  const sources = modules();

  test("compiles against the library, under its own compiler options", () => {
    expect(diagnostics(sources)).toEqual([]);
  });

  test("does not compile when it is wrong: the check sees errors of types and of imports", () => {
    const wrong = new Map([
      ["plan/index.ts", 'import { Holding } from "cdktf-azure-hybrid-connectivity";\nnew Holding({ name: 1 });\n'],
      ["main.ts", 'import { nothing } from "plan";\nimport { x } from "no-such-package";\nnothing(x);\n'],
    ]);
    expect(diagnostics(wrong)).toEqual([
      "plan/index.ts:2 Type 'number' is not assignable to type 'string'.",
      expect.stringMatching(/^main\.ts:1 Module '"plan"' has no exported member 'nothing'/),
      expect.stringMatching(/^main\.ts:2 Cannot find module 'no-such-package'/),
    ]);
  });

  test("runs, and synthesizes the stacks that it defines", () => {
    const runner = new Runner(sources);
    const files = [...sources.keys()].filter((file) => !file.endsWith(".test.ts")); // `npm run test:consumer` runs these
    const stacks = files.map((file) => [file, [...runner.run(file).stacks.keys()]]);
    expect(Object.fromEntries(stacks)).toEqual({
      "contoso-plan/index.ts": [],
      "platform/main.ts": [
        ...["play-erp", "play-salesforce", "prod-erp", "prod-salesforce", "test-erp", "test-salesforce"].map(
          (domain) => `access-retail-${domain}`,
        ),
        "hub-retail-development",
        "hub-retail-production",
      ],
      "salesforce/main.ts": ["retail-prod-salesforce"],
      "docs/guides/copy-and-handoff.ts": ["energy-prod-datev", "retail-prod-erp"],
      "docs/guides/azurerm-5.ts": [],
      "docs/guides/changing-the-plan.ts": [],
      "docs/guides/container-app-job.ts": [],
      "docs/guides/dbt-job.ts": [],
      "exchange-plan/index.ts": [],
      "erp/erp-stack.ts": [],
      "erp/main.ts": ["retail-play-erp", "retail-prod-erp", "retail-test-erp"],
      "docs/guides/first-deploy.ts": [],
      "docs/guides/security.ts": [],
      "docs/guides/proofs.ts": [],
      "docs/guides/relay-gateway.ts": [],
      "docs/guides/site-operator.ts": [],
      "docs/guides/what-is-not-set.ts": [],
    });
  });

  test("synthesizes a domain whose runtime is linked to the hub that the plan names", () => {
    const { stacks } = new Runner(sources).run("salesforce/main.ts");
    const { resource } = JSON.parse(stacks.get("retail-prod-salesforce")!) as Template;
    const [link] = partsIn({ resource }, "integrationRuntimes");
    expect(link.properties.typeProperties).toEqual({
      linkedInfo: {
        authorizationType: "RBAC",
        resourceId:
          "/subscriptions/1a2b3c4d-0000-4000-8000-000000000002/resourceGroups/contoso-retail-production-rg" +
          "/providers/Microsoft.DataFactory/factories/contoso-retail-production-adf" +
          "/integrationRuntimes/retail-production-ir",
        credential: { referenceName: "factory-identity", type: "CredentialReference" },
      },
    });
    const [group] = Object.values(resource!.azurerm_container_group);
    expect(group.name).toBe("retail-prod-salesforce-transform");
  });
});

describe("the platform's hubs", () => {
  const { stacks } = new Runner(modules()).run("platform/main.ts");
  const hub = JSON.parse(stacks.get("hub-retail-production")!) as Template & Record<string, Record<string, unknown>>;
  const values = (type: string) => Object.values(hub.resource![type]);

  test("take the value of the planned secret from an ephemeral variable", () => {
    const variable = "hub_retail_production_warehouse_password";
    expect(hub.variable).toMatchObject({ [variable]: { nullable: false, sensitive: true, ephemeral: true } });
    expect(Object.keys(hub.variable!)).toEqual([variable]);
    expect(textOf("docs/guides/first-deploy.md")).toContain(`export TF_VAR_${variable}\n`);
    const written = values("azurerm_key_vault_secret").filter(({ name }) => name === "warehouse-password");
    expect(written).toMatchObject([{ value_wo: `\${var.${variable}}`, value_wo_version: 1 }]);
  });

  test("have the names and the state that first-deploy.md uses", () => {
    const page = textOf("docs/guides/first-deploy.md");
    const names = ["azurerm_key_vault", "azurerm_container_registry"].flatMap(values).map(({ name }) => name as string);
    expect(names.length).toBe(2);
    expect(names.filter((name) => !page.includes(`=${name} #`))).toEqual([]);
    const { runtime } = contoso.subsidiaries[0].hubFor(Tier.PRODUCTION);
    expect(page.replace(/^group=(\S+).*\nruntime=\$group/m, "runtime=$1")).toContain(
      `\nruntime=${runtime.runtimeId}\n`,
    );
    const files = ["platform/main.ts", "salesforce/main.ts", "erp/main.ts"];
    const all = files.flatMap((file) => [...new Runner(modules()).run(file).stacks.values()]);
    const kept = all.map((text) => JSON.parse(text).terraform.backend.azurerm);
    const accounts = kept.map(({ resource_group_name: group, storage_account_name: account }) => `${group} ${account}`);
    expect([...new Set(accounts)]).toEqual(["contoso-state-rg contosoterraform"]);
    const containers = kept
      .map(({ container_name: name }) => name as string)
      .filter((name) => /production$/.test(name));
    const added = [...page.matchAll(/^add_container ([\w-]+) [\w-]+$/gm)].map(([, name]) => name);
    expect([...new Set(containers)].sort()).toEqual(added.sort());
  });
});

test("security.md hands over an ephemeral variable as a write-only secret", () => {
  const { warehousePassword } = new Runner(modules()).run("docs/guides/security.ts").exports as {
    warehousePassword: (stack: TerraformStack) => SecretValue;
  };
  const stack = stackUnderTest();
  const vault = new KeyVault(stack, "Vault", { ...PLACE, vaultName: "contoso-retail-kv" });
  vault.grantWrite(principalIn(stack, "Deployer"));
  vault.addSecret("warehouse-password", warehousePassword(stack));
  const [written] = resources(stack, "azurerm_key_vault_secret");
  expect(written).toMatchObject({ value_wo: "${var.warehouse_password}", value_wo_version: 1 });
  expect(written).not.toHaveProperty("value");
  expect(template(stack).variable).toEqual({
    warehouse_password: { ephemeral: true, sensitive: true, type: "string" },
  });
});

describe("shell", () => {
  test.each(fences("sh").map((fence) => [at(fence), fence.text]))("%s is bash's syntax", (_, text) => {
    expect(spawnSync("bash", ["-n"], { input: text, encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  });

  test("no command of npm or npx is made up, neither in fences nor in the text", () => {
    const inline = pages().flatMap((page) => [...proseOf(page).matchAll(/`([^`]+)`/g)].map(([, code]) => code));
    const commands = [...fences("sh").map(({ text }) => text), ...inline].flatMap((code) => [
      ...code.matchAll(/\b(npm|npx) ([\w:-]+)(?: ([\w:-]+))?/g),
    ]);
    const ofProjects = fences("json").flatMap(({ text }) => Object.keys(JSON.parse(text).scripts ?? {}));
    const known = ([, program, word, next]: RegExpMatchArray) =>
      program === "npx"
        ? existsSync(join(ROOT, "node_modules", ".bin", word))
        : word === "run"
          ? next === undefined || scripts.includes(next) || ofProjects.includes(next)
          : ["ci", "install", "pack"].includes(word) || (word === "test" && scripts.includes("test"));
    expect(commands.length).toBeGreaterThan(0);
    expect(commands.filter((command) => !known(command)).map(([text]) => text)).toEqual([]);
  });
});

describe("JSON", () => {
  const terrain = [CDK_TERRAIN, CDK_TERRAIN_BINDINGS].map((host) => host.manifest);
  type Versions = Record<string, string>;
  const versionsIn = (json: object): [name: string, version: string][] => {
    const { dependencies, devDependencies, peerDependencies, overrides } = json as Record<string, Versions | undefined>;
    return [dependencies, devDependencies, peerDependencies, overrides].flatMap((part) => Object.entries(part ?? {}));
  };

  test("is JSON, with the versions that the library is developed with", () => {
    const versions: Record<string, string> = { ...manifest.devDependencies, ...manifest.overrides };
    // What no registry has yet comes as a file.
    const others = [
      `${manifest.name}@${manifest.version}`,
      `${manifest.name}@file:../${manifest.name}/${manifest.name}-${manifest.version}.tgz`,
      `${manifest.name}-rehearsal@file:../${manifest.name}/${manifest.name}-rehearsal-${manifest.version}.tgz`,
      "contoso-plan@file:../contoso-plan/contoso-plan-1.0.0.tgz",
      ...terrain
        .flatMap(versionsIn)
        .filter(([name, version]) => versions[name] !== version)
        .map((it) => it.join("@")),
    ];
    const found = fences("json").flatMap(({ text }) => versionsIn(JSON.parse(text)));
    const unknown = found.filter(([name, version]) => versions[name] !== version);
    expect([...new Set(unknown.map((it) => it.join("@")))].sort()).toEqual([...new Set(others)].sort());
  });

  test("says of CDK Terrain what `npm run test:consumer` installs", () => {
    const shown = fencesOf("docs/guides/domain-team-repository.md").flatMap(({ language, file, text }) =>
      language === "json" && file === undefined ? [JSON.parse(text)] : [],
    );
    expect(shown).toEqual(terrain);
  });

  test("names everything that the sources of a project import among its dependencies", () => {
    for (const { file, text } of fences("json").filter((fence) => fence.file?.endsWith("/package.json"))) {
      const { dependencies = {}, peerDependencies = {} } = JSON.parse(text);
      const own = [...modules()].filter(
        ([source]) => source.split("/")[0] === file!.split("/")[0] && !source.endsWith(".test.ts"),
      );
      const imported = own.flatMap(([, source]) => [...source.matchAll(/from "((?:@[^/"]+\/)?[^/".]+)/g)]);
      expect(imported.length).toBeGreaterThan(0);
      expect(
        imported.map(([, name]) => name).filter((name) => !(name in { ...dependencies, ...peerDependencies })),
      ).toEqual([]);
    }
  });

  test("checks types before it synthesizes", () => {
    const json = new Map(fences("json").map(({ file, text }) => [file, JSON.parse(text)]));
    expect(json.get("erp/package.json").scripts.synth).toBe("tsc --noEmit && CHECKPOINT_DISABLE=1 cdktf synth");
    expect(json.get("erp/tsconfig.json")).toMatchObject({ compilerOptions: { strict: true }, files: ["main.ts"] });
  });
});
