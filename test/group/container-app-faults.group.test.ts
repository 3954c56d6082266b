import { noPathCases } from "./cases/no-path";
import { shareCases } from "./cases/share";
import { surroundingsCases } from "./cases/surroundings";
import { Platform } from "./world";

describe.each([noPathCases, shareCases, surroundingsCases])("a replica of a Container Apps job", (cases) =>
  cases(Platform.CONTAINER_APPS),
);
