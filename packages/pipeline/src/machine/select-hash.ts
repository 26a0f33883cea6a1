/** The most hash values that a select group spreads over its buckets. */
const MOST_HASH_VALUES = 256;
/** The fewest. */
const LEAST_HASH_VALUES = 16;

/**
 * Which bucket each value of the datapath's hash selects, for buckets of these weights: seats handed
 * out by the method of Webster (Sainte-Laguë), as Open vSwitch does for `selection_method=dp_hash`.
 * Nothing when there is no bucket to select or when more than 256 values would be needed.
 */
export function spreadHash(weights: readonly number[]): readonly number[] | undefined {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return undefined;
  const least = Math.min(...weights.filter((weight) => weight > 0));
  const wanted = Math.max(Math.ceil(total / least), Math.min(weights.length * 4, MOST_HASH_VALUES), LEAST_HASH_VALUES);
  const values = 2 ** Math.ceil(Math.log2(wanted));
  if (values > MOST_HASH_VALUES) return undefined;
  const claims = weights.map((weight) => ({ weight, seats: 0 }));
  return Array.from({ length: values }, () => {
    let winner = 0;
    for (let i = 1; i < claims.length; i++) if (claimOf(claims[i]!) > claimOf(claims[winner]!)) winner = i;
    claims[winner]!.seats++;
    return winner;
  });
}

function claimOf({ weight, seats }: { readonly weight: number; readonly seats: number }): number {
  return weight / (2 * seats + 1);
}
