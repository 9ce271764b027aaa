// Every method that the local Telegram knows, each with exactly one handler.
import * as bot from './bot-methods.ts'
import type { Callbacks } from './callbacks.ts'
import * as chat from './chat-methods.ts'
import type { Core } from './core.ts'
import * as edit from './edit-methods.ts'
import type { Call } from './params.ts'
import type { Polling } from './polling.ts'
import * as send from './send-methods.ts'
import * as webhook from './webhook-methods.ts'
import type { WebhookSender } from './webhook-sender.ts'

/** Runs a checked call. A `Described` result goes out with its description. */
export type Handler = (call: Call, gone: AbortSignal) => unknown

/** Handlers by lower-case method name. */
export function createMethods(
  core: Core,
  callbacks: Callbacks,
  polling: Polling,
  sender: WebhookSender,
): ReadonlyMap<string, Handler> {
  const handlers: Record<string, Handler> = {
    getMe: () => bot.getMe(core),
    logOut: () => bot.logOut(core),
    close: () => bot.close(),
    getFile: (call) => bot.getFile(core, call),
    setMyCommands: (call) => bot.setMyCommands(core, call),
    deleteMyCommands: (call) => bot.deleteMyCommands(core, call),
    getMyCommands: (call) => bot.getMyCommands(core, call),
    setMyDescription: (call) => bot.setMyDescription(core, call),
    setMyShortDescription: (call) => bot.setMyShortDescription(core, call),
    getUpdates: (call, gone) => polling.getUpdates(call.params, gone),
    setWebhook: (call) => webhook.setWebhook(core, call, polling, sender),
    deleteWebhook: (call) => webhook.deleteWebhook(core, call),
    getWebhookInfo: () => webhook.getWebhookInfo(core),
    sendMessage: (call) => send.sendMessage(core, call),
    sendDocument: (call) => send.sendDocument(core, call),
    sendPhoto: (call) => send.sendPhoto(core, call),
    sendChatAction: (call) => send.sendChatAction(core, call),
    editMessageText: (call) => edit.editMessageText(core, call),
    editMessageCaption: (call) => edit.editMessageCaption(core, call),
    editMessageReplyMarkup: (call) => edit.editMessageReplyMarkup(core, call),
    deleteMessage: (call) => edit.deleteMessage(core, call),
    answerCallbackQuery: (call) => callbacks.answer(call),
    getChat: (call) => chat.getChat(core, call),
    getChatMember: (call) => chat.getChatMember(core, call),
    leaveChat: (call) => chat.leaveChat(core, call),
    pinChatMessage: (call) => chat.pinChatMessage(core, call),
    unpinChatMessage: (call) => chat.unpinChatMessage(core, call),
  }
  return new Map(Object.entries(handlers).map(([name, handler]) => [name.toLowerCase(), handler]))
}
