// "What to try first": the steps of the story for somebody who sees this for the first time.
import { el } from './dom.js'
import { language, t } from './words.js'

const STEPS = {
  vi: [
    [
      'Soạn và phát hành',
      'Vào vai “Văn phòng Tỉnh ủy: soạn”, mở bot, gửi /moi, xác nhận tài liệu không mật, rồi đính kèm văn bản mẫu (nút kẹp giấy). Bot nhận ra số, ngày, trích yếu; chọn thời hạn, xem trước rồi bấm phát hành.',
    ],
    ['Nhận văn bản', 'Vào vai “Bí thư chi bộ”: văn bản đã tới. Bấm Đã nhận; thử bấm hai lần, chỉ tính một.'],
    ['Báo cáo', 'Vẫn vai đó, gửi /baocao và trả lời từng câu. Có thể bỏ dở, quay lại sau.'],
    ['Xem tình hình', 'Trở về vai Văn phòng, gửi /tinhhinh: tỷ lệ của từng đảng ủy, ai chưa trả lời.'],
    [
      'Dời đồng hồ',
      'Bấm “+1 ngày làm việc” ở đầu trang vài lần. Ai còn nợ sẽ được nhắc; ai đã xong thì không.',
    ],
    [
      'Trường hợp khó',
      'Thử vai “Chưa đăng ký” hoặc “Đã chặn bot”, một nhóm chat của chi bộ, hay gửi một câu bất kỳ cho bot.',
    ],
  ],
  en: [
    [
      'Draft and issue',
      'Be “Provincial office: drafts”, open the bot, send /moi, declare it not secret, then attach the sample directive (paper clip). The bot recognises number, date and subject; choose the deadlines, look at the preview, issue.',
    ],
    [
      'Acknowledge',
      'Be “Cell secretary”: the directive has arrived. Tap Đã nhận (received); tap twice, it counts once.',
    ],
    [
      'Report',
      'As the same person send /baocao and answer question by question. You may leave and come back.',
    ],
    [
      'See where things stand',
      'Back in the office send /tinhhinh: rates per committee, who has not answered.',
    ],
    [
      'Move the clock',
      'Press “+1 ngày làm việc” (one working day) at the top a few times. Those who owe get a reminder; those who are done get none.',
    ],
    [
      'Hard cases',
      'Try “Not enrolled” or “Has blocked the bot”, a group chat of a cell, or send the bot anything you like.',
    ],
  ],
}

/** The guide as an article, to be shown in the page or in a dialog. */
export function guide() {
  return el(
    'article',
    { class: 'guide' },
    el('h2', { text: t('guide') }),
    el('p', { text: t('guideIntro') }),
    el(
      'ol',
      {},
      ...STEPS[language].map(([title, text]) =>
        el('li', {}, el('strong', { text: title }), el('span', { text })),
      ),
    ),
    el('a', {
      class: 'button',
      href: '/page/van-ban-mau.pdf',
      download: 'van-ban-mau.pdf',
      text: t('guideSample'),
    }),
  )
}

export function openGuide() {
  const dialog = el('dialog', { class: 'guide-dialog', 'aria-label': t('guide') })
  dialog.append(
    guide(),
    el(
      'form',
      { method: 'dialog' },
      el('button', { class: 'button primary wide', text: t('close'), autofocus: true }),
    ),
  )
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close()
  })
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
}
