// The story by webhook with the queue on Redis: as a large installation runs.
import { tellStory } from './story.ts'

tellStory('webhook', 'Redis')
