# /tinhhinh: how a directive stands.
status-not-allowed = Đồng chí chưa được phân công theo dõi nội dung này. Nếu cần, xin liên hệ văn phòng cấp ủy.
status-none = Chưa có văn bản nào được phát hành đến các đơn vị mà đồng chí theo dõi.
status-choose = 📊 <b>Tình hình thực hiện</b>
    Đề nghị chọn văn bản:
status-heading = 📄 <b>{ $number }</b>, ngày { $day }
    { $subject }
status-unit = <b>{ $unit }</b>
status-total-ack = ✅ Đã nhận: { $acknowledged }/{ $recipients } ({ $ackRate })
status-total-ack-overdue = ⏰ Quá hạn xác nhận: { $ackOverdue }
status-total-report = 📝 Đã nộp báo cáo: { $reported }/{ $asked } ({ $reportRate })
status-total-report-overdue = ⏰ Quá hạn báo cáo: { $reportOverdue }
status-paused = ⏸ Việc gửi văn bản này đang tạm dừng từ { $time }.
status-by-unit = Theo đơn vị trực thuộc:
status-row = • { $unit }: đã nhận { $acknowledged }/{ $recipients } ({ $ackRate }), đã nộp { $reported }/{ $asked } ({ $reportRate })
status-row-ack = • { $unit }: đã nhận { $acknowledged }/{ $recipients } ({ $ackRate })
status-self = { $unit } (bản thân đơn vị)
status-missing-ack = Chưa xác nhận đã nhận: <b>{ $count }</b> đơn vị
status-missing-report = Chưa gửi báo cáo: <b>{ $count }</b> đơn vị
status-missing-undelivered = • { $unit }: tin chưa đến được đơn vị
status-missing-late = • { $unit }: quá hạn { $days } ngày làm việc
status-missing-returned = • { $unit }: đang bổ sung báo cáo
status-missing-owes = • { $unit }: chưa đến hạn
status-button-missing-ack = Chưa xác nhận ({ $count })
status-button-missing-report = Chưa báo cáo ({ $count })
status-button-up = ⬆️ Cấp trên
status-button-refresh = 🔄 Cập nhật
status-button-list = 📋 Văn bản khác
status-button-back = ◀️ Quay lại
status-button-previous = ◀️ Trang trước
status-button-next = Trang sau ▶️
status-tree-now = <i>Xếp theo cây tổ chức hiện nay: đơn vị đã sáp nhập, chuyển, đổi tên được tính vào đơn vị hiện nay.</i>
status-button-tree-now = 🌳 Theo cây hiện nay
status-button-tree-then = 🕰 Theo cây lúc phát hành
