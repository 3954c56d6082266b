import { TerraformVariable } from "cdktf";
import fc from "fast-check";
import { ContainerImage, ContainerRegistry, IContainerRegistry } from "../../lib";
import { GROUP_ID, resolved } from "../support/azure";
import { stackUnderTest } from "../support/stack";

const REGISTRY_ID = `${GROUP_ID}/providers/Microsoft.ContainerRegistry/registries/contoso`;
const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

function registryIn(stack = stackUnderTest()): IContainerRegistry {
  return ContainerRegistry.fromResourceId(stack, "Registry", REGISTRY_ID);
}

const letters = fc.stringMatching(/^[a-z0-9]{1,8}$/);
const repositories = fc
  .array(fc.tuple(letters, fc.constantFrom(".", "-", "--", "_", "__", "/"), letters), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.map((part) => part.join("")).join("/"));
const tags = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/);
const digests = fc.stringMatching(/^[0-9a-f]{64}$/).map((hexadecimal) => `sha256:${hexadecimal}`);
const hosts = fc.constantFrom("library/", "my_team/", "docker.example/", "ghcr.example/contoso/", "localhost:5000/");
const registry = registryIn();

describe("an image of a registry", () => {
  test("by tag", () => {
    const image = ContainerImage.fromRegistry(registry, "dbt/salesforce", "1.4.2");
    expect(image).toMatchObject({ reference: "contoso.azurecr.io/dbt/salesforce:1.4.2", registry });
  });

  test("by digest", () => {
    const image = ContainerImage.fromDigest(registry, "dbt-salesforce", DIGEST);
    expect(image).toMatchObject({ reference: `contoso.azurecr.io/dbt-salesforce@${DIGEST}`, registry });
  });

  test("by any valid repository and version", () => {
    fc.assert(
      fc.property(repositories, tags, digests, (repository, tag, digest) => {
        const tagged = ContainerImage.fromRegistry(registry, repository, tag);
        expect(tagged.reference).toBe(`contoso.azurecr.io/${repository}:${tag}`);
        const pinned = ContainerImage.fromDigest(registry, repository, digest);
        expect(pinned.reference).toBe(`contoso.azurecr.io/${repository}@${digest}`);
      }),
    );
  });

  test("by a version that is known after apply", () => {
    const stack = stackUnderTest();
    const version = new TerraformVariable(stack, "version", { type: "string" }).stringValue;
    expect(resolved(stack, ContainerImage.fromRegistry(registryIn(stack), "dbt", version).reference)).toBe(
      "contoso.azurecr.io/dbt:${var.version}",
    );
    expect(resolved(stack, ContainerImage.fromDigest(registryIn(stackUnderTest()), "dbt", version).reference)).toBe(
      "contoso.azurecr.io/dbt@${var.version}",
    );
    expect(resolved(stack, ContainerImage.fromPublic(version).reference)).toBe("${var.version}");
  });

  test.each(["", "Dbt", "/dbt", "dbt/", "dbt//x", "dbt.", "dbt..x", "dbt:1", "dbt@x", "d b", "r".repeat(256)])(
    "fails if its repository is %j",
    (repository) => {
      expect(() => ContainerImage.fromRegistry(registry, repository, "1.4.2")).toThrow(
        `image: [registry/image-reference] given "contoso.azurecr.io/${repository}:1.4.2".`,
      );
      expect(() => ContainerImage.fromDigest(registry, repository, DIGEST)).toThrow(
        `image: [registry/image-reference] given "contoso.azurecr.io/${repository}@${DIGEST}".`,
      );
    },
  );

  test.each(["", ".1", "-1", "1:2", "1@2", "1/2", "1 2", "t".repeat(129), "1\n"])("fails if its tag is %j", (tag) => {
    expect(() => ContainerImage.fromRegistry(registry, "dbt", tag)).toThrow("image: [registry/image-reference] given");
  });

  test.each(["", "1.4.2", DIGEST.slice(0, -1), `${DIGEST}0`, DIGEST.toUpperCase(), DIGEST.slice(7), `${DIGEST}\n`])(
    "fails if its digest is %j",
    (digest) => {
      expect(() => ContainerImage.fromDigest(registry, "dbt", digest)).toThrow(
        "image: [registry/image-reference] given",
      );
    },
  );
});

describe("a public image", () => {
  test("is taken as it stands, and nobody needs a right to pull it", () => {
    fc.assert(
      fc.property(hosts, repositories, tags, digests, (host, repository, tag, digest) => {
        const named = `${host}${repository}`;
        [`${named}:${tag}`, `${named}@${digest}`, `${named}:${tag}@${digest}`].forEach((reference) => {
          const image = ContainerImage.fromPublic(reference);
          expect([image.reference, image.registry]).toEqual([reference, undefined]);
        });
      }),
    );
  });

  test.each([
    "",
    "dbt",
    "ghcr.example/dbt",
    ":1",
    "@",
    "dbt:",
    "dbt@",
    "dbt:1:2",
    "dbt:1@",
    "dbt:1@1.4.2",
    `dbt:.1@${DIGEST}`,
    `dbt@${DIGEST}@${DIGEST}`,
    "Dbt:1",
    "Contoso/dbt:1",
    "Ghcr.example/dbt:1",
    "ghcr..example/dbt:1",
    "-ghcr/dbt:1",
    "ghcr.example:https/dbt:1",
    "https://ghcr.example/dbt:1",
    "ghcr.example//dbt:1",
    "/dbt:1",
    "localhost:5000/dbt",
    " dbt:1",
    "dbt:1\n",
  ])("fails if its reference is %j", (reference) => {
    expect(() => ContainerImage.fromPublic(reference)).toThrow(
      `image: [registry/image-reference] given "${reference}".`,
    );
  });
});
