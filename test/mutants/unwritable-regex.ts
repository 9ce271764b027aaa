// Tells Stryker which regular expressions to leave alone. Its mutants turn \v into \V and \f into \F, which
// do not exist with the flag u: the whole file would not load, and every test would fail.
import type { Ignorer } from '@stryker-mutator/api/ignore'
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin'

/** What Stryker gives, of which its types tell nothing: a place in Babel's syntax tree. */
interface BabelPath {
  node: { type: string; flags?: string; pattern?: string }
}

const ignorer: Ignorer = {
  shouldIgnore(path) {
    const { type, flags = '', pattern = '' } = (path as BabelPath).node
    const isUnwritable = type === 'RegExpLiteral' && flags.includes('u') && /\\[0fnrtv]/.test(pattern)
    return isUnwritable ? 'its mutants are no regular expressions' : undefined
  },
}

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'unwritable-regex', ignorer)]
