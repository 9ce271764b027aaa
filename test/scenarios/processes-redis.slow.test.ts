// Separate processes by webhook with the queue on Redis.
import { runProcesses } from './processes.ts'

runProcesses('webhook', 'Redis')
