# The message that shows how a directive goes out, and its buttons.
circulation-begins = 📤 Văn bản đã được phát hành. Đang chuẩn bị gửi đến các đơn vị…
circulation-running = 📤 <b>Đang gửi { $number }</b>
circulation-paused = ⏸ <b>Tạm dừng gửi { $number }</b>
circulation-cancelled = ⏹ <b>Đã hủy việc gửi { $number }</b>
circulation-closed = ⏹ <b>Đã kết thúc theo dõi { $number }, không gửi tiếp</b>
circulation-superseded = ⏹ <b>{ $number } đã được thay thế, không gửi tiếp</b>
circulation-done = ✅ <b>Đã gửi xong { $number }</b>
circulation-stuck = ⚠️ <b>Đã gửi { $number }, còn tin chưa gửi được</b>
circulation-preparing = Đang lập danh sách nơi nhận…
circulation-at = Sẽ gửi lúc { $time }.
circulation-sent = Đã gửi { $sent }/{ $reachable }
circulation-sent-until-then = { $sent ->
    [0] Chưa gửi đến đơn vị nào.
   *[other] Đã gửi đến { $sent } đơn vị.
}
circulation-sent-seconds = Đã gửi { $sent }/{ $reachable } · còn khoảng { $seconds } giây
circulation-sent-minutes = Đã gửi { $sent }/{ $reachable } · còn khoảng { $minutes } phút
circulation-waits = 🌙 Ngoài giờ làm việc: sẽ gửi tiếp lúc { $time }.
circulation-everything-paused = ⏸ Mọi việc gửi đang tạm dừng từ { $time }, do { $by } cho dừng. Văn bản và tin nhắc việc sẽ gửi tiếp khi được mở lại; các câu trả lời vẫn gửi bình thường.
circulation-everything-paused-operator = ⏸ Mọi việc gửi đang tạm dừng từ { $time }, do người vận hành máy chủ cho dừng. Văn bản và tin nhắc việc sẽ gửi tiếp khi được mở lại; các câu trả lời vẫn gửi bình thường.
circulation-unreachable = Chưa liên lạc được: { $count } đơn vị (chưa có người đăng ký hoặc đã chặn kênh này).
circulation-failed = Gửi không thành công: { $count }
circulation-parked = Chưa rõ đã đến nơi hay chưa: { $count }
circulation-next = Xem kết quả xác nhận và báo cáo: /tinhhinh
circulation-next-unreached = Đề nghị báo các đơn vị chưa nhận được bằng cách khác và nhắc đăng ký. Xem từng đơn vị, gửi lại, cấp mã mới: /canxuly
circulation-button-pause = ⏸ Tạm dừng
circulation-button-resume = ▶️ Tiếp tục
circulation-button-cancel = ⏹ Hủy việc gửi
circulation-button-cancel-yes = Đúng, hủy việc gửi
circulation-button-cancel-no = Không hủy
circulation-button-retry = 🔁 Gửi lại tin chưa gửi được
circulation-button-standing = 📊 Xem tình hình
circulation-ask-cancel = Đồng chí muốn hủy việc gửi <b>{ $number }</b>? Các đơn vị chưa nhận sẽ không nhận được, và không phải xác nhận hay báo cáo; tin đã gửi vẫn giữ nguyên. Sau này vẫn có thể gửi tiếp.
circulation-tap-paused = Đã tạm dừng; tin đang trên đường vẫn có thể đến. Bấm “Tiếp tục” khi muốn gửi tiếp.
circulation-tap-resumed = Đang gửi tiếp.
circulation-tap-cancelled = Đã hủy việc gửi; tin đang trên đường vẫn có thể đến.
circulation-button-continue = 📤 Gửi tiếp cho những nơi chưa nhận
circulation-button-continue-yes = Đúng, gửi tiếp
circulation-button-continue-no = Không gửi tiếp
circulation-ask-continue = Việc gửi <b>{ $number }</b> đã bị hủy giữa chừng. Gửi tiếp cho { $count } đơn vị chưa nhận? Các đơn vị này sẽ phải xác nhận và báo cáo theo thời hạn của văn bản.
circulation-ask-continue-list = Việc gửi <b>{ $number }</b> đã bị hủy khi chưa lập xong danh sách nơi nhận. Gửi tiếp cho mọi đơn vị chưa nhận? Các đơn vị này sẽ phải xác nhận và báo cáo theo thời hạn của văn bản.
circulation-tap-continued = Đang gửi tiếp cho những nơi chưa nhận.
circulation-tap-kept = Việc gửi giữ nguyên như trước.
circulation-tap-retry = Đang gửi lại { $count } tin.
circulation-tap-nothing = Không còn tin nào cần gửi lại.
circulation-tap-over = Việc gửi đã kết thúc, không thay đổi được nữa.
circulation-tap-not-allowed = Đồng chí không có quyền điều khiển việc gửi văn bản này.

# Changes of a directive that is out.
change-extended = 🗓 Gia hạn thực hiện <b>{ $number }</b>, ngày { $day }:
    { $subject }
change-corrected = ✏️ <b>Đính chính { $number }</b>, ngày { $day }. Bản này thay cho bản đã gửi trước.
    { $subject }
change-recalled = ↩️ <b>Thu hồi { $number }</b>, ngày { $day }. Đề nghị đồng chí không thực hiện và không phổ biến văn bản này nữa; không cần báo cáo.
change-superseded = 🔁 <b>{ $number }</b>, ngày { $day }, đã được thay thế bằng <b>{ $byNumber }</b>, ngày { $byDay }. Đề nghị thực hiện theo văn bản mới; văn bản cũ không cần báo cáo nữa.
change-closed = ☑️ Đã kết thúc theo dõi <b>{ $number }</b>, ngày { $day }. Đồng chí không cần gửi gì thêm cho văn bản này.
change-new-file = 📎 Tệp kèm tin này thay cho tệp đã gửi trước.
change-acknowledged-before = ☑️ Đơn vị đã xác nhận bản trước lúc { $when }; không cần xác nhận lại, nhưng đề nghị thực hiện theo bản này.
change-reason = Lý do: { $reason }
change-body = { $body }
change-ack-due = ✅ Đề nghị xác nhận đã nhận trước { $deadline }.
change-report-due = 📝 Đề nghị gửi báo cáo trước { $deadline }.
change-mark-recalled = ↩️ Văn bản { $number } đã được thu hồi.
change-mark-corrected = ✏️ Văn bản { $number } đã được đính chính; xem bản mới ở tin bên dưới.
change-mark-superseded = 🔁 Văn bản { $number } đã được thay thế; xem tin bên dưới.
