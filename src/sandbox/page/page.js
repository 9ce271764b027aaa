// Starts the messenger page: puts the three panes and the clock together, keeps "who and which chat" in the address
// (#/700000001/700000001), and listens to changes. What each pane does is in the file of its name.
import { api, listen } from './api.js'
import { createChatsPane, isGroup } from './chats.js'
import { createClockBar } from './clock.js'
import { createComposer } from './composer.js'
import { showFailure, toast } from './dialogs.js'
import { debounce, el, iconButton } from './dom.js'
import { guide, openGuide } from './guide.js'
import { createMessagesPane } from './messages.js'
import { createPeoplePane } from './people.js'
import { language, switchLanguage, t } from './words.js'

const byId = (id) => document.getElementById(id)
const where = { person: null, chatId: null }
let chats = []
let stopListening = () => {}
let turns = 0

document.documentElement.lang = language
document.title = `${t('page')} · Thông Suốt`
byId('title').textContent = t('page')

const tools = () => [
  iconButton('help', t('guide'), openGuide),
  el('button', {
    type: 'button',
    class: 'text-button',
    'aria-label': t('languageLabel'),
    text: t('language'),
    on: { click: switchLanguage },
  }),
]
byId('tools').replaceChildren(...tools())

const people = createPeoplePane(byId('people'), {
  onPick: (id) => go(id, null),
  onGuide: openGuide,
  top: [el('div', { class: 'head-tools' }, ...tools())],
})
const chatsPane = createChatsPane(byId('chats'), {
  onPick: (id) => go(where.person.id, id),
  onBack: () => go(null, null),
  onChats: (list) => {
    chats = list
    showChat()
  },
})
const composer = createComposer({ onSent: () => refreshChat(), onBlock: block })
const messages = createMessagesPane(byId('conversation'), {
  onBack: () => go(where.person.id, null),
  openBot,
  send: composer.send,
  onBlock: block,
  onMessages: (list) =>
    composer.useKeyboard(list.findLast((message) => message.replyKeyboard)?.replyKeyboard ?? null),
  onRead: () => refreshLists(),
  composer: composer.element,
  empty: el('div', { class: 'empty-stage' }, guide()),
})
composer.dropZone(byId('conversation'))
const clock = createClockBar(byId('clock'), { onMoved: () => refreshChat() })

const refreshPeople = debounce(800, () => people.refresh())
const refreshLists = debounce(120, () => {
  chatsPane.refresh()
  refreshPeople()
})
const refreshMessages = debounce(30, () => messages.refresh())

function refreshChat() {
  refreshMessages()
  refreshLists()
}

/** Goes to a person and a chat by the address, so that "back" of the browser works as on a phone. */
function go(personId, chatId) {
  const target = personId === null ? '#/' : chatId === null ? `#/${personId}` : `#/${personId}/${chatId}`
  if (location.hash === target) route()
  else location.hash = target
}

async function route() {
  const [, personId, chatId] = /^#\/(\d+)?(?:\/(-?\d+))?$/.exec(location.hash) ?? []
  where.chatId = chatId ? Number(chatId) : null
  document.body.dataset.view = chatId ? 'messages' : personId ? 'chats' : 'people'
  if (!personId) return leave()
  const turn = ++turns
  if (String(where.person?.id) !== personId) await become(Number(personId), turn)
  if (turn !== turns) return
  showChat()
  keepFocusInSight()
  // Where all columns are in sight there is no need to choose the only chat by hand.
  if (
    where.person &&
    where.chatId === null &&
    chats.length === 1 &&
    matchMedia('(min-width: 1080px)').matches
  ) {
    history.replaceState(null, '', `#/${where.person.id}/${chats[0].id}`)
    route()
  }
}

/** On a phone the button just pressed is gone with its column: go on at the heading of the new one. */
function keepFocusInSight() {
  const active = document.activeElement
  if (active && active !== document.body && active.checkVisibility()) return
  const pane = { people: '#people', chats: '#chats', messages: '#conversation' }[document.body.dataset.view]
  const heading = document.querySelector(`${pane} h2`)
  heading?.setAttribute('tabindex', '-1')
  heading?.focus({ preventScroll: true })
}

function leave() {
  turns += 1
  stopListening()
  where.person = null
  chats = []
  people.select(null)
  chatsPane.show(null)
  messages.show(null, null)
  people.refresh()
  keepFocusInSight()
}

async function become(id, turn) {
  stopListening()
  try {
    const person = await api.person(id)
    if (turn !== turns) return
    where.person = person
  } catch (error) {
    showFailure(error)
    return leave()
  }
  chats = []
  messages.show(null, null)
  people.select(id)
  people.refresh()
  chatsPane.show(where.person)
  stopListening = listen(id, (event) => {
    if (event.now !== undefined || event.offsetMs !== undefined || event.clock) clock.refresh()
    if (event.chatId === undefined || String(event.chatId) === String(where.chatId)) refreshMessages()
    refreshLists()
  })
  await chatsPane.refresh()
}

function showChat() {
  const chat = chats.find((one) => one.id === where.chatId) ?? null
  chatsPane.select(where.chatId)
  messages.show(where.person, chat)
  composer.show(where.person, chat)
}

async function block(blocked) {
  try {
    await api.block(where.person.id, blocked)
    toast(t(blocked ? 'blockedNow' : 'unblockedNow'))
    where.person = await api.person(where.person.id)
    chatsPane.show(where.person)
    refreshChat()
  } catch (error) {
    showFailure(error)
  }
}

/** Follows a deep link: opens the chat with the bot and presses Start there. */
async function openBot(payload) {
  const bot = chats.find((chat) => !isGroup(chat))
  if (!bot) return
  go(where.person.id, bot.id)
  try {
    await api.start(where.person.id, bot.id, payload)
    refreshChat()
  } catch (error) {
    showFailure(error)
  }
}

addEventListener('hashchange', route)
// Other persons' unread counts change without an event for this one.
setInterval(() => {
  if (!document.hidden) refreshPeople()
}, 20_000)
clock.refresh()
route()
