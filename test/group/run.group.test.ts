import { runCases } from "./cases/run";
import { Platform } from "./world";

runCases(Platform.CONTAINER_GROUP);
