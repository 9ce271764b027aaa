// Files about to be sent: chosen, pasted, dropped, or the sample directive; each shown as a chip that can be removed.
import { ApiFailure } from './api.js'
import { openMenu, showFailure } from './dialogs.js'
import { el, icon, iconButton } from './dom.js'
import { t } from './words.js'

/** A directive ready to be sent, for whoever has none at hand. */
const SAMPLE = { address: '/page/van-ban-mau.pdf', name: 'Chỉ thị 07-CT-TU (mẫu).pdf' }

/** Returns {button, picker, chips, add, take, dropZone}; `onAdded` is called when files came in. */
export function createAttachments({ onAdded }) {
  let files = []
  const chips = el('div', { class: 'chips' })
  const choose = () => {
    add(picker.files)
    picker.value = ''
  }
  const picker = el('input', {
    type: 'file',
    multiple: true,
    class: 'hidden',
    tabindex: '-1',
    'aria-hidden': 'true',
    on: { change: choose },
  })
  const button = iconButton('attach', t('attach'), () =>
    openMenu(button, [
      { label: t('chooseFile'), run: () => picker.click() },
      { label: t('sampleFile'), detail: SAMPLE.name, run: addSample },
    ]),
  )

  function add(list) {
    files = [...files, ...list]
    draw()
    onAdded()
  }

  /** Hands the files out and forgets them. */
  function take() {
    const taken = files
    files = []
    draw()
    return taken
  }

  async function addSample() {
    try {
      const bytes = await (await fetch(SAMPLE.address)).blob()
      add([new File([bytes], SAMPLE.name, { type: 'application/pdf' })])
    } catch {
      showFailure(new ApiFailure(0, ''))
    }
  }

  function draw() {
    chips.replaceChildren(...files.map(chip))
  }

  function chip(file) {
    const remove = () => {
      files = files.filter((one) => one !== file)
      draw()
    }
    return el(
      'span',
      { class: 'chip' },
      icon('file'),
      el('span', { class: 'one-line', text: file.name }),
      iconButton('close', t('remove', { name: file.name }), remove),
    )
  }

  /** Lets files be dropped anywhere on `zone` while `isOpen()`. */
  function dropZone(zone, isOpen) {
    const accepts = (event) => isOpen() && [...(event.dataTransfer?.types ?? [])].includes('Files')
    zone.addEventListener('dragover', (event) => {
      if (!accepts(event)) return
      event.preventDefault()
      zone.classList.add('dropping')
    })
    zone.addEventListener('dragleave', (event) => {
      if (!zone.contains(event.relatedTarget)) zone.classList.remove('dropping')
    })
    zone.addEventListener('drop', (event) => {
      zone.classList.remove('dropping')
      if (!accepts(event)) return
      event.preventDefault()
      add(event.dataTransfer.files)
    })
  }

  return { button, picker, chips, add, take, dropZone }
}
