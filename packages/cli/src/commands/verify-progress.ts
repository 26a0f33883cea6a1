/** Nothing is shown of a run that is over before this. */
const PATIENCE_MS = 700;
const PAUSE_MS = 100;

export type Progress = {
  readonly onProgress: (done: number, total: number) => void;
  /** Takes the line away again. */
  readonly end: () => void;
};

/** One line on a terminal that says how far a long run is. */
export function createProgress(
  write: (text: string) => void,
  now: () => number = Date.now,
  what = "packets and chassis",
): Progress {
  let next = now() + PATIENCE_MS;
  let shown = false;
  return {
    onProgress(done, total) {
      const time = now();
      if (time < next) return;
      next = time + PAUSE_MS;
      shown = true;
      write(`\r${done} of ${total} ${what} (${total === 0 ? 100 : Math.floor((100 * done) / total)} %)\u001b[K`);
    },
    end() {
      if (shown) write("\r\u001b[K");
      shown = false;
    },
  };
}
