import tseslint from "typescript-eslint";

/** Folders of `lib`, lowest floor first: a file imports only from its own folder and from folders before it. */
const folders = [
  "core",
  "time",
  "tunnel",
  "ownership",
  "azapi",
  "identity",
  "vault",
  "storage",
  "registry",
  "relay",
  "data-factory",
  "copy",
  "dbt",
  "gateway",
  "holding",
  "site",
  "hub",
  "access",
  "platform",
  "domain",
];

/** How deep folders may nest below `lib/<folder>`, the folder itself counted. */
const depths = [1, 2, 3];

/** The one file that throws. */
const thrower = "lib/core/rule.ts";

const bindingsRoot = {
  regex: "^@cdktf/provider-[^/]+(?:/lib)?(?:/index(?:\\.js)?)?/?$",
  message: "The root of the bindings takes seconds to load: import from `@cdktf/provider-<name>/lib/<resource>`.",
};
const detour = {
  regex: "^\\./\\.\\.|[^.]/\\.\\.(?:/|$)",
  message: "Write the shortest relative path.",
};
/** Kinds of things that go through azapi (docs/decisions/0021), by the names of azurerm's bindings. */
const azapiKinds = [
  "data-factory-(?!trigger-)[^/]+",
  "relay-namespace(?:-[^/]+)?",
  "relay-[^/]+-authorization-rule",
  "subnet(?:-[^/]+)?",
];
const oneDoor = {
  regex: `^@cdktf/provider-azurerm/lib/(?:${azapiKinds.join("|")})(?:/.*)?$`,
  message:
    "One door per kind of thing: this kind is written through azapi, in lib/data-factory, lib/relay and lib/gateway.",
};
const ownTime = {
  regex: "^@cdktf/provider-time(?:/|$)",
  message: "Its bindings are no peer of ours: import from lib/time.",
};
const restrictImports = (...patterns) => ({
  "no-restricted-imports": ["error", { patterns: [bindingsRoot, detour, ...patterns] }],
});
/** The same for what is synthesized. */
const restrictSynthesized = (...patterns) => restrictImports(oneDoor, ownTime, ...patterns);

/** What a file in `lib/<folder>`, `depth` levels below `lib`, may not import: all of `lib` but `allowed`. */
const beyond = (allowed, depth) => ({
  regex: `^(?:\\.\\./){${depth - 1}}\\.\\.(?:/(?!(?:${allowed.join("|")})(?:/|$))|$)`,
  message: `Folders point one way: from here only ${allowed.join(", ")} may be imported (\`folders\` in eslint.config.mjs).`,
});
const directions = folders.flatMap((folder, floor) =>
  depths.map((depth) => ({
    files: [`lib/${folder}/${"*/".repeat(depth - 1)}*.ts`],
    rules: restrictSynthesized(beyond(folders.slice(0, floor + 1), depth)),
  })),
);

const instanceOf = {
  selector: "BinaryExpression[operator='instanceof']",
  message: "Two copies of a package make two classes: ask by a method such as TerraformResource.isTerraformResource.",
};
const hiddenImport = {
  selector: "ImportExpression, TSImportType",
  message: "Import at the head of the file, where the folder directions are checked.",
};
const throwing = {
  selector: "ThrowStatement",
  message: `Errors leave through one door: yield violations and let ${thrower} throw them together.`,
};

export default tseslint.config(
  {
    ignores: ["dist/", "docs/", "cdktf.out/", "coverage/", "**/*.js", "**/*.d.ts"],
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      "prefer-const": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-require-imports": "error",
      ...restrictImports(),
    },
  },
  {
    files: ["lib/**/*.ts"],
    rules: {
      "no-restricted-syntax": ["error", instanceOf, hiddenImport, throwing],
      "@typescript-eslint/no-magic-numbers": [
        "error",
        {
          ignore: [0, 1, -1],
          detectObjects: true,
          ignoreEnums: true,
          ignoreNumericLiteralTypes: true,
          ignoreReadonlyClassProperties: true,
          ignoreTypeIndexes: true,
        },
      ],
      // A folder that `folders` does not name may import nothing; the folders that it names follow.
      ...restrictSynthesized({
        regex: "^\\.\\.",
        message: "Give this folder its place in `folders` in eslint.config.mjs.",
      }),
    },
  },
  ...directions,
  {
    files: [thrower],
    rules: { "no-restricted-syntax": ["error", instanceOf, hiddenImport] },
  },
  {
    files: ["lib/**/limits.ts"],
    rules: { "@typescript-eslint/no-magic-numbers": "off" },
  },
  {
    files: ["stacks/**/*.ts"],
    rules: restrictSynthesized(
      { regex: "^(?:\\.\\./)+lib/", message: 'Stacks use the library as its users do: import from "../lib".' },
      { regex: "^(?:\\.\\./)+(?:test|tools)(?:/|$)", message: "Stacks stand on the library alone." },
    ),
  },
  {
    // Synthesized JSON and package files are read as they come.
    files: ["test/**/*.ts", "tools/**/*.ts"],
    rules: {
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
    },
  },
);
