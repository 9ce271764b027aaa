# The data of another person: for administrators, from the card of a unit or a name found.
person-button-which = 👤 Dữ liệu cá nhân
person-button-unit = 🏛 { $unit }
person-button-export = 📄 Xuất dữ liệu cá nhân
person-button-erase = 🗑 Xóa dữ liệu cá nhân
person-button-erase-surely = Xác nhận xóa dữ liệu cá nhân
person-which = Dữ liệu của ai ở <b>{ $unit }</b>?
person-head = <b>{ $name }</b>
person-duty = • { $duty }, { $unit }
person-duty-substitute = • { $duty } (thay tạm), { $unit }
person-own = Dữ liệu của chính đồng chí: gõ /dulieu.
person-own-tap = Dữ liệu của chính đồng chí: gõ /dulieu.
person-elsewhere = Đồng chí này còn giữ nhiệm vụ ở đơn vị ngoài phạm vi của đồng chí. Việc xuất hoặc xóa dữ liệu cá nhân do quản trị cấp trên hoặc người vận hành máy chủ thực hiện.
person-elsewhere-tap = Người này còn giữ nhiệm vụ ngoài phạm vi của đồng chí. Đề nghị nhờ quản trị cấp trên hoặc người vận hành máy chủ.
person-not-allowed = Đồng chí không có quyền đối với dữ liệu của người này.
person-gone = Người này không còn giữ nhiệm vụ trong phạm vi của đồng chí. Gõ /donvi để xem lại.
person-file-caption = Toàn bộ dữ liệu hệ thống đang lưu về đồng chí { $name }. Tệp có dữ liệu cá nhân: chỉ dùng để trả lời yêu cầu của người đó, dùng xong đề nghị xóa. Việc xuất đã được ghi vào nhật ký.
person-file-failed = Chưa gửi được tệp dữ liệu của đồng chí { $name }. Đề nghị đồng chí thử lại sau ít phút.
person-erase-ask =
    Xóa dữ liệu cá nhân của đồng chí <b>{ $name }</b> ({ $duties })?

    Sẽ xóa: họ tên, tài khoản Telegram, ngôn ngữ, sự đồng ý; người này thôi mọi nhiệm vụ ngay và không nhận tin nữa.
    Còn lại: những việc đã xác nhận, báo cáo đã gửi và văn bản đã soạn của đơn vị, không kèm họ tên; nhật ký chỉ giữ một con số.

    Không lấy lại được. Nếu chỉ thôi nhiệm vụ hoặc có người kế nhiệm, đề nghị dùng “Bàn giao nhiệm vụ”.
person-erased = ✓ Đã xóa dữ liệu cá nhân. Nhiệm vụ của người đó đã kết thúc: { $unit }. Gõ /donvi để cấp mã cho người mới.
person-mentions = Còn { $count } chỗ trong báo cáo, ghi chú hoặc văn bản có thể nêu tên người này; nội dung đó chưa thay đổi. Vị trí đã ghi vào nhật ký để người vận hành máy chủ xem và xóa khi cần.
person-title = DỮ LIỆU CỦA MỘT NGƯỜI TRONG HỆ THỐNG THÔNG SUỐT (lập lúc { $when })
person-you = 1. NGƯỜI ĐƯỢC LƯU DỮ LIỆU
person-messages = 7. TIN NHẮN CÒN LƯU (nội dung là những tin trong khung trò chuyện riêng của người đó)
person-log = 8. NHẬT KÝ XỬ LÝ DỮ LIỆU CỦA NGƯỜI ĐÓ
person-yourself = chính người đó
