import { nearest } from "../azure/nearest";
import { UNKNOWN, Value, Values, isValues, textOf, without } from "../provider/value";
import { Classes, Node } from "./classes";
import { ENUMS } from "./enums";
import type { Mapper, MapperType } from "./mapper";
import { knownTexts, modelOf } from "./packages";

/** What is wrong with a body. */
export interface Violation {
  readonly kind: "required" | "type" | "discriminator" | "unknown" | "enum";
  /** Where: `properties.activities.0.typeProperties.url`. */
  readonly path: string;
  readonly what: string;
}

/** What a check of one body found. */
export interface Checked {
  readonly violations: readonly Violation[];
  /** Properties with a text, of which nobody has said yet what texts there are: `WebActivity.method`. */
  readonly texts: readonly string[];
}

/**
 * Holds a body against how Microsoft's own client writes it; undefined where its package is not installed. What is known
 * only after apply passes.
 */
export function checkBody(type: string, body: Value): Checked | undefined {
  const model = modelOf(type);
  return model && new Check(model.mapper, Classes.of(model)).run(body);
}

/** In what a type is particular, and what the package lets be extended: misspelt keys end there, so nothing else may. */
const CLOSED = "typeProperties";

/** One value on its way through a body. */
interface Place {
  readonly path: string;
  /** Whether it lies in what is particular to a type. */
  readonly isClosed: boolean;
  /** Class and property in which it stands. */
  readonly owner: string;
}

class Check {
  private readonly violations: Violation[] = [];
  private readonly texts = new Set<string>();

  constructor(
    private readonly mapper: Mapper,
    private readonly classes: Classes,
  ) {}

  public run(body: Value): Checked {
    this.value(body, this.mapper, { path: "", isClosed: false, owner: "" });
    return { violations: this.violations, texts: [...this.texts] };
  }

  private found(kind: Violation["kind"], { path }: { readonly path: string }, what: string): void {
    this.violations.push({ kind, path, what });
  }

  private value(value: Value, { type, isConstant, defaultValue }: Mapper, place: Place): void {
    if (value === null || isOpen(value)) {
      return;
    }
    if (isConstant === true && defaultValue !== undefined) {
      return this.text(value, [defaultValue], place);
    }
    switch (type.name) {
      case "Composite":
        return this.composite(value, type, place);
      case "Sequence":
        return Array.isArray(value)
          ? value.forEach((item, index) =>
              this.value(item, type.element!, { ...place, path: `${place.path}.${index}` }),
            )
          : this.found("type", place, "a list is wanted");
      case "Dictionary":
        return isValues(value)
          ? Object.entries(value).forEach(([name, item]) =>
              this.value(item, type.value!, { ...place, path: `${place.path}.${name}` }),
            )
          : this.found("type", place, "an object is wanted");
      case "Enum":
        return this.text(value, type.allowedValues!, place);
      case "any":
      case "Object":
        return;
      default:
        return this.plain(value, type.name, place);
    }
  }

  private plain(value: Value, wanted: string, place: Place): void {
    const name = wanted === "Number" || wanted === "Boolean" ? wanted.toLowerCase() : "string";
    if (typeof value !== name) {
      this.found("type", place, `a ${name} is wanted`);
    } else if (name === "string") {
      const texts = ENUMS[place.owner];
      if (texts === undefined) {
        this.texts.add(place.owner);
      } else {
        this.text(value, typeof texts === "string" ? knownTexts(texts) : texts, place);
      }
    }
  }

  private text(value: Value, allowed: readonly string[], place: Place): void {
    if (!allowed.includes(textOf(value))) {
      this.found("enum", place, `${textOf(value)} is none of ${allowed.join(", ")}`);
    }
  }

  private composite(value: Value, type: MapperType, place: Place): void {
    if (!isValues(value)) {
      return this.found("type", place, "an object is wanted");
    }
    const className = this.classFor(value, type.className!, place);
    if (className === undefined) {
      return;
    }
    const { additionalProperties, polymorphicDiscriminator: discriminator } = this.classes.typeOf(className);
    this.node(
      without(value, discriminator?.serializedName ?? ""), // that is looked at already
      this.classes.treeOf(className),
      { ...place, owner: className },
      additionalProperties !== undefined && !place.isClosed,
    );
  }

  /** The class that an object is of: its discriminator says so, where it has one. */
  private classFor(value: Values, base: string, place: Place): string | undefined {
    const { polymorphicDiscriminator: discriminator } = this.classes.typeOf(base);
    if (discriminator === undefined) {
      return base;
    }
    const name = discriminator.serializedName;
    const spelling = value[name] ?? null;
    const at = { path: `${place.path}.${name}` };
    if (typeof spelling !== "string") {
      return spelling === UNKNOWN ? undefined : void this.found("required", at, "the type is wanted");
    }
    const spellings = this.classes.spellingsOf(base);
    const found = spellings.get(spelling);
    if (found === undefined && !isOpen(spelling)) {
      const like = nearest(spelling, [...spellings.keys()]);
      this.found("discriminator", at, `there is no type ${spelling}${like === undefined ? "" : `; is ${like} meant?`}`);
    }
    return found;
  }

  private node(value: Values, node: Node, place: Place, isOpenEnded: boolean): void {
    const { path, owner } = place;
    for (const [name, inner] of Object.entries(value)) {
      const own = { path: `${path}.${name}`.replace(/^\./, ""), isClosed: place.isClosed || name === CLOSED, owner };
      const known = node.inner.get(name);
      if (known === undefined) {
        this.unknown(name, [...node.inner.keys()], own, isOpenEnded);
      } else if (known.mapper !== undefined) {
        this.value(inner, known.mapper, { ...own, owner: `${owner.split(".")[0]}.${known.mapper.serializedName}` });
      } else if (isValues(inner)) {
        this.node(inner, known, own, false);
      } else if (!isOpen(inner)) {
        this.found("type", own, "an object is wanted");
      }
    }
    this.missing(value, node, path);
  }

  private unknown(name: string, known: readonly string[], place: Place, isOpenEnded: boolean): void {
    if (!isOpenEnded) {
      const like = nearest(name, known);
      this.found("unknown", place, `it is not expected here${like === undefined ? "" : `; is ${like} meant?`}`);
    }
  }

  private missing(value: Values, node: Node, path: string): void {
    for (const [name, { mapper, inner }] of node.inner) {
      const at = `${path}.${name}`.replace(/^\./, "");
      const isGiven = value[name] !== undefined && value[name] !== null;
      if (!isGiven && mapper?.required === true && mapper.readOnly !== true) {
        this.found("required", { path: at }, "it is wanted");
      } else if (!isGiven && mapper === undefined) {
        this.missing({}, { inner }, at);
      }
    }
  }
}

/** Whether Terraform has still to say what it is: an unknown value, or, as it is synthesized, an expression. */
const isOpen = (value: Value): boolean => value === UNKNOWN || (typeof value === "string" && /(?<!\$)\$\{/.test(value));
