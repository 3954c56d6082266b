import { withLazyModules } from "../../tools/lazy-modules";

const COMPILED = [
  '"use strict";',
  'const key_vault_1 = require("@cdktf/provider-azurerm/lib/key-vault");',
  'const constructs_1 = require("constructs");',
  'const rule_1 = require("../core/rule");',
  "exports.makeOne = () => new key_vault_1.KeyVault();",
  "exports.makeList = () => new key_vault_1.KeyVaultList();",
  "exports.refuseIt = () => (0, rule_1.refuse)();",
].join("\n");

/** Runs a script and says what it has required so far. */
function run(script: string) {
  const required: string[] = [];
  const exported: Record<string, () => object> = {};
  class KeyVault {}
  class KeyVaultList {}
  const refuse = () => ({});
  const require = (name: string) => {
    required.push(name);
    return { KeyVault, KeyVaultList, refuse };
  };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- as Node runs a module
  new Function("exports", "require", script)(exported, require);
  return { required, exported, KeyVault, KeyVaultList };
}

describe("withLazyModules", () => {
  const lazy = withLazyModules(COMPILED, "vault.js");

  test("loads bindings when a class of theirs is first read, and once", () => {
    const { required, exported, KeyVault, KeyVaultList } = run(lazy);
    expect(required).toEqual(["constructs"]);

    expect(exported.makeOne()).toBeInstanceOf(KeyVault);
    expect(exported.makeOne()).toBeInstanceOf(KeyVault);
    expect(exported.makeList()).toBeInstanceOf(KeyVaultList);
    expect(required).toEqual(["constructs", "@cdktf/provider-azurerm/lib/key-vault"]);
  });

  test("loads the library's own modules when something of theirs is first called", () => {
    const { required, exported } = run(lazy);
    exported.refuseIt();
    exported.refuseIt();
    expect(required).toEqual(["constructs", "../core/rule"]);
  });

  test("leaves every other line as it is, so that source maps fit", () => {
    const [before, after] = [COMPILED.split("\n"), lazy.split("\n")];
    expect(after.filter((line, index) => line !== before[index])).toHaveLength(2);
    expect(after).toHaveLength(before.length);
  });

  test.each([
    'const { KeyVault } = require("@cdktf/provider-azurerm/lib/key-vault");',
    'const key_vault_1 = __importStar(require("@cdktf/provider-azurerm/lib/key-vault"));',
    '__exportStar(require("@cdktf/provider-azurerm/lib/key-vault"), exports);',
  ])("fails if bindings are loaded in a way that it does not know: %s", (line) => {
    expect(() => withLazyModules(`"use strict";\n${line}`, "vault.js")).toThrow(`vault.js: `);
  });
});
