// Which test files belong to what is changed and not committed: for `npm run test:quick`.
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import path from 'node:path'

/**
 * Test files on the database that were changed themselves, or lie where test/ mirrors a changed file of src/
 * or jobs/.
 */
export function touchedTests(): string[] {
  const git = (...args: string[]) =>
    execFileSync('git', args, { encoding: 'utf8' }).split('\n').filter(Boolean)
  let changed: string[]
  try {
    changed = [...git('diff', '--name-only', 'HEAD'), ...git('ls-files', '--others', '--exclude-standard')]
  } catch {
    // Not a checkout: the unit tests alone.
    return []
  }
  const isTest = (file: string) => file.endsWith('.db.test.ts')
  const found = new Set(changed.filter(isTest))
  for (const file of changed) {
    if (!/^(src|jobs)\//.test(file)) continue
    const folder = path.join('test', path.dirname(file).replace(/^src\//, ''))
    try {
      for (const name of readdirSync(folder)) if (isTest(name)) found.add(path.join(folder, name))
    } catch {
      // Nothing mirrors this folder.
    }
  }
  return [...found]
}
