# /baocaoden: an office reads the reports of the units below and accepts or returns them.
review-not-for-you = Lệnh này dành cho văn phòng cấp ủy. Gõ /trogiup để xem các lệnh.
review-none = Không còn báo cáo nào chờ xem.
review-some-left = Đã xem hết lượt này; còn { $count } báo cáo chờ xem. Gõ /baocaoden để xem tiếp.
review-heading = <b>Báo cáo chờ xem</b> · số { $number }, { $unit }
review-sent = Gửi lúc { $time } ({ $name }, lần { $version })
review-warned = ⚠️ Đơn vị gửi dù hệ thống đã nhắc xem lại { $count } điểm.
review-button-accept = ✅ Chấp nhận
review-button-return = ↩️ Đề nghị bổ sung
review-button-next = Báo cáo tiếp theo ▶️
review-which =
    ↩️ <b>Đề nghị { $unit } bổ sung</b>
    Bấm chọn những câu cần trả lời lại; gõ thêm lý do nếu cần. Chọn thời hạn rồi bấm “Gửi đề nghị bổ sung”. Chưa bấm thì chưa gửi gì.
review-note = 💬 Lý do: <b>{ $note }</b> (gõ lại để thay)
review-days = { $count } ngày làm việc
review-days-chosen = 🔘 { $count } ngày làm việc
review-button-cancel = ✖️ Thôi, xem lại báo cáo
review-button-forget-note = 🗑 Bỏ lý do đã gõ
review-chosen = ☑️ { $label }
review-button-send-back = ↩️ Gửi đề nghị bổ sung ({ $count } câu)
review-say-what = Chưa gửi: đề nghị chọn ít nhất một câu, hoặc gõ lý do.
review-accepted = Đã chấp nhận báo cáo của { $unit }.
review-returned = Đã đề nghị { $unit } bổ sung: { $what }. Thời hạn: { $deadline }.
review-returned-unreachable = Đã ghi đề nghị bổ sung, nhưng { $unit } chưa có người nhận tin. Đề nghị báo trực tiếp. Nội dung: { $what }. Thời hạn: { $deadline }.
review-newer = Đơn vị vừa gửi lại báo cáo. Đề nghị xem bản mới: /baocaoden
review-done-already = Báo cáo này đã được xem rồi.
review-to-unit = Báo cáo văn bản số <b>{ $number }</b> của { $unit }.
    Đề nghị bổ sung: <b>{ $what }</b>.
    Các câu khác được giữ nguyên, đồng chí chỉ cần trả lời những câu này. Thời hạn: <b>{ $deadline }</b>.
review-to-unit-note = Báo cáo văn bản số <b>{ $number }</b> của { $unit }.
    Đề nghị bổ sung: <b>{ $what }</b>.
    Báo cáo đã gửi được giữ nguyên để đồng chí sửa rồi gửi lại. Thời hạn: <b>{ $deadline }</b>.
review-accepted-to-unit = ✅ Văn phòng đã chấp nhận { $count } báo cáo của đồng chí:
review-accepted-item = • Văn bản số <b>{ $number }</b> ({ $unit })
review-accepted-more = • và { $count } báo cáo khác
