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
review-which = Đề nghị bổ sung những câu nào? Bấm để chọn; có thể gửi kèm một câu giải thích bằng tin nhắn.
review-chosen = ☑️ { $label }
review-button-send-back = ↩️ Gửi đề nghị bổ sung ({ $count } câu)
review-say-what = Chọn ít nhất một câu, hoặc viết một câu giải thích.
review-accepted = Đã chấp nhận báo cáo của { $unit }.
review-returned = Đã đề nghị { $unit } bổ sung: { $what }.
review-returned-unreachable = Đã ghi đề nghị bổ sung, nhưng { $unit } chưa có người nhận tin. Đề nghị báo trực tiếp. Nội dung: { $what }.
review-newer = Đơn vị vừa gửi lại báo cáo. Đề nghị xem bản mới: /baocaoden
review-done-already = Báo cáo này đã được xem rồi.
review-to-unit = Báo cáo văn bản số <b>{ $number }</b> của { $unit }.
    Đề nghị bổ sung: <b>{ $what }</b>.
    Các câu khác được giữ nguyên, đồng chí chỉ cần trả lời những câu này.
