import { Token } from "cdktf";
import { Rule, refuse } from "../core/rule";
import { IContainerRegistry } from "./container-registry";
import { REPOSITORY_CHARACTERS, TAG_CHARACTERS } from "./limits";

const REFERENCE = new Rule({
  id: "registry/image-reference",
  why: "No registry serves an image by that reference, or it names no version and could change overnight.",
  fix: `Use repository:tag or repository@sha256:…, the repository of at most ${REPOSITORY_CHARACTERS} lowercase letters, digits, '.', '-', '_' and '/', the tag of at most ${TAG_CHARACTERS} letters, digits, '.', '-' and '_', the digest of 64 hexadecimal digits.`,
  source: "OCI distribution specification 1.1",
});

const REGISTRY_TWICE = new Rule({
  id: "registry/image-registry",
  why: "The registry's host stands before the repository already: nothing is there under both.",
  fix: "Give the repository without a host, for example dbt; the registry is the first argument. What anyone may pull is ContainerImage.fromPublic(…).",
  source: "OCI distribution specification 1.1; Microsoft: Azure Container Registry, login server",
});

const REPOSITORY = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
/** What stands before the first slash is a host where it has a dot or a port; elsewhere it belongs to the repository. */
const PUBLIC =
  /^(?:(?<host>localhost|[^/]*[.:][^/]*)\/)?(?<repository>[^:@]+)(?::(?<tag>[^:@]+))?(?:@(?<digest>[^@]+))?$/;
const REGISTRY_HOST = /^[a-z0-9]+(?:(?:\.|-+)[a-z0-9]+)*(?::\d+)?$/;

/** Which image a container runs, and where it is pulled from. */
export class ContainerImage {
  /**
   * An image by tag. The tag's meaning can change in the registry; a digest's cannot.
   *
   * @throws `registry/image-reference`, `registry/image-registry`
   */
  public static fromRegistry(registry: IContainerRegistry, repository: string, tag: string): ContainerImage {
    const reference = `${registry.loginServer}/${repository}:${tag}`;
    refuseRegistry(registry, repository);
    return ContainerImage.checked(reference, validRepository(repository) && validTag(tag), registry);
  }

  /**
   * An image by digest, `sha256:…`: always the same bytes.
   *
   * @throws `registry/image-reference`, `registry/image-registry`
   */
  public static fromDigest(registry: IContainerRegistry, repository: string, digest: string): ContainerImage {
    const reference = `${registry.loginServer}/${repository}@${digest}`;
    refuseRegistry(registry, repository);
    return ContainerImage.checked(reference, validRepository(repository) && validDigest(digest), registry);
  }

  /**
   * An image that anyone may pull.
   *
   * @param reference for example `ghcr.io/dbt-labs/dbt-postgres:1.9.0` or `…@sha256:…`.
   * @throws `registry/image-reference`
   */
  public static fromPublic(reference: string): ContainerImage {
    return ContainerImage.checked(reference, Token.isUnresolved(reference) || validPublic(reference));
  }

  private static checked(reference: string, valid: boolean, registry?: IContainerRegistry): ContainerImage {
    refuse("image", REFERENCE.when(!valid, `"${reference}"`));
    return new ContainerImage(reference, registry);
  }

  private constructor(
    /** As container groups want it. */
    public readonly reference: string,
    /** Where it is pulled from by identity; undefined where anyone may pull it. */
    public readonly registry?: IContainerRegistry,
  ) {}
}

/** Refuses a repository that begins with a registry's host: this one's, Azure's, or Docker's. */
function refuseRegistry({ loginServer }: IContainerRegistry, repository: string): void {
  const [host, ...path] = repository.toLowerCase().split("/");
  const known = /(?:\.azurecr\.[a-z]+|\.docker\.(?:io|com)|^ghcr\.io|:\d+)$/;
  const isHost = path.length > 0 && (host === loginServer.toLowerCase() || known.test(host));
  refuse("image", REGISTRY_TWICE.when(!Token.isUnresolved(repository) && isHost, `"${repository}"`));
}

function validPublic(reference: string): boolean {
  const { host, repository = "", tag, digest } = PUBLIC.exec(reference)?.groups ?? {};
  const versions = [tag === undefined || validTag(tag), digest === undefined || validDigest(digest)];
  const versioned = (tag ?? digest) !== undefined && versions.every(Boolean);
  return versioned && (host === undefined || REGISTRY_HOST.test(host)) && validRepository(repository);
}

function validRepository(repository: string): boolean {
  const valid = REPOSITORY.test(repository) && repository.length <= REPOSITORY_CHARACTERS;
  return Token.isUnresolved(repository) || valid;
}

function validTag(tag: string): boolean {
  return Token.isUnresolved(tag) || (TAG.test(tag) && tag.length <= TAG_CHARACTERS);
}

function validDigest(digest: string): boolean {
  return Token.isUnresolved(digest) || DIGEST.test(digest);
}
