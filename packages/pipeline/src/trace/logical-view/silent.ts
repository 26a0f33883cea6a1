/** Whether a logical flow lets every packet pass to the next table with nothing done to it: ovn-trace(8) leaves such out. */
export function isSilentFlow({ match, actions }: { readonly match: string; readonly actions: string }): boolean {
  return match.trim() === "1" && actions.trim() === "next;";
}
