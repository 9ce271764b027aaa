// The bar with the sandbox's own time and the buttons that move it forward.
import { api } from './api.js'
import { showFailure, toast } from './dialogs.js'
import { el, icon } from './dom.js'
import { briefDay, longDay, sandboxNow, setServerTime, timeOf } from './time.js'
import { t } from './words.js'

/** Fills `root`; `onMoved` is called after the clock was moved. Returns {refresh}. */
export function createClockBar(root, { onMoved }) {
  const time = el('strong', { class: 'clock-time' })
  const day = el('span', { class: 'clock-day' })
  const brief = el('span', { class: 'clock-day brief' })
  const steps = el('div', { class: 'clock-steps' })
  root.replaceChildren(
    el('div', { class: 'clock-now', title: t('clock') }, icon('clock'), time, day, brief),
    steps,
  )
  setInterval(tick, 1000)

  function tick() {
    const now = sandboxNow()
    if (time.textContent === timeOf(now) && day.textContent === longDay(now)) return
    time.textContent = timeOf(now)
    day.textContent = longDay(now)
    brief.textContent = briefDay(now)
  }

  function take(clock) {
    setServerTime(clock.now)
    tick()
    if (!clock.steps) return
    const look = JSON.stringify(clock.steps)
    if (steps.dataset.look === look) return
    steps.dataset.look = look
    steps.replaceChildren(...clock.steps.map((step) => stepButton(step)))
  }

  function stepButton(step) {
    const button = el('button', { type: 'button', class: 'step', text: step.label, data: { step: step.id } })
    button.addEventListener('click', async () => {
      for (const other of steps.children) other.disabled = true
      try {
        take(await api.moveClock(step.id))
        toast(t('moved', { time: `${timeOf(sandboxNow())}, ${longDay(sandboxNow())}` }))
        onMoved()
      } catch (error) {
        showFailure(error)
      } finally {
        for (const other of steps.children) other.disabled = false
        button.focus({ preventScroll: true })
      }
    })
    return button
  }

  async function refresh() {
    try {
      take(await api.clock())
    } catch (error) {
      showFailure(error)
    }
  }

  return { refresh }
}
