// Words for the sample organisation: syllables of invented place names, personal names, kinds of cells. Only
// data and picking rules; sample-organisation.ts decides who belongs where. Place names are random
// combinations of two lists and refer to no real place; given names of well-known office-holders are left
// out, so that nobody's full name appears on purpose.

/** The invented province; it is on no map. */
export const PROVINCE = 'Hà Khương'

/** First and second syllable of an invented village, commune or ward. */
export const PLACE_FIRST = (
  'An Bình Cao Đại Đông Đoài Giang Hạ Hòa Hồng Hương Khánh Kim Lam Liên Long Lương Mai Mỹ Nam Ngọc ' +
  'Phú Phúc Phượng Quế Sơn Tân Tây Thanh Thạch Thiện Thượng Thụy Trà Trung Tường Vân Vĩnh Xuân Yên'
).split(' ')
export const PLACE_SECOND = (
  'Bạch Cầu Châu Cốc Dực Đàm Đạo Điền Đôn Đường Hậu Khê Khuê Lạc Lâm Liễu Lộc Lữ Mịch Mỗ Ngạn Nghĩa ' +
  'Phong Quán Sen Sơn Thành Thịnh Tiến Trạc Trì Trúc Tuân Vịnh Xá Vực'
).split(' ')

/** Family names with approximate frequencies per thousand. */
export const FAMILY_NAMES: readonly (readonly [name: string, share: number])[] = [
  ['Nguyễn', 310],
  ['Trần', 110],
  ['Lê', 95],
  ['Phạm', 70],
  ['Hoàng', 51],
  ['Phan', 45],
  ['Vũ', 39],
  ['Đặng', 29],
  ['Bùi', 28],
  ['Đỗ', 26],
  ['Hồ', 24],
  ['Ngô', 23],
  ['Dương', 20],
  ['Đào', 18],
  ['Đoàn', 17],
  ['Vương', 15],
  ['Trịnh', 15],
  ['Đinh', 14],
  ['Lâm', 13],
  ['Mai', 12],
  ['Cao', 12],
  ['Lương', 11],
  ['Hà', 10],
  ['Tạ', 9],
  ['Quách', 8],
]

export const MIDDLE_MEN =
  'Văn Đình Khắc Bá Duy Công Thế Đăng Hữu Quốc Xuân Đức Ngọc Tiến Trung Viết Mạnh Huy'.split(' ')
export const GIVEN_MEN = (
  'An Bách Bảo Bằng Chiến Chung Cương Đạt Định Đoàn Đông Du Hải Hành Hào Hậu Hiển Hiệp Hòa Hoan Hưng ' +
  'Kha Khải Khiêm Kiên Kỳ Lập Lộc Luân Lương Nghị Ngọ Nhật Phong Quân Quyền Sáng Sửu Tài Tạo Thạch ' +
  'Thái Thành Thao Thiện Thuận Tiến Toàn Tráng Tuân Tuyến Tường Viễn Vinh Vượng'
).split(' ')
export const MIDDLE_WOMEN =
  'Thị Thị Thị Ngọc Thu Thanh Bích Kim Minh Hồng Mai Diệu Phương Thùy Như Khánh'.split(' ')
export const GIVEN_WOMEN = (
  'Ái An Anh Chi Cúc Dịu Diệp Dung Duyên Đào Gấm Giang Hà Hằng Hậu Hiền Hoa Hòa Hường Khuyên Lam Lan ' +
  'Liên Loan Lựu Lý Mận Mến Nga Ngà Ngân Nhàn Nhạn Nhung Oanh Phượng Quế Quyên Sen Tâm Thảo Thắm Thoa ' +
  'Thơm Thư Thủy Trà Trang Tuyết Tươi Uyên Vân Vy Xoan Xuyến Yến'
).split(' ')

