// The whole story as people live it, over HTTP against the local Telegram: enrol, issue, circulate,
// acknowledge, report, be reminded, look at the rates. Two ways, each a test file of its own so that they run
// side by side: long polling with the queue on PostgreSQL, and webhook with the queue on Redis. How updates
// come in and where jobs wait do not touch.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadBotApiSpec, validateCall } from '../support/bot-api-spec.ts'
import { type Installation, startInstallation } from '../support/installation.ts'
import { findPeople, MessengerUser, moveClock, textOf } from '../support/messenger-user.ts'
import { hasRedis, startRedis, type TestRedis } from '../support/redis.ts'

const samplePdf = path.resolve(import.meta.dirname, '../../src/sandbox/page/van-ban-mau.pdf')

/** Declares the tests of the story with this way in and this queue. */
export function tellStory(intake: 'long polling' | 'webhook', queue: 'PostgreSQL' | 'Redis'): void {
  describe(`the story by ${intake} with the queue on ${queue}`, () => {
    describe.skipIf(queue === 'Redis' && !hasRedis)(
      queue === 'Redis' && !hasRedis ? 'skipped: no redis-server' : 'runs',
      () => {
        let redis: TestRedis | undefined
        let place: Installation
        let office: MessengerUser
        let url = ''

        const user = async (query: string): Promise<MessengerUser> => {
          const found = await findPeople(url, query)
          const [first] = found
          if (!first) throw new Error(`Nobody answers to "${query}".`)
          return new MessengerUser(url, first.id)
        }
        /** Secretaries of cells who are enrolled and whose chat the directive went to. */
        const readers: MessengerUser[] = []

        beforeAll(async () => {
          if (queue === 'Redis') redis = await startRedis()
          place = await startInstallation({
            webhook: intake === 'webhook',
            env: redis ? { REDIS_URL: redis.url } : {},
          })
          url = place.sandboxUrl
          office = await user('chuyen vien van phong tinh uy')
        })
        afterAll(async () => {
          const stopped = await place?.stop()
          await place?.remove()
          await redis?.stop()
          expect(stopped?.code).toBe(0)
          expect(stopped?.ms).toBeLessThan(15_000)
        })

        it('an invitation enrols its holder, once', async () => {
          const [invited, other] = await findPeople(url, 'chua dang ky bi thu chi bo')
          const code = /start=(\S+)/.exec(invited?.note ?? '')?.[1] ?? ''
          expect(code).not.toBe('')
          const newcomer = new MessengerUser(url, invited?.id ?? 0)
          const notice = await newcomer.expect(() => newcomer.start(code), /Chi bộ/)
          if (notice.buttons.length > 0) await newcomer.tap(notice.buttons[0]?.[0]?.text ?? '')
          await newcomer.expect(() => newcomer.write('/viec'), /không còn việc|Việc cần làm/)
          const second = new MessengerUser(url, other?.id ?? 0)
          await second.expect(() => second.start(code), /mã/i)
          await second.expect(() => second.write('/viec'), /mã|đăng ký/i)
          readers.push(newcomer)
        })

        it('the office issues a directive from a PDF and watches it go out; pause holds it, resume goes on', async () => {
          await office.expect(() => office.write('/moi'), /không mật/)
          await office.expect(() => office.tap('Tài liệu không mật'), /gửi tệp/)
          const bytes = await readFile(samplePdf)
          const details = await office.expect(
            () => office.sendFile({ name: 'van-ban-mau.pdf', mime: 'application/pdf', bytes }),
            /Đề nghị kiểm tra/,
          )
          expect(textOf(details)).toMatch(/Số: \d{2,}-[A-ZĐ]+\/[A-ZĐ]+/)
          await office.expect(() => office.tap('Đúng, tiếp tục'), /cần làm gì/)
          await office.expect(() => office.tap('gửi báo cáo'), /Hạn xác nhận/)
          await office.expect(() => office.tap('3 ngày làm việc'), /Hạn gửi báo cáo/)
          const preview = await office.expect(() => office.tap('10 ngày làm việc'), /Nơi nhận: 903 đơn vị/)
          expect(textOf(preview)).toMatch(/Chưa liên lạc được \d+ đơn vị/)
          // Impatient: twice.
          const pressed = Promise.all([
            office.tap('Phát hành', { messageId: preview.id }),
            office.tap('Phát hành', { messageId: preview.id }).catch(() => null),
          ])
          await office.expect(() => pressed, /Đang chuẩn bị gửi|Đã gửi [\d.]+\//)
          await office.expect(() => office.tap('Tạm dừng'), /[Tt]ạm dừng/)
          const held = await office.waitFor(
            (message) => /Đã gửi [\d.]+\/[\d.]+/.test(textOf(message)),
            {},
            'the count while paused',
          )
          const before = sentIn(textOf(held))
          expect(before.sent).toBeLessThan(before.of)
          await office.tap('Tiếp tục')
          const done = await office.waitFor(
            (message) => /Đã gửi xong/.test(textOf(message)),
            { timeoutMs: 60_000 },
            'the end of the circulation',
          )
          const counted = sentIn(textOf(done))
          expect(counted.sent).toBe(counted.of)
          expect(counted.of).toBeGreaterThan(800)
        })

        it('every cell that can be reached got one message with the file and the buttons', async () => {
          const { calls } = (await (await fetch(`${url}/sandbox/stats`)).json()) as {
            calls: Record<string, number>
          }
          expect(calls.sendDocument).toBeGreaterThan(800)
          for (const person of await findPeople(url, 'bi thu chi bo', 200)) {
            if (readers.length >= 6) break
            if (person.note !== '') continue
            const secretary = new MessengerUser(url, person.id)
            const messages = await secretary.messages()
            if (messages.some((message) => message.document)) readers.push(secretary)
          }
          expect(readers.length).toBe(6)
          for (const reader of readers) {
            const received = (await reader.messages()).filter((message) => message.document)
            expect(received).toHaveLength(1)
            expect(received[0]?.protected).toBe(true)
            const labels = received[0]?.buttons.flat().map((button) => button.text) ?? []
            expect(labels.some((label) => label.includes('Đã nhận'))).toBe(true)
            expect(labels.some((label) => label.includes('Báo cáo'))).toBe(true)
          }
        })

        it('one tap acknowledges; a second tap, and a deputy, learn that it is done', async () => {
          const [, reader] = readers
          expect(await reader?.tap('Đã nhận')).toMatch(/Đã ghi nhận/)
          expect(await reader?.tap('Đã nhận')).toMatch(/Đã ghi nhận lúc/)
          const deputyOf = await deputyWithSecretary(url)
          const list = await deputyOf.expect(() => deputyOf.write('/viec'), /Việc cần làm/)
          expect(list.buttons.flat().some((button) => button.text.includes('Đã nhận'))).toBe(true)
          expect(await deputyOf.tap('Đã nhận')).toMatch(/Đã ghi nhận/)
        })

        it('in a group an officer acknowledges, a bystander is politely refused', async () => {
          const { chat, officer, bystander } = await groupOf(url)
          expect(await bystander.tap('Đã nhận', { chatId: chat })).not.toMatch(/Đã ghi nhận/)
          expect(await officer.tap('Đã nhận', { chatId: chat })).toMatch(/Đã ghi nhận/)
        })

        it('the report is asked question by question, left, resumed, corrected, confirmed, and sent once', async () => {
          const reader = readers[1] as MessengerUser
          await reader.expect(() => reader.tap('Báo cáo'), /Câu 1\//)
          await reader.expect(() => reader.write('28'), /Câu 2\//)
          await reader.expect(() => reader.write('nhiều lắm'), /số/i)
          await reader.expect(() => reader.tap('Dừng'), /[Dd]ừng|tiếp/)
          await reader.expect(() => reader.write('/baocao'), /Câu 2\//)
          const summary = await answerAll(reader)
          expect(textOf(summary)).toContain('28 đảng viên')
          const sent = await reader.expect(
            () => reader.tap('Gửi báo cáo'),
            /Đã nhận báo cáo|đã gửi|Đã gửi|tiếp nhận/,
          )
          expect(textOf(sent)).not.toBe('')
          await reader.expect(() => reader.write('/viec'), /không còn việc/)
        })

        it('the office sees the rates by committee and who has not answered', async () => {
          await office.expect(() => office.write('/tinhhinh'), /Tình hình/)
          const rates = await office.expect(() => office.tap(/-[A-ZĐ]+\//), /\d+\/903|903/)
          expect(textOf(rates)).toMatch(/Đảng ủy/)
        })

        it('the clock moves: who owes is reminded, who is done is left alone, the committee above hears', async () => {
          const done = readers[1] as MessengerUser
          const owing = readers[2] as MessengerUser
          const doneBefore = (await done.messages()).length
          const before = new Set((await owing.messages()).map((message) => message.id))
          const committee = await user('bi thu dang uy co so')
          // Acknowledgements were due after three working days: the day after, those who owe are reminded …
          for (let day = 0; day < 4; day++) await moveClock(url, { step: 'working-day' })
          const reminder = await owing.waitFor(
            (message) =>
              !before.has(message.id) && /đề nghị xác nhận đã nhận|[Nn]hắc việc/.test(textOf(message)),
            { timeoutMs: 90_000 },
            'a reminder',
          )
          expect(reminder.buttons.flat().length).toBeGreaterThan(0)
          // … and two days later the committee above hears of it.
          for (let day = 0; day < 2; day++) await moveClock(url, { step: 'working-day' })
          await committee.waitFor(
            (message) => /chưa xác nhận đã nhận/.test(textOf(message)),
            { timeoutMs: 90_000 },
            'word to the committee',
          )
          expect((await done.messages()).length).toBe(doneBefore)
        })

        it('anything unexpected gets a helpful answer and changes nothing', async () => {
          const reader = readers[3] as MessengerUser
          await reader.expect(() => reader.write('Chào em, anh gửi báo cáo ở đâu?'), /\/\w+/)
          await reader.expect(() => reader.write('/khongcolenhnay'), /\/trogiup|\/viec/)
          await reader.expect(() => reader.write('/trogiup'), /\/viec/)
          await reader.expect(() => reader.write('/ngonngu'), /ngôn ngữ/)
          await reader.expect(() => reader.tap('English'), /English|language/i)
          await reader.expect(() => reader.write('/trogiup'), /\/viec — [a-z]/i)
        })

        it('every call the bot made keeps to the Bot API', async (context) => {
          const spec = loadBotApiSpec()
          if (!spec) return context.skip('the description of the Bot API is not there')
          const { calls } = (await (await fetch(`${url}/sandbox/calls?since=0`)).json()) as {
            calls: { method: string; params: Record<string, unknown>; status: number; description?: string }[]
          }
          expect(calls.length).toBeGreaterThan(1_000)
          expect(calls.flatMap((one) => validateCall(spec, one.method, one.params))).toEqual([])
          const refused = calls.filter(
            (one) => one.status === 400 && !one.description?.includes('message is not modified'),
          )
          expect(refused.map((one) => `${one.method}: ${one.description}`)).toEqual([])
          return undefined
        })

        it('nothing went wrong unseen', () => {
          expect(place.output()).not.toMatch(/"level":(50|60)/)
        })
      },
    )
  })
}

function sentIn(text: string): { sent: number; of: number } {
  const [, sent = '', of = ''] = /Đã gửi ([\d.]+)\/([\d.]+)/.exec(text) ?? []
  return { sent: Number(sent.replaceAll('.', '')), of: Number(of.replaceAll('.', '')) }
}

/** A deputy of a cell whose secretary got the directive. */
async function deputyWithSecretary(url: string): Promise<MessengerUser> {
  for (const person of await findPeople(url, 'pho bi thu chi bo', 100)) {
    if (person.note !== '') continue
    const deputy = new MessengerUser(url, person.id)
    const list = await deputy.expect(() => deputy.write('/viec'), /./)
    if (list.buttons.flat().some((button) => button.text.includes('Đã nhận'))) return deputy
  }
  throw new Error('No deputy owes anything.')
}

/** A group with a directive in it, somebody who holds an office there and somebody who holds none. */
async function groupOf(
  url: string,
): Promise<{ chat: number; officer: MessengerUser; bystander: MessengerUser }> {
  const groups = new Map<number, { officer?: MessengerUser; bystander?: MessengerUser }>()
  for (const person of await findPeople(url, '', 3_000)) {
    const one = new MessengerUser(url, person.id)
    for (const chat of await one.chats()) {
      if (chat.kind === 'private') continue
      const group = groups.get(chat.id) ?? {}
      if (/Bí thư|Phó bí thư/.test(person.title)) group.officer = one
      else if (person.title.startsWith('Thành viên nhóm')) group.bystander = one
      groups.set(chat.id, group)
      if (group.officer && group.bystander)
        return { chat: chat.id, officer: group.officer, bystander: group.bystander }
    }
  }
  throw new Error('No group with an officer and a bystander.')
}

const answers: [RegExp, string][] = [
  [/được miễn/, '2'],
  [/Số cuộc học tập/, '3'],
  [/trực tiếp/, '2'],
  [/trực tuyến/, '1'],
  [/lồng ghép/, '1'],
  [/thời lượng/, '7,5 giờ'],
  [/Số đảng viên dự/, '26'],
  [/đoàn viên/, '10'],
  [/quần chúng/, '5'],
  [/lượt người/, '41'],
  [/bài thu hoạch/, '25'],
  [/tài liệu cần/, '1.000'],
  [/tài liệu đã cấp/, '990'],
  [/kế hoạch/, 'có, 34-KH/ĐUK ngày 7/11/2019'],
  [/mô hình/, '1'],
  [/Ngày bắt đầu/, 'hôm nay'],
  [/Ngày kết thúc/, 'hôm nay'],
  [/Kết quả/, 'Đã quán triệt đầy đủ'],
  [/Khó khăn/, 'Không'],
  [/Kiến nghị/, 'Không'],
]

/** Answers every question from the current one on, until the summary stands. */
async function answerAll(reader: MessengerUser) {
  for (let question = 0; question < 40; question++) {
    const last = (await reader.messages()).findLast(
      (message) => message.from.isBot && /Câu \d+\/\d+|Tóm tắt/.test(textOf(message)),
    )
    if (!last) throw new Error('No question.')
    if (/Tóm tắt/.test(textOf(last))) return last
    const asked = textOf(last).split('\n').slice(1).join('\n')
    const reply = answers.find(([pattern]) => pattern.test(asked))?.[1]
    if (!reply) throw new Error(`No answer to: ${textOf(last)}`)
    await reader.expect(() => reader.write(reply), /Câu \d+\/\d+|Tóm tắt/)
  }
  throw new Error('The questions do not end.')
}
