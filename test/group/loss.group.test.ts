import { lossCases } from "./cases/loss";
import { Platform } from "./world";

lossCases(Platform.CONTAINER_GROUP);
