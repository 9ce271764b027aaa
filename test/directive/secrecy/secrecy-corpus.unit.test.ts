// What must be found and what must not: spellings of marks as clumsy typists, old fonts, scanners and people
// who want to slip through write them, and ordinary texts that sound alike. Add a line when one is met.
import { describe, expect, test } from 'vitest'
import { findSecrecyMarks } from '../../../src/directive/secrecy/secrecy-marks.ts'

const found = (text: string) => findSecrecyMarks({ text })

/** Marks that nobody can vouch away. */
const mustFind = `
MÂT
Mât
TỐI MÂT
TUYỆT MÂT
TÔI MẬT
TỒI MẬT
TÔI MÂT
TUYẾT MẬT
TUYÊT MẬT
TUYÊT MÂT
TỐI MẠT
TUYỆT MẠT
M Â T
T Ô I  M Â T
[MÂT]
Độ mật: Mât
Độ mật: Tối mât
MMẬẬTT
MMMẬẬẬTTT
MMÂÂTT
TTỐỐII MMẬẬTT
TTUUYYỆỆTT MMẬẬTT
MẬTMẬT
MẬT MẬT
TỐI MẬT TỐI MẬT
M·Ậ·T
M_Ậ_T
M-Ậ-T
1 M 2 Ậ 3 T
M | Ậ | T
HỒ SƠ MẬT
CÔNG VĂN MẬT
BÁO CÁO MẬT
KẾ HOẠCH TỐI MẬT
TỜ TRÌNH MẬT
PHỤ LỤC MẬT
ĐỀ ÁN TUYỆT MẬT
DANH SÁCH MẬT
BIÊN BẢN MẬT
NGHỊ QUYẾT MẬT
QUYẾT ĐỊNH MẬT
CÔNG ĐIỆN MẬT
H Ồ  S Ơ  M Ậ T
HỒ SƠ MÂT
ĐÓNG DẤU MẬT
DẤU CHỈ ĐỘ MẬT: MẬT
BÁO CÁO MẬT - KHÔNG SAO CHỤP
Độ mật – Mật
Độ mật - Tối mật
Độ mật — MẬT
Độ mật = Mật
Độ mật | Mật
Độ mật > Tuyệt mật
Độ mật MẬT
ĐỘ MẬT TỐI MẬT
Độ bảo mật: Mật
Cấp mật: Tối mật
Dấu mật: Tuyệt mật
Dấu chỉ độ mật: Mật
Độ mật: [x] Mật
Độ mật: ☒ Tối mật
MẬT (bản số 3)
Mật (bản số 3)
MẬT, bản số 3
MẬT bản số: 03
TỐI MẬT (T)
MẬT (M)
TUYỆT MẬT (A)
MẬT (01)
TỐI MẬT [chỉ người có tên]
§é mËt: MËt
§é mËt: Tèi mËt
MËT
TèI MËT
tuyÖt mËt
Hå s¬ MËT
Ñoä maät: Maät
M A Ä T
Ñoä maät: Toái maät
TUYEÄT MAÄT
M\u034fẬ\u034fT
MẬ\ufe0fT
M\u{e0100}ẬT
M\u200dẬ\u2060T
M\u0332Ậ\u0332T\u0332
M\u0336Ậ\u0336T\u0336
ᴍậᴛ
ᴍẬᴛ
ᴛỐɪ ᴍẬᴛ
МẬТ
ΜẬΤ
ᎷẬᎢ
ꓟẬꓔ
ＭẬＴ
𝐌Ậ𝐓
𝕄Ậ𝕋
ⓂẬⓉ
🅼Ậ🆃
🄼Ậ🅃
🇲Ậ🇹
M\u00adẬT
M\u3164ẬT
M\u00a0Ậ\u2009T
M⏎Ậ⏎T
M⏎⏎Ậ⏎⏎T
m⏎ậ⏎t
T⏎Ố⏎I⏎M⏎Ậ⏎T
T⏎U⏎Y⏎Ệ⏎T⏎M⏎Ậ⏎T
M⏎M⏎Ậ⏎Ậ⏎T⏎T
MẬ⏎T
M⏎1⏎Ậ⏎2⏎T
TỈNH ỦY MẪU⏎M⏎Ậ⏎T⏎Số 12-BC/TU
TỈNH ỦY MẪU⏎M\u0302\u0323⏎MẬT
Tối mật⏎Số 12-BC/TU⏎Luật Bảo vệ bí mật nhà nước
TUYỆT MẬT⏎TỐI MẬT⏎MẬT⏎hết bảng
ĐẢNG ỦY XÃ AN PHÚ TỐI MẬT⏎An Phú Mật
`

