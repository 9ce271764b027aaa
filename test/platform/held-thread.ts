// What a thread does in the test of run-in-thread.ts: it is counted in, and waits until it is let go.

/** `shared`: how many are in, how many were in at most, whether they may go (1). */
export function holdOn(shared: Int32Array<SharedArrayBuffer>): void {
  const running = Atomics.add(shared, 0, 1) + 1
  for (let most = Atomics.load(shared, 1); most < running; most = Atomics.load(shared, 1))
    if (Atomics.compareExchange(shared, 1, most, running) === most) break
  Atomics.wait(shared, 2, 0, 20_000)
  Atomics.sub(shared, 0, 1)
}

export function fail(): never {
  throw new RangeError('as it was told')
}
