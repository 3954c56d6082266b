/** What the types of a package want, which its mappers leave out: that an object must be given. */
export class Declarations {
  private readonly interfaces = new Map<string, { readonly bases: readonly string[]; readonly wanted: string[] }>();

  /** @param text the package's `.d.ts`. */
  constructor(text: string) {
    const pattern = /^export declare interface (\w+)(?: extends ([\w, ]+))? \{\r?\n([\s\S]*?)^\}/gm;
    for (const [, name, bases = "", body] of text.matchAll(pattern)) {
      const wanted = [...body.matchAll(/^ {4}(\w+): /gm)].map(([, property]) => property);
      this.interfaces.set(name, { bases: bases.split(", ").filter((base) => base !== ""), wanted });
    }
  }

  /** Names of the properties that an object of this class must have. */
  public wantedBy(className: string): string[] {
    const { bases, wanted } = this.interfaces.get(className) ?? { bases: [], wanted: [] };
    return [...wanted, ...bases.flatMap((base) => this.wantedBy(base))];
  }
}
