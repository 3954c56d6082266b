/**
 * A compiled entry point whose modules are loaded when something of theirs is first read: a domain's stack needs no
 * gateway, a plan alone no construct. Each `__exportStar(require("./x"), exports);` becomes a getter per name, on one
 * line, so that source maps still fit. Node finds the names of a CommonJS module for `import { … }` in its text, and
 * knows getters that read a member of a constant, so that constant is what loads the module.
 *
 * @param namesOf what the module of this name exports.
 */
export function withLazyExports(script: string, namesOf: (module: string) => string[]): string {
  const lines = script.split("\n").map((line, index) => {
    const [, module] = /^__exportStar\(require\("(\.\/[^"]+)"\), exports\);$/.exec(line) ?? [];
    if (module === undefined) {
      return line;
    }
    const names = namesOf(module);
    const loading = names.map((name) => `get ${name}() { return (m${index}_ ??= require("${module}")).${name}; }`);
    const exporting = names.map(
      (name) =>
        `Object.defineProperty(exports, "${name}", { enumerable: true, get: function () { return m${index}.${name}; } });`,
    );
    return names.length === 0
      ? ""
      : `let m${index}_; const m${index} = { ${loading.join(", ")} }; ${exporting.join(" ")}`;
  });
  return lines.join("\n");
}

/** What a module compiled by TypeScript exports: it names all of it at its head, or at the declaration of an enum. */
export function exportedNames(script: string): string[] {
  const names = [...script.matchAll(/\bexports\.(\w+) = /g)].map(([, name]) => name);
  return [...new Set(names)];
}
