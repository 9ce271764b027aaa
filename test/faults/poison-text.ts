/** What ends the process of poisoned-bot.ts. */
export const poisonText = 'thuốc độc'
