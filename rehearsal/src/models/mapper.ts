/** How `@azure/core-client` describes a value, as far as it is looked at. */
export interface Mapper {
  /** Where it stands in its object, its parts joined by dots; of a type, how its discriminator spells it. */
  readonly serializedName?: string;
  readonly required?: boolean;
  readonly readOnly?: boolean;
  /** Whether it is always this text. */
  readonly isConstant?: boolean;
  readonly defaultValue?: string;
  readonly type: MapperType;
}

export interface MapperType {
  /** `Composite`, `Sequence`, `Dictionary`, `String`, `Number`, `Boolean`, `Enum`, `any` and the like. */
  readonly name: string;
  readonly className?: string;
  readonly uberParent?: string;
  readonly modelProperties?: Readonly<Record<string, Mapper>>;
  readonly additionalProperties?: Mapper;
  readonly polymorphicDiscriminator?: { readonly serializedName: string };
  readonly element?: Mapper;
  readonly value?: Mapper;
  readonly allowedValues?: readonly string[];
}

/** Composites by their class, and `discriminators`. */
export type Mappers = Readonly<Record<string, Mapper>>;