/** Committees right below the province that are not communes, each with the bodies that it leads. */
export const DIRECT_COMMITTEES: readonly { name: string; bodies: readonly string[] }[] = [
  {
    name: 'Đảng ủy các cơ quan Đảng tỉnh',
    bodies: [
      'Văn phòng Tỉnh ủy',
      'Ban Tổ chức Tỉnh ủy',
      'Ban Tuyên giáo và Dân vận Tỉnh ủy',
      'Ủy ban Kiểm tra Tỉnh ủy',
      'Ban Nội chính Tỉnh ủy',
      'Mặt trận Tổ quốc tỉnh',
      'Trường Chính trị tỉnh',
      'Báo và Phát thanh, Truyền hình tỉnh',
      'Tòa án nhân dân tỉnh',
      'Viện Kiểm sát nhân dân tỉnh',
    ],
  },
  {
    name: 'Đảng ủy Ủy ban nhân dân tỉnh',
    bodies: [
      'Văn phòng Ủy ban nhân dân tỉnh',
      'Sở Nội vụ',
      'Sở Tài chính',
      'Sở Xây dựng',
      'Sở Y tế',
      'Sở Giáo dục và Đào tạo',
      'Sở Nông nghiệp và Môi trường',
      'Sở Công Thương',
      'Sở Khoa học và Công nghệ',
      'Sở Văn hóa, Thể thao và Du lịch',
      'Sở Tư pháp',
      'Thanh tra tỉnh',
    ],
  },
  {
    name: 'Đảng ủy Quân sự tỉnh',
    bodies: [
      'Phòng Tham mưu',
      'Phòng Chính trị',
      'Phòng Hậu cần – Kỹ thuật',
      'Trung đoàn bộ binh',
      'Ban Chỉ huy phòng thủ khu vực 1',
      'Ban Chỉ huy phòng thủ khu vực 2',
    ],
  },
]

/** Cells of an office body: departments. */
export const OFFICE_CELLS = [
  'Phòng Tổng hợp',
  'Phòng Hành chính – Quản trị',
  'Phòng Tổ chức cán bộ',
  'Phòng Kế hoạch – Tài chính',
  'Phòng Nghiệp vụ 1',
  'Phòng Nghiệp vụ 2',
  'Phòng Nghiệp vụ 3',
  'Thanh tra',
  'Trung tâm Công nghệ số',
  'Trung tâm Dịch vụ công',
  'Trung tâm Lưu trữ',
  'Chi cục khu vực 1',
  'Chi cục khu vực 2',
]

/** Cells of the bodies in every commune or ward. */
export const COMMUNE_BODIES: readonly { name: (place: string) => string; cells: readonly string[] }[] = [
  {
    name: (place) => `Đảng ủy cơ sở các cơ quan Đảng ${place}`,
    cells: [
      'Văn phòng Đảng ủy',
      'Ban Xây dựng Đảng',
      'Ủy ban Kiểm tra',
      'Mặt trận Tổ quốc',
      'Hội Cựu chiến binh',
      'Hội Nông dân',
      'Hội Liên hiệp Phụ nữ',
      'Đoàn Thanh niên',
    ],
  },
  {
    name: (place) => `Đảng ủy cơ sở Ủy ban nhân dân ${place}`,
    cells: [
      'Văn phòng Hội đồng nhân dân và Ủy ban nhân dân',
      'Phòng Kinh tế',
      'Phòng Văn hóa – Xã hội',
      'Trung tâm Phục vụ hành chính công',
      'Quân sự',
      'Công an',
      'Trạm Y tế',
      'Trung tâm Cung ứng dịch vụ công',
    ],
  },
]

/**
 * Cells of the institutions of an area, beside those of its villages; {} is replaced by an invented place
 * name.
 */
export const AREA_INSTITUTIONS = [
  'Trường Mầm non {}',
  'Trường Tiểu học {}',
  'Trường Trung học cơ sở {}',
  'Trường Trung học phổ thông {}',
  'Trạm Y tế {}',
  'Hợp tác xã Nông nghiệp {}',
  'Hợp tác xã Dịch vụ {}',
  'Công ty Cổ phần May {}',
  'Công ty Cổ phần Gạch {}',
  'Doanh nghiệp tư nhân {}',
  'Chợ {}',
  'Quỹ tín dụng nhân dân {}',
]
