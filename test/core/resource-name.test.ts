import * as fc from "fast-check";
import { Fn } from "cdktf";
import { NAME_SYNTAX, NameSyntax } from "../../lib/core/limits";
import { NameKind, deriveName, nameViolations, shortHash, unknownNameViolations } from "../../lib/core/resource-name";

const KINDS = Object.keys(NAME_SYNTAX) as NameKind[];
const syntaxOf = (kind: NameKind): NameSyntax => NAME_SYNTAX[kind];

/** Few letters, so that names are near each other; from very short to longer than any limit when joined. */
const compact = fc.stringMatching(/^[ab][ab1]{0,39}$/);
const dashed = fc.stringMatching(/^[ab][ab1]{0,12}(-[ab1]{1,12}){0,2}$/).filter((name) => name.length <= 40);
const parts = fc.tuple(fc.stringMatching(/^[ab][ab1]{1,11}$/), compact, compact, dashed);

/** Names at and beside the edges of what Azure takes, per kind. */
const EDGES: Record<NameKind, { valid: string[]; invalid: string[] }> = {
  resourceGroup: { valid: ["r", "R_1.(x)-", "ß", "r".repeat(90)], invalid: ["", "r.", "a b", "a/b", "r".repeat(91)] },
  dataFactory: {
    valid: ["adf", "A-1-b", "f".repeat(63)],
    invalid: ["ad", "-adf", "adf-", "a--b", "a_b", "f".repeat(64)],
  },
  integrationRuntime: {
    valid: ["irs", "A-1-b", "i".repeat(63)],
    invalid: ["ir", "-irs", "irs-", "a--b", "i".repeat(64)],
  },
  relayNamespace: {
    valid: ["relays", "A--b-1", "r".repeat(50)],
    invalid: ["relay", "1relay", "relays-", "r".repeat(51)],
  },
  hybridConnection: {
    valid: ["w", "warehouse/eu-1", "1._-/a", "w".repeat(260)],
    invalid: ["", "-w", "w.", "a b", "w".repeat(261)],
  },
  keyVault: { valid: ["kv1", "a-B-1", "k".repeat(24)], invalid: ["kv", "1kv", "kv-", "a--b", "k".repeat(25)] },
  keyVaultSecret: { valid: ["s", "-", "A--1", "s".repeat(127)], invalid: ["", "a_b", "a.b", "s".repeat(128)] },
  storageAccount: { valid: ["st1", "123", "s".repeat(24)], invalid: ["st", "St1", "s-t", "s".repeat(25)] },
  fileShare: { valid: ["aci", "1-a", "s".repeat(63)], invalid: ["ac", "Aci", "-aci", "aci-", "a--b", "s".repeat(64)] },
  blobContainer: {
    valid: ["raw", "1-a", "raw-", "r".repeat(63)],
    invalid: ["ra", "Raw", "-raw", "a--b", "r".repeat(64)],
  },
  containerRegistry: { valid: ["acr12", "ACR12", "r".repeat(50)], invalid: ["acr1", "acr-12", "r".repeat(51)] },
  userAssignedIdentity: {
    valid: ["id1", "1_-", "i".repeat(128)],
    invalid: ["id", "_id", "-id", "i.d", "i".repeat(129)],
  },
  containerGroup: { valid: ["g", "1-a", "g".repeat(63)], invalid: ["", "G", "-g", "g-", "a--b", "g".repeat(64)] },
  container: { valid: ["c", "1-a", "c".repeat(63)], invalid: ["", "C", "-c", "c-", "a--b", "c".repeat(64)] },
  containerVolume: { valid: ["aaaaa", "1-a-b", "v".repeat(63)], invalid: ["aaaa", "Aaaaa", "aaaa-", "v".repeat(64)] },
  containerAppJob: { valid: ["jo", "a1-2b", "j".repeat(32)], invalid: ["j", "1a", "Jo", "j-", "a--b", "j".repeat(33)] },
  containerAppEnvironment: {
    valid: ["ca", "a1-2b", "e".repeat(60)],
    invalid: ["e", "1a", "Ca", "e-", "a--b", "e".repeat(61)],
  },
  pipeline: {
    valid: ["p", "_Load all (1)", "1-a", "p".repeat(260)],
    invalid: ["", "-p", "a.b", "a/b", "p".repeat(261)],
  },
  trigger: { valid: ["t", "_Nightly-1", "t".repeat(260)], invalid: ["", " t", "a&b", "a:b", "t".repeat(261)] },
  activity: { valid: ["a", "_Copy all-1", "a".repeat(55)], invalid: ["", "-a", "a+b", "a\\b", "a".repeat(56)] },
  credential: { valid: ["c", "_Link-1", "c".repeat(260)], invalid: ["", "-c", "a.b", "a/b", "c".repeat(261)] },
  linkedService: { valid: ["l", "Sql_1 a", "l".repeat(260)], invalid: ["", "1l", "_l", "a-b", "l".repeat(261)] },
  dataset: { valid: ["d", "Sql_1 a", "d".repeat(260)], invalid: ["", "1d", "_d", "a-b", "a%b", "d".repeat(261)] },
  relayGateway: { valid: ["gw", "1-a", "g".repeat(50)], invalid: ["g", "Gw", "-gw", "gw-", "a--b", "g".repeat(51)] },
  environmentVariable: { valid: ["E", "ENV_1", "1", "e".repeat(63)], invalid: ["", "_E", "E_", "E-1", "e".repeat(64)] },
};

