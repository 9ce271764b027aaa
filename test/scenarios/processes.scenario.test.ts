// Separate processes by long polling with the queue on PostgreSQL.
import { runProcesses } from './processes.ts'

runProcesses('long polling', 'PostgreSQL')
