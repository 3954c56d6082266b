/**
 * Compiled JavaScript whose bindings, and whose modules of the library's own, are loaded when they are first used. A
 * domain needs few of the classes that its stack could make, and the bindings of one resource take up to 10 ms to load,
 * a storage account's for instance.
 *
 * TypeScript writes `const key_vault_1 = require("@cdktf/provider-azurerm/lib/key-vault");` and reads
 * `key_vault_1.KeyVault`. The constant becomes an object with a getter for each class that is read. All is kept on one
 * line, so that source maps still fit; the module is kept too, since Node resolves its name anew each time.
 *
 * @throws when bindings are loaded in any other way.
 */
export function withLazyModules(script: string, file: string): string {
  const lines = script.split("\n").map((line) => {
    const [, constant, name] = /^const (\w+) = require\("(@cdktf\/[^"]+|\.\.?\/[^"]+)"\);$/.exec(line) ?? [];
    if (constant === undefined) {
      if (line.includes('require("@cdktf/')) {
        throw new Error(`${file}: tools/lazy-modules.ts does not know how to load this later: ${line}`);
      }
      return line;
    }
    const reads = [...script.matchAll(new RegExp(`\\b${constant}\\.(\\w+)`, "g"))].map(([, read]) => read);
    const getters = [...new Set(reads)].map(
      (read) => `get ${read}() { return (${constant}_ ??= require("${name}")).${read}; }`,
    );
    return `let ${constant}_; const ${constant} = { ${getters.join(", ")} };`;
  });
  return lines.join("\n");
}
