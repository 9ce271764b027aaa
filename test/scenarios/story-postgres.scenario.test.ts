// The story by long polling with the queue on PostgreSQL: as it runs with nothing configured.
import { tellStory } from './story.ts'

tellStory('long polling', 'PostgreSQL')
