import { surroundingsCases } from "./cases/surroundings";
import { Platform } from "./world";

surroundingsCases(Platform.CONTAINER_GROUP);
