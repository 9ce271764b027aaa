// The story with the queue on Redis.
import { tellStory } from './story.ts'

tellStory('Redis')
