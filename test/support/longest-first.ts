// The order of the test files of a run: those that take long first, so that none of them is left over at the
// end.
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Roughly from the longest to the shortest; what is not named takes seconds. */
const long = [
  'test/faults/databases.slow.test.ts',
  'test/scenarios/processes.scenario.test.ts',
  'test/scenarios/processes-redis.slow.test.ts',
  'test/scenarios/story-postgres.scenario.test.ts',
  'test/scenarios/story-redis.scenario.test.ts',
  'test/scenarios/operator-configuration.slow.test.ts',
  'test/faults/processes.slow.test.ts',
  'test/scenarios/operator-data-folder.slow.test.ts',
  'test/scenarios/operator-channel.slow.test.ts',
  'test/faults/channel.slow.test.ts',
  'test/scenarios/operator-command-line.slow.test.ts',
  'test/faults/planted.slow.test.ts',
  'test/scenarios/secrecy.scenario.test.ts',
  'test/circulation/sending/outcomes.db.test.ts',
  'test/platform/queue.scenario.test.ts',
  'test/web/permissions.db.test.ts',
  'test/telegram/permissions.db.test.ts',
  'test/faults/updates.slow.test.ts',
]

/** The sequencer of vitest.config.ts; among files of one rank vitest's own order holds. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = (file: TestSpecification) => {
      const at = long.findIndex((name) => file.moduleId.endsWith(`/${name}`))
      return at < 0 ? long.length : at
    }
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other))
  }
}
