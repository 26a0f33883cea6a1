import type { Southbound, Uuid } from "@ovn-sim/model";

/** Where a row is. */
export type RowPlace = { readonly table: string; readonly uuid: Uuid };

const COOKIE_DIGITS = 8;

/** The cookie of flows made from a row: the first 32 bits of its UUID. */
export function cookieOfUuid(uuid: Uuid): number {
  return Number.parseInt(uuid.slice(0, COOKIE_DIGITS), 16);
}

/** Every row of the Southbound by the cookie of its flows. */
export function indexCookies({ tables }: Southbound): ReadonlyMap<number, readonly RowPlace[]> {
  const places = new Map<number, RowPlace[]>();
  for (const [table, rows] of Object.entries(tables)) {
    for (const uuid of rows.keys()) {
      const cookie = cookieOfUuid(uuid);
      const twins = places.get(cookie);
      if (twins === undefined) places.set(cookie, [{ table, uuid }]);
      else twins.push({ table, uuid });
    }
  }
  return places;
}
