import { IConstruct } from "constructs";

/** Who was the first to have something, within a stack or a tree, for as long as that is there. */
export class Owners<T> {
  private readonly byWhole = new WeakMap<IConstruct, Map<string, T>>();

  /** The first who asked for `key`, whatever its case, within `whole`; where nobody has, `asker` has it from now on. */
  public firstOf(whole: IConstruct, key: string, asker: T): T {
    const owners = this.byWhole.get(whole) ?? new Map<string, T>();
    this.byWhole.set(whole, owners);
    const owner = owners.get(key.toLowerCase()) ?? asker;
    owners.set(key.toLowerCase(), owner);
    return owner;
  }
}
