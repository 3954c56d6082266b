import { withLazyBindings } from "../../tools/lazy-bindings";

const COMPILED = [
  '"use strict";',
  'const key_vault_1 = require("@cdktf/provider-azurerm/lib/key-vault");',
  'const constructs_1 = require("constructs");',
  "exports.makeOne = () => new key_vault_1.KeyVault();",
  "exports.makeList = () => new key_vault_1.KeyVaultList();",
].join("\n");

/** Runs a script and says what it has required so far. */
function run(script: string) {
  const required: string[] = [];
  const exported: Record<string, () => object> = {};
  class KeyVault {}
  class KeyVaultList {}
  const require = (name: string) => {
    required.push(name);
    return { KeyVault, KeyVaultList };
  };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- as Node runs a module
  new Function("exports", "require", script)(exported, require);
  return { required, exported, KeyVault, KeyVaultList };
}

describe("withLazyBindings", () => {
  const lazy = withLazyBindings(COMPILED, "vault.js");

  test("loads bindings when a class of theirs is first read, and once", () => {
    const { required, exported, KeyVault, KeyVaultList } = run(lazy);
    expect(required).toEqual(["constructs"]);

    expect(exported.makeOne()).toBeInstanceOf(KeyVault);
    expect(exported.makeOne()).toBeInstanceOf(KeyVault);
    expect(exported.makeList()).toBeInstanceOf(KeyVaultList);
    expect(required).toEqual(["constructs", "@cdktf/provider-azurerm/lib/key-vault"]);
  });

  test("leaves every other line as it is, so that source maps fit", () => {
    const [before, after] = [COMPILED.split("\n"), lazy.split("\n")];
    expect(after.filter((line, index) => line !== before[index])).toHaveLength(1);
    expect(after).toHaveLength(before.length);
  });

  test.each([
    'const { KeyVault } = require("@cdktf/provider-azurerm/lib/key-vault");',
    'const key_vault_1 = __importStar(require("@cdktf/provider-azurerm/lib/key-vault"));',
    '__exportStar(require("@cdktf/provider-azurerm/lib/key-vault"), exports);',
  ])("fails if bindings are loaded in a way that it does not know: %s", (line) => {
    expect(() => withLazyBindings(`"use strict";\n${line}`, "vault.js")).toThrow(`vault.js: `);
  });
});
