# The message that brings a directive to a unit, and the buttons below it.
directive-urgency-khan = ❗️<b>KHẨN</b>
directive-urgency-thuong_khan = ❗️❗️<b>THƯỢNG KHẨN</b>
directive-urgency-hoa_toc = 🔥 <b>HỎA TỐC</b>
directive-heading = 📄 <b>Số { $number }</b>
directive-issued = { $issuer }, ngày { $day }
directive-mark = { $mark }
directive-subject = <b>{ $subject }</b>
directive-body = { $body }
directive-annexes = 📎 Kèm theo { $count } phụ lục: bấm “Phụ lục” để nhận.
directive-to = Kính gửi: { $unit }
directive-to-speaker = Kính gửi: đồng chí báo cáo viên ({ $unit })
directive-ack = Đề nghị đồng chí bấm “Đã nhận” khi nhận được văn bản này.
directive-ack-due = ✅ Đề nghị xác nhận đã nhận trước { $deadline }.
directive-report = 📝 Đề nghị gửi báo cáo kết quả thực hiện.
directive-report-due = 📝 Đề nghị gửi báo cáo trước { $deadline }.
directive-resend = (Gửi lại: lần trước chưa rõ đã đến nơi hay chưa. Nếu đã nhận, xin bỏ qua.)

directive-button-acknowledge = ✅ Đã nhận
directive-button-acknowledged = ✓ Đã nhận { $time } · { $name }
directive-button-acknowledged-when = ✓ Đã nhận { $time }
directive-button-report = 📝 Báo cáo
directive-button-supplement = 📝 Bổ sung báo cáo
directive-button-reported = ✓ Đã báo cáo { $time } · xem lại
directive-button-annexes = 📎 Phụ lục ({ $count })
directive-button-copy = 📋 Sao chép số { $number }

annex-caption = 📎 Phụ lục { $position }/{ $count } · { $number }
    { $name }
annex-coming = Đang gửi { $count } phụ lục.
annex-on_the_way = Tệp đang được gửi, đề nghị đồng chí chờ trong giây lát.
annex-over = Văn bản này đã được thu hồi hoặc thay thế nên không gửi tệp nữa.
annex-none = Văn bản này không có phụ lục.