/** Found, but a person may vouch that it is something else. */
const mustDoubt = `
MẠT
Hồ sơ mật
Công văn mật
Báo cáo tối mật
Đóng dấu mật
CHI BỘ THÔN TÂN MẬT
CHI BỘ ẤP MẬT
ĐẢNG ỦY XÃ PHÚ MẬT
Tuyệt mật⏎Tối mật⏎Mật
Tuyệt mật⏎3⏎Tối mật⏎12⏎Mật⏎0
Tuyệt mật | Tối mật | Mật
`

const mustNotFind = `
ĐẢNG ỦY XÃ AN⏎CHI BỘ THÔN TÂN MẬT⏎Số 03-NQ/CB⏎Tân Mật, ngày 5 tháng 9 năm 2026
CHI BỘ ẤP MẬT⏎Sinh hoạt chi bộ ấp Mật tháng 9
ĐẢNG BỘ XÃ PHÚ MẬT⏎Đảng bộ xã Phú Mật có 12 chi bộ
Chi bộ thôn Tân Mật
đồng chí Bí thư Chi bộ thôn Tân Mật
Thôn Mật Sơn, xã Tân Mật
tập huấn công tác bảo vệ bí mật nhà nước năm 2026⏎Tuyệt mật⏎Tối mật⏎Mật⏎0⏎0⏎0
Luật Bảo vệ bí mật nhà nước⏎Mật⏎12⏎Tối mật⏎3⏎Tuyệt mật⏎0
Bảo vệ bí mật nhà nước⏎| Tuyệt mật | Tối mật | Mật |
Nội dung: giới thiệu cách đóng dấu chỉ độ mật (Tuyệt mật, Tối mật, Mật) theo Luật 117/2025/QH15.
Độ mật của bí mật nhà nước gồm: Tuyệt mật, Tối mật và Mật.
Người soạn thảo đề xuất độ mật.
Việc xác định độ mật do người đứng đầu quyết định.
Độ mật: không xác định
Độ mật: Thường
Độ mật - không
Độ mật, độ khẩn của văn bản
Mức độ mật thiết
Không đăng tải tài liệu mật lên mạng xã hội.
Rà soát văn bản mật còn lưu tại chi bộ
Thống kê hồ sơ mật, hồ sơ thường
Kiểm tra việc quản lý công văn mật, tài liệu mật
Quán triệt quy định về bảo vệ bí mật nhà nước
QUY CHẾ BẢO VỆ BÍ MẬT NHÀ NƯỚC
BAN CHỈ ĐẠO BẢO VỆ BÍ MẬT
TỔ BẢO MẬT
CAM KẾT BẢO MẬT
THỎA THUẬN BẢO MẬT THÔNG TIN
BÍ MẬT CÔNG TÁC
BÍ MẬT KINH DOANH
CƠ MẬT VIỆN
PHÒNG CƠ YẾU - BẢO MẬT
MẬT MÃ
BAN MẬT MÃ
MẬT KHẨU
Mật khẩu: 123456
Mật khẩu - thay đổi hằng quý
MẬT VỤ
MẬT THƯ
MẬT ĐỘ XÂY DỰNG
Mật độ: 120 người/km2
mật độ - tối đa 40%
MẬT ONG
Mật ong: 20 lít
TINH MẬT
THÂN MẬT
THÂN MẬT VÀ CỞI MỞ
Tình đồng chí thân mật
Gặp mặt thân mật
KÍN ĐÁO, MẬT THIẾT
Gắn bó mật thiết với nhân dân
MẶT
MẮT
MẤT
MẶT TRẬN
TỐI MẮT
VẮNG MẶT
CÓ MẶT
TÔI MẤT
Tôi mất thẻ đảng
Đồng chí đã mất
Mất điện
mạt
rệp mạt
cùng mạt
TỐI
TỐI THỨ HAI
TUYỆT ĐỐI
tối thiểu 30 phút
TỘI PHẠM
M
A⏎B⏎C⏎D⏎E
M⏎A⏎N
T⏎Ổ⏎N⏎G
STT⏎1⏎M⏎2⏎Ă⏎3⏎T
MA TÚY
MAI TẤN
MAT-XCƠ-VA
FORMAT
M.A.T.H
Số 12-BC/MTTQ
MTTQ
M.Tâm
Hµ Néi, ngµy 12 th¸ng 11
Mét sè viÖc
Moät soá vieäc
Số: 12/KH-MT
Kế hoạch phòng, chống lộ, lọt bí mật
Không có tài liệu mật.
TÀI LIỆU KHÔNG MẬT
VĂN BẢN KHÔNG MẬT
tối mật thì không gửi qua mạng
cần giữ bí mật đời tư
đường thôn Mật đi xóm Tối
`

