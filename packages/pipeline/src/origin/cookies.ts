import type { Southbound, Uuid } from "@ovn-sim/model";
import { cookieOf } from "../chassis/index.ts";

/** Where a row is. */
export type RowPlace = { readonly table: string; readonly uuid: Uuid };

/** Every row of the Southbound by the cookie of its flows. */
export function indexCookies({ tables }: Southbound): ReadonlyMap<number, readonly RowPlace[]> {
  const places = new Map<number, RowPlace[]>();
  for (const [table, rows] of Object.entries(tables)) {
    for (const uuid of rows.keys()) {
      const cookie = cookieOf(uuid);
      const twins = places.get(cookie);
      if (twins === undefined) places.set(cookie, [{ table, uuid }]);
      else twins.push({ table, uuid });
    }
  }
  return places;
}
