// Refuses to start on a Node that is too old, with one sentence instead of a syntax error. Plain JavaScript
// on purpose: the old Node must be able to read it.
const major = Number(process.versions.node.split('.')[0])
if (major < 26) {
  console.error(
    `Thông Suốt needs Node 26 or newer; this is ${process.version}. ` +
      'Run it through "npm run …" after "npm ci" (on Linux that brings Node 26 along), or install Node 26.',
  )
  process.exit(1)
}
