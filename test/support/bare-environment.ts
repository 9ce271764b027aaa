// What a process of the product finds in its environment when nothing is configured.

/**
 * PATH, HOME, and where compiled code is kept for the length of a test run (global-setup.ts): it spares every
 * process the same work and changes nothing else.
 */
export function bareEnvironment(): Record<string, string> {
  const { PATH = '', HOME = '', TEST_COMPILE_CACHE } = process.env
  return { PATH, HOME, ...(TEST_COMPILE_CACHE ? { NODE_COMPILE_CACHE: TEST_COMPILE_CACHE } : {}) }
}
