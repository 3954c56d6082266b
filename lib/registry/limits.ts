/** Characters of an image's tag and repository. Source: OCI distribution specification 1.1. */
export const TAG_CHARACTERS = 128;
export const REPOSITORY_CHARACTERS = 255;
