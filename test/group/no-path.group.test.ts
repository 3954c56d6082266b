import { noPathCases } from "./cases/no-path";
import { Platform } from "./world";

noPathCases(Platform.CONTAINER_GROUP);