describe("names as Azure wants them", () => {
  test.each(KINDS)("%s: both sides of its edges", (kind) => {
    expect(EDGES[kind].valid.filter((name) => nameViolations(kind, name).length > 0)).toEqual([]);
    expect(EDGES[kind].invalid.filter((name) => nameViolations(kind, name).length !== 1)).toEqual([]);
  });

  test("the violation says what was given and what is allowed", () => {
    expect(nameViolations("keyVault", "1vault")).toEqual([
      '[vault/vault-name] given "1vault". Azure refuses the name of the key vault. Use 3-24 letters, digits and single inner hyphens, a letter first. It may not begin with "1".',
    ]);
  });

  test.each(KINDS)("%s: a name that is known after apply only is refused, by one rule for all", (kind) => {
    expect(nameViolations(kind, Fn.join("", ["contoso"]))).toEqual([
      expect.stringMatching(
        `^\\[core/known-name\\] given the name of the ${syntaxOf(kind).resource}, known only after apply\\. `,
      ),
    ]);
  });

  test("a text from which a name follows must be known too", () => {
    expect(unknownNameViolations({ schema: "dbo", table: Fn.join("", ["Order"]), other: undefined })).toEqual([
      expect.stringContaining("[core/known-name] given table, known only after apply. "),
    ]);
  });
});

describe("derived names", () => {
  test.each<[NameKind, string[], string]>([
    ["resourceGroup", ["contoso", "retail", "prod", "sales-force"], "contoso-retail-prod-sales-force-rg"],
    ["dataFactory", ["contoso", "retail", "prod", "erp"], "contoso-retail-prod-erp-adf"],
    ["relayNamespace", ["contoso", "retail", "production"], "contoso-retail-production-relay"],
    ["containerGroup", ["retail", "prod", "erp", "transform"], "retail-prod-erp-transform"],
  ])("%s is readable where nothing is lost", (kind, given, name) => {
    expect(deriveName(kind, given)).toBe(name);
  });

  test("ends in a hash of everything where it is cut, before the kind's own ending", () => {
    const given = ["contoso", "retail", "production"];
    const hash = shortHash("contoso/retail/production");
    expect(deriveName("keyVault", given)).toBe(`contoso-reta-${hash}-kv`);
    expect(deriveName("storageAccount", given)).toBe(`contosoretailpro${hash}`);
    expect(deriveName("fileShare", ["ab"])).toBe(`ab-${shortHash("ab")}`);
  });

  test("a hash is eight lowercase letters and digits, the same at every time", () => {
    expect(shortHash("contoso/retail/production")).toMatch(/^[a-v0-9]{8}$/);
    expect(["", "a", "b"].map(shortHash)).toEqual(["seoc8gko", "pabo24ma", "7ohug5g0"]);
  });

  test.each(KINDS)("%s: valid, deterministic and led by the first part, whatever the parts", (kind) => {
    fc.assert(
      fc.property(parts, (given) => {
        const name = deriveName(kind, given);
        expect(nameViolations(kind, name)).toEqual([]);
        expect(deriveName(kind, [...given])).toBe(name);
        expect(name.startsWith(given[0])).toBe(true);
        expect(name.endsWith(syntaxOf(kind).suffix ?? "")).toBe(true);
      }),
    );
  });

  test.each(KINDS)("%s: valid for a single short part", (kind) => {
    fc.assert(
      fc.property(fc.oneof(compact, dashed), (part) => {
        expect(nameViolations(kind, deriveName(kind, [part]))).toEqual([]);
      }),
    );
  });

  test.each(KINDS)("%s: different parts, different names", (kind) => {
    fc.assert(
      fc.property(fc.uniqueArray(parts, { selector: (given) => given.join("/"), maxLength: 60 }), (all) => {
        expect(new Set(all.map((given) => deriveName(kind, given).toLowerCase())).size).toBe(all.length);
      }),
    );
  });

  test.each(KINDS)("%s: parts that join to the same text do not share a name", (kind) => {
    // without a separator the border between the parts would be lost
    const cuts = fc.tuple(fc.stringMatching(/^[ab]{4,60}$/), fc.nat(), fc.nat());
    fc.assert(
      fc.property(cuts, (given) => {
        const [text, one, other] = given;
        const halves = [one, other].map((cut) => 1 + (cut % (text.length - 1)));
        fc.pre(halves[0] !== halves[1]);
        const [a, b] = halves.map((cut) => deriveName(kind, ["contoso", text.slice(0, cut), text.slice(cut)]));
        expect(a).not.toBe(b);
      }),
    );
  });
});
