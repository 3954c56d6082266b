import { type Container } from "../aci/container";
import { type ContainerGroup } from "../aci/container-group";
import { type ApiGroup, type ContainerView, type GroupView } from "./container-instances";

/** Shows a group whose containers run here as Azure's API shows one. */
export class GroupBehindApi implements ApiGroup {
  /** Before what runs here can have changed the state, a start is under way already. */
  private starting = false;
  /** Azure has started every group once, when it made it; here it begins as if that had been long ago. */
  private started = false;

  public constructor(private readonly group: ContainerGroup) {}

  public view(): GroupView {
    return { state: this.started ? this.group.state : "Stopped", containers: this.group.containers.map(viewOf) };
  }

  /** Answers at once, as Azure does: images are pulled and containers started after that. */
  public start(): boolean {
    if (this.starting || this.group.state === "Running") return false;
    this.starting = this.started = true;
    void this.group.start().finally(() => (this.starting = false));
    return true;
  }

  /** Answers at once; its containers have ended a while later. */
  public stop(): void {
    void this.group.stop();
  }
}

function viewOf({ name, state, starts, startedAt }: Container): ContainerView {
  const startTime = state.state === "Waiting" ? undefined : new Date(performance.timeOrigin + startedAt).toISOString();
  const currentState = { state: state.state, exitCode: state.exitCode, startTime, detailStatus: "" };
  return { name, properties: { instanceView: { restartCount: Math.max(0, starts - 1), currentState } } };
}
