import { Azbridge } from "./azbridge";
import { Range } from "../core/range";

/** The program and release that rules name as their source. */
export const AZBRIDGE = `azbridge ${Azbridge.VERSION}`;

/** TCP ports. Source: RFC 6335. */
export const PORTS = new Range(1, 65_535, "(TCP)");

/** Bytes of an azbridge port name, which is what a forward's name becomes. Source: azbridge, which cuts a longer one. */
export const PORT_NAME_BYTES = 255;

/** Characters of a host name and of one of its labels. Source: RFC 1123. */
export const HOST_NAME_CHARACTERS = 253;
export const HOST_LABEL_CHARACTERS = 63;

/** Characters of a user's name. Source: MySQL, account user names and passwords. */
export const MYSQL_USER_CHARACTERS = 32;

/** Where a sender listens unless told otherwise: the address of the original design, apart from 127.0.0.1. */
export const DEFAULT_BIND_ADDRESS = "127.0.10.1";

/** Addresses that a proposal of a free one runs through: 127.0.10.1 to 127.0.255.254. */
export const BIND_ADDRESS_THIRD_OCTET = new Range(10, 255, "as third octet");
export const BIND_ADDRESS_FOURTH_OCTET = new Range(1, 254, "as fourth octet");

/** The port on which the world reaches each protocol. Source: IANA. */
export const SQL_SERVER_PORT = 1433;
export const POSTGRESQL_PORT = 5432;
export const MYSQL_PORT = 3306;

/** Where a gateway's sender listens: every IPv4 address of the machine. Source: azbridge, BindAddress. */
export const EVERY_ADDRESS = "0.0.0.0";

/** Load-balancing rules of one network interface. Source: Microsoft, Azure Load Balancer limits: 300 rules a NIC, across all of its addresses. */
export const LOAD_BALANCING_RULES = 300;

/** Listeners of one hybrid connection. Source: Microsoft, Azure Relay FAQ, quotas: 25 a relay. */
export const LISTENERS_PER_CONNECTION = new Range(1, 25, "listeners");

/** Level from which azbridge tells of connections that come and go; unset it is ERROR, which hides them. Source: azbridge. */
export const LOG_LEVEL = "INFO";

/** Seconds between a listener's signs of life, azbridge's own default: shorter than firewalls forget an idle connection. Source: azbridge. */
export const KEEP_ALIVE_SECONDS = 30;
