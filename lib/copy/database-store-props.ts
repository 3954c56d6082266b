import { Forward } from "../tunnel/forward";
import { ISecret } from "../vault/secret";
import { StoreProps } from "./store";

/** How to make a {@link PostgreSqlStore} or a {@link MySqlStore}. */
export interface DatabaseStoreProps extends StoreProps {
  /** By which host and port are known: a runtime's nodes reach the host itself, by no tunnel. */
  readonly forward: Forward;
  /** Name of the database. */
  readonly database: string;
  /** User of the database as whom Data Factory comes. */
  readonly user: string;
  /** The user's password, in the vault. */
  readonly password: ISecret;
}
