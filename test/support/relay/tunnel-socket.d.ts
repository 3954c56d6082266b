import { WebSocket } from "ws";

export class TunnelSocket extends WebSocket {
  shutdown(): void;
  push(data: Buffer, resume: () => void): boolean;
}

export const tunnelOptions: {
  readonly perMessageDeflate: false;
  readonly closeTimeout: number;
  readonly maxPayload: number;
};