const linesOf = (table: string) =>
  table
    .trim()
    .split('\n')
    .map((line) =>
      line
        .replaceAll('⏎', '\n')
        .replace(/\\u\{?([0-9a-f]+)\}?/g, (_, code: string) =>
          String.fromCodePoint(Number.parseInt(code, 16)),
        ),
    )

describe('the corpus of the interlock', () => {
  test('it is large enough to mean something', () => {
    expect(linesOf(mustFind).length).toBeGreaterThanOrEqual(80)
    expect(linesOf(mustNotFind).length).toBeGreaterThanOrEqual(60)
  })

  test.each(linesOf(mustFind))('finds %j without a doubt, alone and in a document', (text) => {
    expect(found(text).some((mark) => !mark.isDoubtful)).toBe(true)
    const document = `TỈNH ỦY MẪU\n\n${text}\n\nSố 12-BC/TU\nBáo cáo công tác quý III`
    expect(found(document).some((mark) => !mark.isDoubtful)).toBe(true)
    expect(found(document.normalize('NFD')).some((mark) => !mark.isDoubtful)).toBe(true)
  })

  test.each(linesOf(mustDoubt))('finds %j and doubts', (text) => {
    const marks = found(text)
    expect(marks.length).toBeGreaterThan(0)
    expect(marks.every((mark) => mark.isDoubtful)).toBe(true)
  })

  test.each(linesOf(mustNotFind))('does not find %j', (text) => {
    expect(found(text)).toEqual([])
    expect(found(`TỈNH ỦY MẪU\n${text}\nSố 12-BC/TU`.normalize('NFD'))).toEqual([])
  })

  test.each(['MMẬẬTT.pdf', 'M_Ậ_T.pdf', 'bao cao MÂT.pdf', 'TỐI MÂT 12.pdf', 'HỒ SƠ MẬT.docx', 'МẬТ 5.pdf'])(
    'finds the mark in the file name %j',
    (fileName) => {
      expect(findSecrecyMarks({ fileName })).toMatchObject([{ isDoubtful: false }])
    },
  )

  test('the name of a village in a file name is a doubt, a higher level behind it is none', () => {
    expect(findSecrecyMarks({ fileName: '03-NQ thôn Tân Mật.docx' })).toMatchObject([{ isDoubtful: true }])
    expect(findSecrecyMarks({ fileName: '03-NQ thôn Tân tối mật.docx' })).toMatchObject([
      { isDoubtful: false },
    ])
  })
})
