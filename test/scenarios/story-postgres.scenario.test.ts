// The story with the queue on PostgreSQL.
import { tellStory } from './story.ts'

tellStory('PostgreSQL')
