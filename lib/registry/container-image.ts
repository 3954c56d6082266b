import { Rule, refuse } from "../core/rule";
import { IContainerRegistry } from "./container-registry";
import { REPOSITORY_CHARACTERS, TAG_CHARACTERS } from "./limits";

const REFERENCE = new Rule({
  id: "registry/image-reference",
  why: "No registry serves an image by that reference.",
  fix: `Use a repository of at most ${REPOSITORY_CHARACTERS} lowercase letters, digits, '.', '-', '_' and '/', with a tag of at most ${TAG_CHARACTERS} letters, digits, '.', '-' and '_', or a digest sha256:… of 64 hexadecimal digits.`,
  source: "OCI distribution specification 1.1",
});

const REPOSITORY = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const REGISTRY_HOST = /^[a-z0-9.-]+(?::\d+)?$/;

/** Which image a container runs, and where it is pulled from. */
export class ContainerImage {
  /**
   * An image by tag. The tag's meaning can change in the registry; a digest's cannot.
   *
   * @throws `registry/image-reference`
   */
  public static fromRegistry(registry: IContainerRegistry, repository: string, tag: string): ContainerImage {
    return ContainerImage.checked(`${registry.loginServer}/${repository}:${tag}`, repository, validTag(tag), registry);
  }

  /**
   * An image by digest, `sha256:…`: always the same bytes.
   *
   * @throws `registry/image-reference`
   */
  public static fromDigest(registry: IContainerRegistry, repository: string, digest: string): ContainerImage {
    const reference = `${registry.loginServer}/${repository}@${digest}`;
    return ContainerImage.checked(reference, repository, DIGEST.test(digest), registry);
  }

  /**
   * An image that anyone may pull.
   *
   * @param reference for example `ghcr.io/dbt-labs/dbt-postgres:1.9.0` or `…@sha256:…`.
   * @throws `registry/image-reference`
   */
  public static fromPublic(reference: string): ContainerImage {
    const [named = "", digest] = reference.split("@");
    const slash = named.indexOf("/");
    const [repository = "", tag] = named.slice(slash + 1).split(":");
    const host = slash === -1 || REGISTRY_HOST.test(named.slice(0, slash));
    const version = digest === undefined ? tag !== undefined && validTag(tag) : DIGEST.test(digest);
    return ContainerImage.checked(reference, repository, host && version);
  }

  private static checked(
    reference: string,
    repository: string,
    versioned: boolean,
    registry?: IContainerRegistry,
  ): ContainerImage {
    const named = REPOSITORY.test(repository) && repository.length <= REPOSITORY_CHARACTERS;
    refuse(`image ${reference}`, REFERENCE.when(!named || !versioned, `"${reference}"`));
    return new ContainerImage(reference, registry);
  }

  private constructor(
    /** As container groups want it. */
    public readonly reference: string,
    /** Where it is pulled from by identity; undefined where anyone may pull it. */
    public readonly registry?: IContainerRegistry,
  ) {}
}

function validTag(tag: string): boolean {
  return TAG.test(tag) && tag.length <= TAG_CHARACTERS;
}
