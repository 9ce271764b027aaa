// Tells Stryker which regular expressions to leave alone. Its regex mutants turn \v into \V and \f into \F,
// which do not exist with the flag u: the whole file would not load, and every test would fail.
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin'

const ignorer = {
  shouldIgnore({ node }) {
    const isUnwritable =
      node.type === 'RegExpLiteral' && node.flags.includes('u') && /\\[0fnrtv]/.test(node.pattern)
    return isUnwritable ? 'its mutants are no regular expressions' : undefined
  },
}

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'unwritable-regex', ignorer)]
