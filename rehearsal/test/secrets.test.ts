import { readFileSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { Finder } from "../src/secrets/finder";
import { secretsIn } from "../src/secrets/secrets";
import { Configuration, TerraformStackRun } from "../src/terraform";
import { BOOKS, HUB, SALES, Stage, applied, block } from "./support/stage";

/** Rows of the table in the guide, by what of Azure's they are about. */
const ROWS: Readonly<Record<string, RegExp>> = {
  "a planned secret, such as a password": /^variable |secrets\/sales-password$/,
  "a planned secret that is external": /secrets\/books-password$/,
  "keys of a runtime": /^authKey/,
  "send-only string of a hybrid connection": /authorizationRules\/send$|secrets\/relay-send-/,
  "listen-only string of a forward": /authorizationRules\/listen$|secrets\/relay-listen-/,
  "RootManageSharedAccessKey of the Relay": /RootManageSharedAccessKey$/,
  "key of a storage account": /_access_key of /,
};

/** Column headings of the same table, and where a secret was found that stands there. */
const COLUMNS = {
  "vault of the hub": "vault",
  "hub's state and plans": "hub",
  "domain's state and plans": "domain",
  "container group": "group",
} as const;

type Place = (typeof COLUMNS)[keyof typeof COLUMNS];

/** What the guide says: row to the places where the secret is. */
function said(): Record<string, Place[]> {
  const lines = readFileSync(join(__dirname, "../../docs/guides/security.md"), "utf8").split("\n");
  const [head, , ...rows] = lines
    .slice(lines.findIndex((line) => line.startsWith("| secret ")))
    .filter((line, index, all) => all.slice(0, index).every((before) => before.startsWith("|")) && line.startsWith("|"))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  const placeAt = (index: number) => COLUMNS[head[index] as keyof typeof COLUMNS];
  return Object.fromEntries(
    rows.map((cells) => [
      cells[1],
      cells.flatMap((cell, index) => (index > 1 && /^yes\b/.test(cell) ? [placeAt(index)] : [])),
    ]),
  );
}

/** What Terraform keeps of a stack, and what it shows to people: of what it would make, destroy and replace. */
async function kept(stack: TerraformStackRun): Promise<{ kept: string[]; shown: string[] }> {
  const all = { kept: [] as string[], shown: [] as string[] };
  const keep = async () => {
    all.kept.push(...Object.values(unzipSync(stack.savedPlan())).map((file) => Buffer.from(file).toString()));
    all.shown.push((await stack.shown()).output);
  };
  expect((await stack.init()).code).toBe(0);
  all.shown.push((await stack.plan()).output);
  await keep();
  expect((await stack.applyPlan()).code).toBe(0);
  const addresses = Object.entries(stack.configuration.resource ?? {}).flatMap(([type, blocks]) =>
    Object.keys(blocks).map((name) => `${type}.${name}`),
  );
  for (const options of [["-destroy"], addresses.map((address) => `-replace=${address}`)]) {
    all.shown.push((await stack.plan(...options)).output);
    await keep();
  }
  all.kept.push(stack.stateText());
  all.shown.push((await stack.shown("state")).output);
  return all;
}

const stage = new Stage();
afterAll(() => stage.clear());

it("lies where the table of the guide says, and nowhere else", async () => {
  const rehearsal = stage.rehearsal();
  const found = new Map<string, Set<Place>>(Object.keys(ROWS).map((row) => [row, new Set()]));
  const finder = (stacks: readonly TerraformStackRun[]) =>
    new Finder([
      ...secretsIn(rehearsal.world),
      ...stacks.flatMap((stack) =>
        [...stack.sensitiveValues].map(([name, value]) => ({ what: `variable ${name}`, value })),
      ),
    ]);
  const note = (place: Place, texts: readonly string[], secrets: Finder) =>
    texts
      .flatMap((text) => secrets.in(text))
      .forEach(({ what }) => {
        const [row] = Object.entries(ROWS).find(([, pattern]) => pattern.test(what)) ?? [what];
        found.set(row, (found.get(row) ?? new Set()).add(place));
      });
  const accesses = rehearsal.accesses.map(({ stackName }) => stackName);
  const stacks: TerraformStackRun[] = [];
  for (const [name, place] of [
    [HUB, "hub"],
    ...accesses.map((access) => [access, undefined] as const),
    [SALES, "domain"],
    [BOOKS, "domain"],
  ] as const) {
    const stack = rehearsal.stack(name);
    stacks.push(stack);
    if (name === SALES) {
      rehearsal.onSite();
    }
    const texts = await kept(stack);
    const secrets = finder(stacks);
    expect(texts.shown.flatMap((text) => secrets.in(text))).toEqual([]);
    if (place === undefined) {
      expect(texts.kept.flatMap((text) => secrets.in(text))).toEqual([]);
    } else {
      note(place, texts.kept, secrets);
    }
  }
  const textsOf = (type: string) => rehearsal.world.ofType(type).map((one) => JSON.stringify([one.values, one.hidden]));
  note("vault", textsOf("azurerm_key_vault_secret"), finder(stacks));
  note("group", textsOf("azurerm_container_group"), finder(stacks));
  const sorted = (table: readonly (readonly [string, Iterable<Place>])[]) =>
    Object.fromEntries(table.map(([row, places]) => [row, [...places].sort()]));
  expect(sorted([...found])).toEqual(sorted(Object.entries(said())));
});

describe("a secret that leaks", () => {
  const VALUE = 'p"ss/w+rd&0123456789';
  const password = (configuration: Configuration): string => {
    const [id] = Object.keys(configuration.data!.azurerm_key_vault_secret);
    return `data.azurerm_key_vault_secret.${id}.value`;
  };

  /** Deploys the domain that is changed so; what went wrong. */
  async function failing(edit: (configuration: Configuration) => void) {
    const rehearsal = await stage.withHub();
    const stack = rehearsal.stack(BOOKS);
    const vault = rehearsal.hubs.find(({ stackName }) => stackName === HUB)!.keyVaultId;
    rehearsal.world.putSecret(vault, "books-password", VALUE);
    stack.change(edit);
    return (await rehearsal.deploy(BOOKS)).failure;
  }
  const leak = (where: RegExp, form: string) => ({
    refusals: [],
    output: expect.stringMatching(
      new RegExp(`${where.source} the value of contoso-reta-\\w+-kv/secrets/books-password, ${form}\\.`),
    ) as string,
  });

  it.each([
    ["as it is", (value: string) => `\${nonsensitive(${value})}`, "in JSON"],
    ["in base64", (value: string) => `\${base64encode("user:\${nonsensitive(${value})}")}`, "in base64"],
    ["in a URL", (value: string) => `https://contoso.example/?\${urlencode(nonsensitive(${value}))}`, "in a URL"],
  ])("is found where Terraform prints it %s", async (_, written, form) => {
    const failure = await failing((configuration) => {
      configuration.output = { leaked: { value: written(password(configuration)) } };
    });
    expect(failure).toMatchObject({ step: "apply", ...leak(/Terraform prints/, form) });
  });

  it("is found where Azure shows it to whoever may read", async () => {
    const failure = await failing((configuration) => {
      const group = block(configuration, "azurerm_container_group") as unknown as { container: Container[] };
      group.container[0].environment_variables = { URL: `\${base64encode(${password(configuration)})}` };
    });
    expect(failure).toMatchObject({
      step: "secrets",
      ...leak(/Azure shows in \S+\/containerGroups\/\S+/, "in base64"),
    });
  });

  it("is found in what is synthesized", async () => {
    const failure = await failing((configuration) => {
      block(configuration, "azurerm_container_group").tags = { note: `log on with ${VALUE}` };
    });
    expect(failure).toMatchObject({ step: "apply", ...leak(/Terraform prints/, "in JSON") });
    const unprinted = await failing((configuration) => {
      configuration.variable = { ...configuration.variable, spare: { default: VALUE } };
    });
    expect(unprinted).toMatchObject({ step: "secrets", ...leak(/the synthesized stack holds/, "in JSON") });
  });

  it("is found where azurerm prints the keys of a runtime that it destroys", async () => {
    const rehearsal = await stage.withHub();
    const stack = rehearsal.stack(BOOKS);
    stack.change((configuration) => {
      const [factory] = Object.keys(configuration.resource!.azurerm_data_factory);
      configuration.resource!.azurerm_data_factory_integration_runtime_self_hosted = {
        own: { name: "own-ir", data_factory_id: `\${azurerm_data_factory.${factory}.id}` },
      };
    });
    await applied(stack);
    expect((await rehearsal.takeDown(BOOKS)).failure).toMatchObject({
      step: "destroy",
      output: expect.stringMatching(
        /^Terraform prints the authKey1 of \S+\/integrationRuntimes\/own-ir, as it is\.$/m,
      ) as string,
    });
  });
});

interface Container {
  environment_variables?: Record<string, string>;
}
