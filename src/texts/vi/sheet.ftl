# The sheet of enrolment cards that a committee's office prints, cuts and hands out.
sheet-title = Phiếu mã đăng ký · { $unit }
sheet-how-1 = Mở ứng dụng Telegram, quét mã QR này.
sheet-how-2 = Bấm “Bắt đầu” (START).
sheet-how-3 = Nếu không quét được, tìm @{ $bot } rồi gửi mã:
sheet-until = Dùng cho một người, một lần, đến hết ngày { $day }.
sheet-note = In trên giấy A4, cắt theo đường kẻ, trao tận tay. Tệp này chứa mã còn hiệu lực: in xong đề nghị xóa.
