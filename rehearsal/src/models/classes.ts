import { DEVIATIONS } from "./deviations";
import type { Mapper, MapperType } from "./mapper";
import type { Model } from "./packages";

/** Properties by the parts of where they stand. */
export interface Node {
  readonly mapper?: Mapper;
  readonly inner: ReadonlyMap<string, Node>;
}

interface GrowingNode extends Node {
  readonly inner: Map<string, GrowingNode>;
}

/** The classes of one package with all in which Azure is ahead of them, each looked up once. */
export class Classes {
  public static of(model: Model): Classes {
    const known = Classes.known.get(model) ?? new Classes(model);
    Classes.known.set(model, known);
    return known;
  }

  private static readonly known = new WeakMap<Model, Classes>();
  private readonly spellings = new Map<string, ReadonlyMap<string, string>>();
  private readonly trees = new Map<string, Node>();

  private constructor(private readonly model: Model) {}

  public typeOf(className: string): MapperType {
    const newer = DEVIATIONS.find((one) => one.className === className && one.of !== undefined);
    return this.model.mappers[newer?.of ?? className]?.type ?? { name: "Composite" };
  }

  /** Types by how they are spelt, of all that are of a class. */
  public spellingsOf(base: string): ReadonlyMap<string, string> {
    const found = this.spellings.get(base) ?? this.spellingsOfAll(base);
    this.spellings.set(base, found);
    return found;
  }

  /** All properties of a class but for its discriminator. */
  public treeOf(className: string): Node {
    const found = this.trees.get(className) ?? this.tree(className);
    this.trees.set(className, found);
    return found;
  }

  private spellingsOfAll(base: string): Map<string, string> {
    const ancestors = (className: string): string[] => {
      const { uberParent } = this.typeOf(className);
      return [className, ...(uberParent === undefined || uberParent === className ? [] : ancestors(uberParent))];
    };
    const own = Object.entries(this.model.mappers)
      .filter(([className, { serializedName }]) => serializedName !== undefined && ancestors(className).includes(base))
      .map(([className, { serializedName }]): [string, string] => [serializedName!, className]);
    const newer = DEVIATIONS.filter(({ of }) => of !== undefined && ancestors(of).includes(base));
    return new Map([...own, ...newer.map(({ className }): [string, string] => [className, className])]);
  }

  private tree(className: string): Node {
    const deviations = DEVIATIONS.filter((one) => one.className === className);
    const optional = deviations.flatMap((one) => one.optional ?? []);
    const declared = this.model.declared.wantedBy(className);
    const own = Object.entries(this.typeOf(className).modelProperties ?? {}).map(([name, mapper]): Mapper => {
      const isWanted = mapper.required === true || (mapper.type.name === "Composite" && declared.includes(name));
      return { ...mapper, required: isWanted && !optional.includes(mapper.serializedName!) };
    });
    const more = deviations.flatMap(({ properties = {} }) =>
      Object.entries(properties).map(([serializedName, mapper]): Mapper => ({ ...mapper, serializedName })),
    );
    const root: GrowingNode = { inner: new Map() };
    [...own, ...more].forEach((mapper) => plant(root, mapper.serializedName!.split("."), mapper));
    root.inner.delete(this.typeOf(className).polymorphicDiscriminator?.serializedName ?? "");
    return root;
  }
}

function plant({ inner }: GrowingNode, [name, ...rest]: readonly string[], mapper: Mapper): void {
  if (rest.length === 0) {
    inner.set(name, { mapper, inner: new Map() });
    return;
  }
  const next = inner.get(name) ?? { inner: new Map<string, GrowingNode>() };
  inner.set(name, next);
  plant(next, rest, mapper);
}
