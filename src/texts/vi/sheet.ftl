# The sheet of enrolment cards that a committee's office prints, cuts and hands out.
sheet-title = Phiếu mời đăng ký · { $unit }
sheet-how-1 = 1. Mở máy ảnh điện thoại, quét mã QR này để mở Telegram.
sheet-how-2 = 2. Bấm “Bắt đầu” (START) rồi làm theo hướng dẫn.
sheet-how-3 = Hoặc tìm @{ $bot } rồi gửi mã:
sheet-until = Dùng cho một người, một lần, đến hết ngày { $day }.
sheet-help = Cần giúp đỡ, xin liên hệ: { $help }
sheet-note = In trên giấy A4, cắt theo đường kẻ, trao tận tay. Tệp này chứa mã còn hiệu lực: in xong đề nghị xóa.

# Making the sheet in chat.
cards-button = 🖨 Phiếu mời (PDF)
cards-which = <b>Phiếu mời đăng ký: { $unit }</b>
    Hệ thống làm một tệp PDF khổ A4, mỗi trang 8 phiếu, mỗi phiếu một mã riêng, để in, cắt và trao tận tay. Chỉ làm cho nơi chưa có người đăng ký.
    Đồng chí cần phiếu cho ai?
cards-for-cell_secretary = Bí thư chi bộ ({ $count })
cards-for-cell_deputy = Phó bí thư chi bộ ({ $count })
cards-for-office = Văn phòng cấp ủy ({ $count })
cards-for-secretary = Bí thư cấp ủy ({ $count })
cards-nobody = Tại <b>{ $unit }</b> và các đơn vị trực thuộc, nơi nào cũng đã có người đăng ký; không cần phiếu.
cards-too-many = Ở đây cần tới { $count } phiếu, quá nhiều cho một lần. Đề nghị đồng chí chọn từng đơn vị cấp dưới.
cards-help = Mỗi phiếu có một dòng “Cần giúp đỡ, xin liên hệ: …”. Đề nghị đồng chí gõ tên và số điện thoại của người trả lời, ví dụ: <i>Văn phòng Đảng ủy, đồng chí Hoa, 0912 345 678</i>. Nếu không cần số điện thoại, bấm “Bỏ qua”.
cards-button-skip = Bỏ qua
cards-button-cancel = Thôi, không làm
cards-cancelled = Không làm phiếu. Chưa có mã nào được cấp.
cards-left = Đã thôi ở bước này, không làm thêm phiếu nào.
cards-making = Đang làm phiếu cho { $count } nơi. Xong tôi sẽ gửi tệp vào đây; nếu nhiều phiếu, xin đồng chí chờ ít phút.
cards-caption = <b>Phiếu mời đăng ký: { $unit }</b>
    { $count } phiếu, dùng đến hết ngày { $day }.
    Tệp chứa mã còn hiệu lực: đề nghị không chuyển tiếp; in xong xin xóa tệp và tin nhắn này.
cards-caption-part = Tệp { $part }/{ $parts }.
cards-failed = Chưa gửi được tệp phiếu mời; các mã chưa gửi đã được hủy. Đề nghị đồng chí bấm lại sau ít phút.
cards-unsure = Không rõ tệp phiếu mời đã đến nơi hay chưa. Nếu đồng chí không thấy tệp, đề nghị bấm làm lại.
cards-gone = Bước này đã xong hoặc đã quá hạn. Gõ /donvi để làm lại.
