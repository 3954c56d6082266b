import { shareCases } from "./cases/share";
import { Platform } from "./world";

shareCases(Platform.CONTAINER_GROUP);
